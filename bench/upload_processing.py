"""Hundreds of camera photos through the local service: `python -m bench.upload_processing [count]`.

Starts what `make run` starts, in a folder of its own, uploads as an app does, and waits until the worker is done.
Prints how long that took, what each process used, and checks every photo, its renditions and its CRC-32.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from local.engine import HOST, free_ports
from tests.photo_files import photographs
from tests.user_journey import Answer, Client, HttpTransport, Picture, album_of, photos_of, sign_up, upload, view

ROOT = Path(__file__).resolve().parent.parent
SECONDS_A_PHOTO = 10
MAX_CONCURRENT_DOWNLOADS = 4
PROCESS_NAMES = {
    "ministack": "engine",
    "media.sandbox.fork_server": "renderers",
    "-m local worker": "worker",
    "-m local jobs": "jobs",
    "-m local": "API",
}


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """Yields the origin once the service answers."""
    port, photo_port = free_ports(2)
    environment = {**os.environ, "PORT": str(port), "PHOTO_PORT": str(photo_port), "DATA_DIR": str(folder / "data")}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        while "Ctrl-C stops it" not in (folder / "output").read_text():
            assert process.poll() is None, (folder / "output").read_text()
            time.sleep(0.2)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(60)


class Processes:
    """The service's processes by name: their largest memory at one time, in MB, and their seconds of processor time.

    Processes with one name are added up.
    """

    def __init__(self) -> None:
        self.peaks: dict[str, float] = {}
        self.seconds: dict[str, float] = {}

    async def watch(self) -> None:
        while True:
            await asyncio.to_thread(self._sample)
            await asyncio.sleep(0.5)

    def _sample(self) -> None:
        memory: dict[str, float] = defaultdict(float)
        seconds: dict[str, float] = defaultdict(float)
        for pid, command, megabytes in _descendants():
            name = next((name for part, name in PROCESS_NAMES.items() if part in command), None)
            if name:
                memory[name] += megabytes
                seconds[name] += _processor_seconds(pid)
        self.peaks = {name: max(memory[name], self.peaks.get(name, 0)) for name in {*memory, *self.peaks}}
        self.seconds = {name: max(seconds[name], self.seconds.get(name, 0)) for name in {*seconds, *self.seconds}}


def _descendants() -> Iterator[tuple[int, str, float]]:
    """Yields id, command and resident MB of each process that this one has started, or that these have."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True).stdout
    rows = {int(pid): rest for pid, *rest in (line.split(maxsplit=3) for line in listed.splitlines())}
    found = {os.getpid()}
    while more := {pid for pid, (parent, *_) in rows.items() if int(parent) in found} - found:
        found |= more
    for pid in found - {os.getpid()}:
        _, kilobytes, command = rows[pid]
        yield pid, command, int(kilobytes) * 1024 / 1e6


def _processor_seconds(pid: int) -> float:
    """Includes ended children; 0 where there is no /proc. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html"""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


async def link_to(storage: httpx.AsyncClient, origin: str, email: str) -> str:
    answer = await storage.get(f"{origin}/dev/mail", headers={"accept": "application/json"})
    text = next(mail["text"] for mail in answer.json()["mails"] if mail["to"] == email)
    found = re.search(r"https?://\S+", text)
    assert found
    return found[0]


async def run(origin: str, pictures: list[Picture]) -> tuple[float, Processes]:
    """Returns the seconds from the first upload until the last photo was READY, and what the processes used."""
    processes = Processes()
    async with httpx.AsyncClient(timeout=120, trust_env=False) as storage:
        client = await sign_up(
            HttpTransport(storage, origin), lambda email: link_to(storage, origin, email), "photographer"
        )
        watching = asyncio.create_task(processes.watch())
        started = time.monotonic()
        uploaded = await upload(client, storage, "Hundreds", pictures)
        photos = await _wait_until_processed(client, uploaded.event_id, len(pictures))
        seconds = time.monotonic() - started
        watching.cancel()
        assert {photo["status"] for photo in photos} == {"READY"}
        given = {"eventId": uploaded.event_id, "allPhotos": True, "label": "everybody"}
        accessor = (await client.ask("IssueAccessCode", input=given))["accessor"]
        viewer, _ = await view(HttpTransport(storage, origin), accessor, uploaded.public_url)
        await _check(storage, await album_of(viewer), {picture.filename: picture for picture in pictures})
    return seconds, processes


async def _wait_until_processed(client: Client, event_id: str, count: int) -> list[Answer]:
    async with asyncio.timeout(count * SECONDS_A_PHOTO):
        while True:
            photos = await photos_of(client, event_id)
            if len(photos) == count and all(photo["status"] in ("READY", "REJECTED") for photo in photos):
                return photos
            await asyncio.sleep(1)


async def _check(storage: httpx.AsyncClient, photos: list[Answer], uploaded: dict[str, Picture]) -> None:
    """Fails unless every photo is there unchanged, with its thumbnail."""
    assert {photo["filename"] for photo in photos} == set(uploaded)
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_DOWNLOADS)

    async def fetch(url: str) -> bytes:
        async with semaphore:
            answer = await storage.get(url)
        assert answer.status_code == 200
        return answer.content

    async def check(photo: Answer) -> None:
        thumbnail = await fetch(photo["thumbnail"]["url"])
        assert thumbnail[8:12] == b"WEBP"
        original = await fetch(photo["original"]["downloadUrl"])
        assert zlib.crc32(original) == zlib.crc32(uploaded[photo["filename"]].body)

    await asyncio.gather(*(check(photo) for photo in photos))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    pictures = list(photographs(count))
    megabytes = sum(len(picture.body) for picture in pictures) / 1e6
    with TemporaryDirectory(prefix="imgsh-bench-") as folder, service(Path(folder)) as origin:
        seconds, processes = asyncio.run(run(origin, pictures))
    print(f"{count} photos of 24 megapixels, {megabytes:.0f} MB: READY after {seconds:.0f} s")
    print(f"{count / seconds:.2f} photos/s, {megabytes / seconds:.1f} MB/s; none lost, none changed")
    print("peak memory: " + ", ".join(f"{name} {peak:.0f} MB" for name, peak in sorted(processes.peaks.items())))
    milliseconds = {name: used / count * 1000 for name, used in sorted(processes.seconds.items())}
    print("processor time a photo: " + ", ".join(f"{name} {used:.0f} ms" for name, used in milliseconds.items()))


if __name__ == "__main__":
    main()
