"""Backs up the data of the local service while it runs: `make backup TO=…`.

Objects are copied first, then the journal, then the objects that are new since. No record says READY before its object
is stored, so each photo in the copied journal has its files, also if they are deleted meanwhile. Only what was uploaded
and deleted again while the backup ran may be missing; the search for orphans then removes its record.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from local.backup_manifest import BackupError, Entry, backups_in, read_manifest, write_manifest
from local.ministack.journal import Journal, JournalDamaged
from local.progress import Step
from local.provisioning import engine_dir

CHUNK_BYTES = 1 << 20
MAX_ATTEMPTS = 20
"""To copy the journal: a checkpoint that ends meanwhile removes what was before it."""

STATE_FILE = "local.json"


def back_up(data_dir: Path, folder: Path, now: datetime, *, keep: int) -> Path:
    """Writes a new backup into `folder`, and removes all but the newest `keep`. Raises BackupError and OSError."""
    journal = engine_dir(data_dir) / "state" / "journal"
    if not journal.is_dir() or not (data_dir / STATE_FILE).exists():
        raise BackupError(f"there are no data in {data_dir}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        for interrupted in folder.glob("imgsh-*.unfinished"):
            shutil.rmtree(interrupted)
        earlier = backups_in(folder)
        target = folder / f"imgsh-{now:%Y%m%d-%H%M%S}"
        unfinished = target.with_suffix(".unfinished")
        copy = _Copy(data_dir, unfinished, earlier[-1] if earlier else None)
        try:
            _copy_all(copy, journal, engine_dir(data_dir) / "s3")
            unfinished.replace(target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        for old in [*earlier, target][:-keep]:
            shutil.rmtree(old)
    return target


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"another backup is being written to {folder}") from None
        yield


def _copy_all(copy: _Copy, journal: Path, objects: Path) -> None:
    with Step("Copying photos") as step:
        copy.tree(objects, step)
    with Step("Copying tables"):
        copy.journal(journal)
    with Step("Copying what is new") as step:
        copy.tree(objects, step)
        copy.file(copy.source / STATE_FILE)
    with Step("Writing everything to the disk"):
        write_manifest(copy.target, copy.entries)
        os.sync()


@dataclass
class _Copy:
    """`previous` is an earlier backup: what has not changed since is linked to it, and takes no space."""

    source: Path
    target: Path
    previous: Path | None
    entries: dict[str, Entry] = field(default_factory=dict)
    _known: dict[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        self._known = read_manifest(self.previous) if self.previous else {}

    def tree(self, folder: Path, step: Step) -> None:
        for number, path in enumerate(_files(folder), 1):
            with suppress(FileNotFoundError):  # deleted meanwhile
                self.file(path)
            if number % 100 == 0:
                step.count(number, number)

    def file(self, path: Path) -> None:
        """Objects are replaced, never changed: the same size and time mean the same content."""
        name, found = str(path.relative_to(self.source)), path.stat()
        stamp = (found.st_size, found.st_mtime_ns)
        if name in self.entries and self.entries[name].stamp == stamp:
            return
        target = self.target / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._known.get(name)
        if known and known.stamp == stamp and self._link(name, target):
            self.entries[name] = known
            return
        target.unlink(missing_ok=True)  # never through a link into an earlier backup
        with path.open("rb") as source:
            stamp = (os.fstat(source.fileno()).st_size, os.fstat(source.fileno()).st_mtime_ns)
            self.entries[name] = Entry(*stamp, _copied(source, target, stamp[0]))

    def journal(self, folder: Path) -> None:
        """A prefix of it, which ends with a whole record. Raises BackupError."""
        copied = self.target / folder.relative_to(self.source)
        for _ in range(MAX_ATTEMPTS):
            shutil.rmtree(copied, ignore_errors=True)
            copied.mkdir(mode=0o700, parents=True)
            try:
                for path in _journal_files(folder):
                    with path.open("rb") as source:
                        _copied(source, copied / path.name, os.fstat(source.fileno()).st_size)
                written = Journal(copied)
                for _ in written.records():  # checks each of them, and cuts off one that was being written
                    pass
            except (FileNotFoundError, JournalDamaged):
                continue
            if not written.is_new:
                self._enter(copied)
                return
        raise BackupError("the journal could not be copied: it is damaged (then make run says so) or not begun yet")

    def _enter(self, folder: Path) -> None:
        for path in _files(folder):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self.entries[str(path.relative_to(self.target))] = Entry(path.stat().st_size, 0, digest)

    def _link(self, name: str, target: Path) -> bool:
        if self.previous is None:
            return False
        try:
            target.unlink(missing_ok=True)
            target.hardlink_to(self.previous / name)
        except OSError:  # a file system without links, or somebody has cleared up
            return False
        return True


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names)


def _journal_files(folder: Path) -> list[Path]:
    """Oldest first. Another one may appear meanwhile: then the last of these is complete."""
    numbered = [(int(path.name.partition("-")[2]), path) for path in folder.iterdir() if not path.suffix]
    return [path for _, path in sorted(numbered)]


def _copied(source: BinaryIO, target: Path, size_bytes: int) -> str:
    """Copies that many bytes, because the end of a journal moves. Returns their SHA-256."""
    digest = hashlib.sha256()
    with target.open("xb") as output:
        while size_bytes and (chunk := source.read(min(CHUNK_BYTES, size_bytes))):
            output.write(chunk)
            digest.update(chunk)
            size_bytes -= len(chunk)
    return digest.hexdigest()


def restore(backup: Path, data_dir: Path) -> int:
    """Copies a backup to a folder that does not exist, and checks every byte. Returns the number of files.

    Raises BackupError and OSError; then there is no such folder.
    """
    entries = read_manifest(backup)
    if data_dir.exists() and any(data_dir.iterdir()):
        raise BackupError(f"{data_dir} is not empty. Move it away, or choose another DATA_DIR=...")
    unfinished = data_dir.with_name(f"{data_dir.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with Step("Restoring and checking") as step:
            for number, (name, entry) in enumerate(entries.items(), 1):
                _restore_file(backup, unfinished, name, entry)
                step.count(number, len(entries))
        os.sync()
        unfinished.replace(data_dir)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return len(entries)


def _restore_file(backup: Path, folder: Path, name: str, entry: Entry) -> None:
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with (backup / name).open("rb") as source:
            digest = _copied(source, target, entry.size_bytes)
    except FileNotFoundError:
        raise BackupError(f"{backup / name} is missing: restore an earlier backup") from None
    if digest != entry.sha256:
        raise BackupError(f"{backup / name} is damaged: restore an earlier backup")
