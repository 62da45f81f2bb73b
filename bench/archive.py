"""An archive of 500 photos, about 4 GB, written by hand and by copies inside S3: `python -m bench.archive`.

Counts the bytes that pass through the worker, requests to S3 and the worker's memory. Then it downloads the archive
with ten interruptions, each resumed by Range, and reads it with Python, unzip and 7z if they are installed. Storage is
SeaweedFS in a process of its own, on disk; the tables are in memory. Needs 16 GB of disk and some minutes.
"""

from __future__ import annotations

import asyncio
import random
import resource
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames, buckets
from aws.s3 import keys
from aws.s3.archive_storage import S3Archives
from aws.s3.object_deletion import S3Deletion
from domain.archive_models import Archive
from domain.capture_time import EventClock
from domain.models import Event, Photo, Photographer, PhotoStatus
from domain.zip_entries import zip_entries
from media.zip import ZipLayout
from runtime.wiring import service_of, utc_now
from runtime.worker_wiring import jobs_of
from tests.engine_processes import seaweedfs
from tests.in_memory_backend import InMemoryBackend, settings_with
from tests.photo_files import photographs

PHOTOS, SIZE = 500, (7600, 5000)
CUTS = 10
NAMES = ResourceNames.with_prefix("bench")
READERS = ({"unzip": "-tq"}, {"7z": "t", "7zz": "t"})
MB = 1e6


class CountingAws(Aws):
    """Counts requests to S3, and the bytes sent and received."""

    def __init__(self, aws: Aws) -> None:
        self.__dict__.update(aws.__dict__)
        self.requests: Counter[str] = Counter()
        self.bytes_written = self.bytes_read = 0

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        answer = await super().call(service, operation, **parameters)
        self.requests[operation] += 1
        self.bytes_written += len(parameters.get("Body", b""))
        if operation == "get_object":
            self.bytes_read += answer["ContentLength"]
        return answer


@dataclass(frozen=True)
class Album:
    backend: InMemoryBackend
    photographer: Photographer
    event: Event


def make(folder: Path) -> list[Path]:
    """Returns the photos as files; a folder that has them already is reused."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"IMG_{number:04}.jpg" for number in range(PHOTOS)]
    if not all(file.exists() for file in files):
        for file, picture in zip(files, photographs(PHOTOS, SIZE), strict=True):
            file.write_bytes(picture.body)
    return files


async def store(aws: Aws, files: Sequence[Path]) -> Album:
    backend = InMemoryBackend(settings=settings_with(quota_bytes=10**12))
    backend.clock.now = utc_now()
    photographer = await backend.photographer()
    event = await backend.event(photographer)
    s3 = aws.client("s3")
    for file in files:
        body = file.read_bytes()
        photo = Photo(
            event_id=event.event_id,
            user_id=event.user_id,
            filename=file.name,
            content_type="image/jpeg",
            size_bytes=len(body),
            registered_at=backend.clock(),
        )
        s3.put_object(Bucket=NAMES.originals, Key=keys.original(photo), Body=body)
        await backend.adapters.photos.register(event, [photo], quota_bytes=10**12, now=backend.clock())
        ready = {"status": PhotoStatus.READY, "uploaded_at": backend.clock(), "crc32": zlib.crc32(body)}
        await backend.adapters.photos.finish(photo.model_copy(update=ready))
    return Album(backend, photographer, event)


async def build(aws: Aws, album: Album, *, copy_from_bytes: int | None) -> tuple[Archive, str]:
    """Requests an archive of everything, builds it and prints the cost. Returns the archive and its link."""
    counting, backend = CountingAws(aws), album.backend
    storage = S3Archives(counting, NAMES, copy_from_bytes=copy_from_bytes)
    adapters = replace(backend.adapters, archive_storage=storage, objects=S3Deletion(counting, NAMES))
    service = service_of(backend.settings, adapters, utc_now)
    asked = await service.archives.of_event(album.photographer, album.event.event_id, None)
    started, cpu = time.monotonic(), time.process_time()
    await jobs_of(backend.settings, adapters, utc_now).work(backend.queue.enqueued.pop())
    seconds, cpu = time.monotonic() - started, time.process_time() - cpu
    archive = asked.archive
    ready = await service.archives.find(album.photographer, archive.event_id, archive.archive_id)
    link = ready and service.archives.link(ready)
    assert link, "the archive is not ready"
    through = counting.bytes_written + counting.bytes_read
    layout = ZipLayout(zip_entries([*backend.tables.photos.values()], EventClock(UTC), location_stripped=False))
    by_hand = sum(part.written_bytes for part in storage.parts(layout))
    print(
        f"{'by hand' if copy_from_bytes is None else 'by copies':>10}: {seconds:6.1f} s, {cpu:5.1f} s CPU, "
        f"{counting.requests.total():5} requests, {through / MB:8.1f} MB through the worker, of which it wrote "
        f"{by_hand / archive.size_bytes:.3%} of the archive; peak {peak_mb():.0f} MB"
    )
    print(f"{'':>10}  {', '.join(f'{name} {count}' for name, count in counting.requests.most_common())}")
    return archive, link


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MB


def download(url: str, to: Path, size_bytes: int) -> None:
    """Interrupts the download ten times at random positions, and resumes it by Range."""
    cuts = sorted(random.sample(range(1, size_bytes), CUTS))
    with to.open("wb") as file:
        for stop in [*cuts, size_bytes]:
            headers = {"range": f"bytes={file.tell()}-"}
            with httpx.stream("GET", url, headers=headers, timeout=60, trust_env=False) as answer:
                assert answer.status_code == 206
                for chunk in answer.iter_bytes(1 << 20):
                    file.write(chunk[: stop - file.tell()])
                    if file.tell() == stop:
                        break
    assert to.stat().st_size == size_bytes


def read_back(archive: Path) -> None:
    started = time.monotonic()
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        print(f"    Python: {len(opened.infolist())} files, all valid, {time.monotonic() - started:.1f} s")
    for names in READERS:
        command = next((name for name in names if shutil.which(name)), None)
        if command is None:
            print(f"{next(iter(names)):>10}: not on this machine")
            continue
        done = subprocess.run([command, names[command], str(archive)], capture_output=True, text=True, check=False)
        print(f"{command:>10}: {'valid' if done.returncode == 0 else done.stdout[-300:]}")


def main() -> None:
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with TemporaryDirectory(prefix="imgsh-bench-") as folder, seaweedfs() as engine:
        aws = Aws("eu-west-1", engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        for bucket in buckets(NAMES):
            aws.client("s3").create_bucket(Bucket=bucket.name)
        # In another process: painting must not count as the worker's memory.
        with ProcessPoolExecutor(1, get_context("spawn")) as painter:
            files = painter.submit(make, kept or Path(folder) / "photos").result()
        total = sum(file.stat().st_size for file in files)
        print(f"{len(files)} photos, {total / 1e9:.2f} GB")
        album = asyncio.run(store(aws, files))
        for copy_from_bytes in (None, 1):
            album.backend.tables.archives.clear()
            album.backend.clock.now += timedelta(seconds=1)
            archive, link = asyncio.run(build(aws, album, copy_from_bytes=copy_from_bytes))
            whole = Path(folder) / "archive.zip"
            download(link, whole, archive.size_bytes)
            read_back(whole)


if __name__ == "__main__":
    main()
