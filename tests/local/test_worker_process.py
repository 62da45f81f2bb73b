"""The worker of uploads while the disk is full: no photo is rejected for it."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path

import pytest

from aws.s3.keys import original
from domain.models import PhotoStatus, Watermark
from domain.rendering import Original, RenderedPhoto
from domain.storage_capacity import StorageCapacity
from local.free_space import DiskSpace
from local.worker_process import waiting_for_room
from runtime.queue_consumer import MessageHandler
from runtime.queue_polling import QueueClosed
from tests.fake_storage import FakeFreeSpace
from tests.in_memory_backend import FakeRenditions, InMemoryBackend
from tests.runtime.test_queue_consumer import uploaded
from worker import upload_handler

MIN_FREE_BYTES = 100


class FillingRenditions(FakeRenditions):
    """Something else takes the rest of the disk while the first photo is rendered."""

    def __init__(self, free_space: FakeFreeSpace) -> None:
        self._free_space = free_space
        self.is_full = asyncio.Event()

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        if not self.is_full.is_set():
            self._free_space.bytes = 0
            self.is_full.set()
            raise OSError(errno.ENOSPC, "No space left on device")
        return await super().render(original, declared_content_type, watermark)


def waiting(backend: InMemoryBackend, closing: asyncio.Future[bytes] | None = None) -> MessageHandler:
    capacity = StorageCapacity(backend.free_space, MIN_FREE_BYTES)
    return waiting_for_room(upload_handler(backend.upload_processor), capacity, closing or asyncio.Future())


async def test_a_photo_that_the_full_disk_has_no_room_for_is_done_when_there_is_room() -> None:
    free_space = FakeFreeSpace()
    renditions = FillingRenditions(free_space)
    backend = InMemoryBackend(free_space=free_space, renditions=renditions)
    photo = await uploaded(backend)
    processing = asyncio.ensure_future(waiting(backend).handle(original(photo)))

    await renditions.is_full.wait()
    await asyncio.sleep(0.1)
    assert not processing.done()
    assert backend.tables.photos[photo.key].status is PhotoStatus.PROCESSING

    free_space.bytes = MIN_FREE_BYTES
    assert await processing is PhotoStatus.READY


async def test_a_failure_while_there_is_room_counts() -> None:
    handler = MessageHandler("arrived", lambda body: (body,), _fail)
    capacity = StorageCapacity(FakeFreeSpace(), MIN_FREE_BYTES)

    with pytest.raises(ZeroDivisionError):
        await waiting_for_room(handler, capacity, asyncio.Future()).handle("a.jpg")


async def _fail(subject: str) -> object:
    return 1 / 0


async def test_a_worker_that_waits_for_room_ends_when_it_is_told_to() -> None:
    backend = InMemoryBackend(free_space=FakeFreeSpace(0))
    closing: asyncio.Future[bytes] = asyncio.Future()
    processing = asyncio.ensure_future(waiting(backend, closing).handle("a/b/c.jpg"))

    await asyncio.sleep(0)
    closing.set_result(b"")
    with pytest.raises(QueueClosed):
        await processing


async def test_the_space_is_that_of_the_disk(tmp_path: Path) -> None:
    assert await DiskSpace(tmp_path).free_bytes() > 0
