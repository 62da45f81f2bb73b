"""How the worker takes messages: side by side, again, too late, and after it was killed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from aws.s3.keys import original
from aws.s3.spooled_original import spooled_original
from aws.sqs import Message
from domain.models import Event, Photo, Photographer, PhotoStatus, RenditionKind, Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, Patch, RenderedPhoto
from domain.upload_processing import UploadProcessor
from domain.uploads import UploadFile
from runtime.queue_consumer import MAX_CONCURRENT_FILES, MessageHandler, process_messages
from runtime.wiring import upload_processor_of
from tests.fake_storage import FakeStorage
from tests.in_memory_backend import FakeRenditions, InMemoryBackend
from tests.s3_notifications import notification
from worker import dead_upload_handler, object_keys, upload_handler

BODY = b"PHOTO of a cake"
BUDGET_SECONDS = 60.0
HANGS_AFTER_SECONDS = 90.0


class HeldRenditions(FakeRenditions):
    """Renders when it is let go."""

    def __init__(self) -> None:
        self.begun, self.release = asyncio.Event(), asyncio.Event()

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        self.begun.set()
        await self.release.wait()
        return await super().render(original, declared_content_type, watermark)


def messages(*bodies: str) -> list[Message]:
    return [Message(f"message {number}", body, f"receipt {number}") for number, body in enumerate(bodies)]


def handling(handle: Callable[[str], Awaitable[None]]) -> MessageHandler:
    return MessageHandler("handled", object_keys, handle)


async def uploaded(backend: InMemoryBackend, filename: str = "cake.jpg", body: bytes = BODY) -> Photo:
    """A photo that is registered and stored, and that the worker has not heard of."""
    photographer = await backend.photographer()
    return await added(backend, photographer, await backend.event(photographer), filename, body)


async def added(
    backend: InMemoryBackend, photographer: Photographer, event: Event, filename: str, body: bytes = BODY
) -> Photo:
    file = UploadFile(filename, "image/jpeg", len(body))
    _, (ticket,) = await backend.service.uploads.request(photographer, event.event_id, [file])
    backend.store(original(ticket.photo), body)
    return ticket.photo


async def ended(work: Awaitable[object]) -> None:
    with suppress(asyncio.CancelledError):
        await work


async def test_a_batch_is_worked_off_a_few_at_a_time() -> None:
    running, most, seen = 0, 0, []

    async def step(key: str) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        seen.append(key)

    assert (
        await process_messages(messages(*(notification(f"u/e/{number}") for number in range(10))), handling(step)) == ()
    )
    assert most == MAX_CONCURRENT_FILES
    assert sorted(seen) == [f"u/e/{number}" for number in range(10)]


async def test_of_two_photos_in_one_message_one_failure_brings_both_again() -> None:
    seen = []

    async def step(key: str) -> None:
        seen.append(key)
        if key.endswith("a"):
            raise ConnectionError

    both, other = messages(notification("u/e/a", "u/e/b"), notification("u/e/c"))
    assert await process_messages([both, other], handling(step)) == (both,)
    assert sorted(seen) == ["u/e/a", "u/e/b", "u/e/c"]


async def test_two_workers_with_one_notification_count_the_photo_once() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    again = messages(*[notification(original(photo))] * 4)
    halves = await asyncio.gather(
        process_messages(again[:2], upload_handler(backend.upload_processor)),
        process_messages(again[2:], upload_handler(backend.upload_processor)),
    )
    assert list(halves) == [(), ()]
    event = backend.tables.events[photo.event_id]
    assert (event.ready_count, event.ready_bytes) == (1, len(BODY))


async def test_a_worker_killed_in_the_middle_leaves_a_photo_that_the_next_one_finishes() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    held = HeldRenditions()
    told = messages(notification(original(photo)))
    killed = asyncio.create_task(
        process_messages(told, upload_handler(upload_processor_of(backend.adapters, held, backend.clock)))
    )
    await held.begun.wait()
    killed.cancel()
    await ended(killed)
    assert backend.tables.photos[photo.key].status is PhotoStatus.PROCESSING
    assert await process_messages(told, upload_handler(backend.upload_processor)) == ()
    assert backend.tables.photos[photo.key].status is PhotoStatus.READY
    assert backend.tables.events[photo.event_id].ready_count == 1


def let_time_pass(seconds: float) -> None:
    """The running loop finds at once that so much time is over, however busy the machine is."""
    loop, real_time = asyncio.get_running_loop(), asyncio.get_running_loop().time
    loop.time = lambda: real_time() + seconds  # type: ignore[method-assign]


class StuckRenditions(FakeRenditions):
    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        let_time_pass(BUDGET_SECONDS)
        await asyncio.Event().wait()
        raise AssertionError("nobody sets the event")


class StuckStorage(FakeStorage):
    """Never comes back from one step."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self._step = step

    async def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        await self._wait("read")
        async for chunk in super().read_original(key, chunk_bytes=chunk_bytes):
            yield chunk

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        await self._wait(f"write {kind.value}")
        await super().write_rendition(photo, kind, body, content_type)

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        await self._wait("write location stripped")
        await super().write_location_stripped(photo, patched, patches, content_type)

    async def _wait(self, step: str) -> None:
        if step == self._step:
            let_time_pass(BUDGET_SECONDS)
            await asyncio.Event().wait()


