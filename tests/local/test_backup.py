"""A backup that is made while photographers work is a whole service, elsewhere (issue 13, item 4)."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.kill_rounds.checks import Backstage, check
from bench.kill_rounds.load import Album, Photographer
from bench.kill_rounds.rounds import Service, serving
from local import state
from local.backup import back_up, restore
from local.backup_manifest import NAME as MANIFEST
from local.backup_manifest import BackupError, Entry, backups_in, read_manifest, write_manifest
from local.engine import free_ports
from local.ministack.journal import Journal
from runtime.wiring import utc_now
from tests.local.test_local import ROOT
from tests.user_journey import Client, HttpTransport, photos_of, sign_up

ROUNDS = 6


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@asynccontextmanager
async def working(service: Service, photographers: Sequence[Photographer]) -> AsyncIterator[None]:
    clients = [await service.sign_in(photographer.name) for photographer in photographers]

    async def work(photographer: Photographer, client: Client) -> None:
        while True:
            await photographer.work(client, service.client)

    tasks = [asyncio.ensure_future(work(*each)) for each in zip(photographers, clients, strict=True)]
    try:
        yield
        assert not any(task.done() for task in tasks), [task.exception() for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def check_what_is_listed(client: Client, service: Service, album: Album) -> None:
    """Whatever the point in time: a READY photo has its files."""
    for photo in await photos_of(client, album.event_id):
        if photo["status"] == "READY":
            assert (await service.client.get(photo["thumbnail"]["url"])).status_code == 200, photo["filename"]


async def test_a_backup_under_load_is_restored_elsewhere_and_nothing_is_missing(tmp_path: Path) -> None:
    data_dir, backups, elsewhere = tmp_path / "data", tmp_path / "backups", tmp_path / "elsewhere"
    steady, *busy = photographers = [Photographer(f"anna{number}", Random(number)) for number in range(3)]  # noqa: S311
    async with serving(data_dir, free_ports(1)[0]) as service:
        for photographer in photographers:
            transport = HttpTransport(service.client, service.origin)
            await sign_up(transport, service.mailed_link, photographer.name)
        client = await service.sign_in(steady.name)
        for _ in range(ROUNDS):
            await steady.work(client, service.client)
        async with working(service, busy):
            first = await asyncio.to_thread(command, "backup", str(backups), DATA_DIR=str(data_dir))
            await asyncio.sleep(1)  # a name of its own
            second = await asyncio.to_thread(command, "backup", str(backups), DATA_DIR=str(data_dir))
    assert (first.returncode, second.returncode) == (0, 0), (first, second)
    oldest, newest = backups_in(backups)
    assert f"Backed up to {newest}" in second.stdout

    restored = await asyncio.to_thread(command, "restore-backup", str(newest), DATA_DIR=str(elsewhere))
    assert restored.returncode == 0, restored
    async with serving(elsewhere, free_ports(1)[0]) as service:
        await check(steady, await service.sign_in(steady.name), service.client, Backstage.of(elsewhere))
        for photographer in busy:
            if photographer.album:
                client = await service.sign_in(photographer.name)
                if await client.ask("EventPage", id=photographer.album.event_id):
                    await check_what_is_listed(client, service, photographer.album)
    assert sum(photographer.done.total() for photographer in busy)
    assert [path for path in oldest.glob("engine/s3/**/*.jpg") if path.stat().st_nlink > 1], (
        "it takes the same space again"
    )
    assert not [path for path in newest.rglob("*") if path.stat().st_mode & 0o077]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """As the engine writes it, without a service."""
    folder = tmp_path / "data"
    journal = Journal(folder / "engine/state/journal")
    journal.open()
    journal.end_checkpoint(journal.begin_checkpoint())
    journal.append([["put", "users", "anna"]])
    photo = folder / "engine/s3/000000000000/originals/photos/früh 1.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo")
    state.save(folder, state.LocalState())
    return folder


def test_a_backup_is_the_same_bytes(data_dir: Path, tmp_path: Path) -> None:
    made = back_up(data_dir, tmp_path / "backups", utc_now(), keep=7)

    restore(made, tmp_path / "new")

    def contents(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(tmp_path / "new") == contents(data_dir)


def test_a_record_that_is_being_written_is_left_out(data_dir: Path, tmp_path: Path) -> None:
    segment = next((data_dir / "engine/state/journal").glob("segment-*"))
    whole = segment.read_bytes()
    segment.write_bytes(whole + whole[: len(whole) // 2])

    made = back_up(data_dir, tmp_path / "backups", utc_now(), keep=7)

    assert next((made / "engine/state/journal").glob("segment-*")).read_bytes() == whole


def test_two_backups_do_not_meet_and_an_interrupted_one_is_cleared_away(data_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    (folder / "imgsh-20200101-000000.unfinished/engine").mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BackupError, match="another backup is being written"):
            back_up(data_dir, folder, utc_now(), keep=7)

    made = back_up(data_dir, folder, utc_now(), keep=7)

    assert sorted(path.name for path in folder.iterdir()) == sorted([made.name, "lock"])


NAMES = st.text(min_size=1).filter(lambda name: ".." not in name.split("/") and not name.startswith("/"))
ENTRIES = st.dictionaries(NAMES, st.builds(Entry, st.integers(0), st.integers(0), st.text()), max_size=5)


@settings(deadline=None)
@given(ENTRIES, st.floats(0, 1, exclude_max=True))
def test_a_manifest_is_read_as_it_was_written_and_not_when_it_was_cut(entries: dict[str, Entry], share: float) -> None:
    with TemporaryDirectory() as folder:
        backup = Path(folder)
        write_manifest(backup, entries)
        file = backup / MANIFEST
        assert read_manifest(backup) == entries
        whole = file.read_bytes()
        file.write_bytes(whole[: int(share * (len(whole) - 1))])  # the last byte is a newline
        with pytest.raises(BackupError):
            read_manifest(backup)


def test_a_manifest_names_nothing_outside_of_the_backup(tmp_path: Path) -> None:
    for name in ("/etc/passwd", "../other", "engine/../../other"):
        write_manifest(tmp_path, {name: Entry(0, 0, "")})
        with pytest.raises(BackupError, match="is damaged"):
            read_manifest(tmp_path)
        (tmp_path / MANIFEST).unlink()


def test_only_the_newest_are_kept(data_dir: Path, tmp_path: Path) -> None:
    made = [back_up(data_dir, tmp_path / "b", utc_now() + timedelta(minutes=minute), keep=2) for minute in range(4)]

    assert backups_in(tmp_path / "b") == made[2:]
    restore(made[3], tmp_path / "new")


def test_damage_is_noticed_before_anything_is_restored(data_dir: Path, tmp_path: Path) -> None:
    for name in ("engine/s3/000000000000/originals/photos/früh 1.jpg", "local.json", "manifest.jsonl"):
        for damage in ("changed", "cut", "missing"):
            made = back_up(data_dir, tmp_path / "backups", utc_now(), keep=7)
            file, content = made / name, (made / name).read_bytes()
            file.unlink()
            if damage != "missing":
                file.write_bytes(content[:-2] if damage == "cut" else content[:-1] + b"!")
            with pytest.raises(BackupError):
                restore(made, tmp_path / "new")
            assert not (tmp_path / "new").exists()
            assert not list(tmp_path.glob("*.unfinished"))
            shutil.rmtree(made)


def test_nothing_is_overwritten_and_nothing_is_made_of_nothing(data_dir: Path, tmp_path: Path) -> None:
    made = back_up(data_dir, tmp_path / "backups", utc_now(), keep=7)

    with pytest.raises(BackupError, match="is not empty"):
        restore(made, data_dir)
    with pytest.raises(BackupError, match="there are no data"):
        back_up(tmp_path / "nowhere", tmp_path / "backups", utc_now(), keep=7)
    with pytest.raises(BackupError, match="no finished backup"):
        restore(tmp_path, tmp_path / "new")
    assert backups_in(tmp_path / "backups") == [made]


def test_what_is_missing_in_the_command_is_told_in_a_sentence(tmp_path: Path) -> None:
    for arguments, sentence in {
        ("backup", ""): "make backup TO=",
        ("restore-backup", ""): "make restore-backup FROM=",
        ("restore-backup", str(tmp_path)): "is no finished backup",
        ("backup", "/dev/null/backups"): "can't be used",
        ("unknown",): "use make run",
    }.items():
        said = command(*arguments, DATA_DIR=str(tmp_path / "data"))
        assert said.returncode == 1
        assert sentence in said.stderr or "there are no data" in said.stderr
        assert "Traceback" not in said.stderr
