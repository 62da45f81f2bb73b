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
from local.worker_process import giving_up_after_attempts, waiting_for_room
from runtime.queue_consumer import MessageHandler
from runtime.queue_polling import QueueClosed
from tests.fake_storage import FakeFreeSpace
from tests.in_memory_backend import FakeRenditions, InMemoryBackend
from tests.runtime.test_queue_consumer import uploaded
from worker import dead_upload_handler, upload_handler

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


@pytest.mark.parametrize(("attempts", "rejected"), [(0, False), (4, False), (5, True)])
async def test_a_photo_is_given_up_for_what_was_tried_and_not_for_how_often_a_worker_was_killed_while_it_waited(
    attempts: int, rejected: bool
) -> None:
    """Issue 13. The queue counts five receives, whoever received it."""
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    for _ in range(attempts):
        assert await backend.adapters.photos.start_processing(photo)
    handler = giving_up_after_attempts(dead_upload_handler(backend.upload_processor), backend.adapters)

    await handler.handle(original(photo))

    assert (backend.tables.photos[photo.key].status is PhotoStatus.REJECTED) == rejected
    assert backend.uploads.requeued == ([] if rejected else [original(photo)])


async def test_a_dead_letter_of_a_photo_that_is_done_or_gone_takes_nothing_back() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    await backend.upload_processor.process(original(photo))
    handler = giving_up_after_attempts(dead_upload_handler(backend.upload_processor), backend.adapters)

    for key in (original(photo), "u/e/unknown.jpg"):
        await handler.handle(key)

    assert backend.tables.photos[photo.key].status is PhotoStatus.READY
    assert backend.uploads.requeued == []


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