@pytest.mark.parametrize("step", ["read", "render", "write preview", "write thumbnail", "write location stripped"])
async def test_no_step_escapes_the_time_budget_of_its_file(step: str) -> None:
    """A3: the file is tried again and then given up; the worker goes on with other files."""
    backend, storage = InMemoryBackend(), StuckStorage(step)
    photo = await uploaded(backend, body=b"PHOTO at home")
    storage.originals = backend.storage.originals
    slow = UploadProcessor(
        events=backend.adapters.events,
        photos=backend.adapters.photos,
        storage=storage,
        spool_original=spooled_original,
        renditions=StuckRenditions() if step == "render" else FakeRenditions(),
        clock=backend.clock,
        max_seconds=BUDGET_SECONDS,
    )
    told = messages(notification(original(photo)))
    async with asyncio.timeout(HANGS_AFTER_SECONDS):
        assert await process_messages(told, upload_handler(slow)) == tuple(told)
    assert backend.tables.photos[photo.key].status is PhotoStatus.PROCESSING
    assert await process_messages(told, dead_upload_handler(slow)) == ()
    given_up = backend.tables.photos[photo.key]
    assert (given_up.status, given_up.rejection_code) == (PhotoStatus.REJECTED, PhotoRejection.NOT_PROCESSED)


async def test_a_dead_letter_that_overtakes_a_slow_worker_is_the_one_that_counts() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    held = HeldRenditions()
    told = messages(notification(original(photo)))
    slow = asyncio.create_task(
        process_messages(told, upload_handler(upload_processor_of(backend.adapters, held, backend.clock)))
    )
    await held.begun.wait()
    assert await process_messages(told, dead_upload_handler(backend.upload_processor)) == ()
    held.release.set()
    assert await slow == ()
    assert backend.tables.photos[photo.key].status is PhotoStatus.REJECTED
    event = backend.tables.events[photo.event_id]
    assert (event.photo_count, event.ready_count) == (0, 0)


async def test_a_notification_after_the_event_is_over_leaves_nothing_behind() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    backend.clock.forward(days=8)
    assert (
        await process_messages(messages(notification(original(photo))), upload_handler(backend.upload_processor)) == ()
    )
    assert backend.storage.originals == {}
    assert backend.storage.derived == {}


async def test_a_failure_is_logged_by_its_place_and_not_by_its_message(caplog: pytest.LogCaptureFixture) -> None:
    async def step(key: str) -> None:
        raise ValueError(f"no such object: {key}")

    await process_messages(messages(notification("user/event/Zoe in tears.jpg")), handling(step))
    line = json.loads(caplog.messages[-1])
    assert (line["outcome"], line["fault"]) == ("failed", "ValueError")
    assert line["places"][-1].endswith(" step")
    assert (line["user_id"], line["event_id"]) == ("user", "event")
    assert "tears" not in caplog.text
