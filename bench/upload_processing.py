"""Hundreds of camera photos through the local service: `python -m bench.upload_processing [count]`.

Starts what `make run` starts, in a folder of its own, uploads as an app does, and waits until the worker is done.
Prints how long that took and the peak memory of each process, and checks every photo, its renditions and its CRC-32.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
import zlib
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
    "media.sandbox.fork_server": "renderer",
    "-m local worker": "worker",
    "-m local": "API",
    "ministack": "engine",
}


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """Yields the origin once the service answers."""
    (port,) = free_ports(1)
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(folder / "data")}
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


class Memory:
    """The peak resident memory seen of each process, in MB."""

    def __init__(self) -> None:
        self.peaks: dict[str, float] = {}

    async def watch(self) -> None:
        while True:
            await asyncio.to_thread(self._sample)
            await asyncio.sleep(0.5)

    def _sample(self) -> None:
        listed = subprocess.run(["ps", "-axo", "rss=,args="], capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines():
            kilobytes, _, command = line.strip().partition(" ")
            name = next((name for part, name in PROCESS_NAMES.items() if part in command and "python" in command), None)
            if name:
                self.peaks[name] = max(self.peaks.get(name, 0.0), int(kilobytes) * 1024 / 1e6)


async def link_to(storage: httpx.AsyncClient, origin: str, email: str) -> str:
    answer = await storage.get(f"{origin}/dev/mail", headers={"accept": "application/json"})
    text = next(mail["text"] for mail in answer.json()["mails"] if mail["to"] == email)
    found = re.search(r"https?://\S+", text)
    assert found
    return found[0]


async def run(origin: str, pictures: list[Picture]) -> tuple[float, Memory]:
    """Returns the seconds from the first upload until the last photo was READY, and the memory used."""
    memory = Memory()
    async with httpx.AsyncClient(timeout=120, trust_env=False) as storage:
        client = await sign_up(
            HttpTransport(storage, origin), lambda email: link_to(storage, origin, email), "photographer"
        )
        watching = asyncio.create_task(memory.watch())
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
    return seconds, memory


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
        seconds, memory = asyncio.run(run(origin, pictures))
    print(f"{count} photos of 24 megapixels, {megabytes:.0f} MB: READY after {seconds:.0f} s")
    print(f"{count / seconds:.2f} photos/s, {megabytes / seconds:.1f} MB/s; none lost, none changed")
    print("peak memory: " + ", ".join(f"{name} {peak:.0f} MB" for name, peak in sorted(memory.peaks.items())))


if __name__ == "__main__":
    main()
