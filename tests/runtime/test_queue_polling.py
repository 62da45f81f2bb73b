"""How one machine polls a queue: holds its messages, processes them in order, and gives them back at its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from aws.s3.keys import original
from aws.sqs import HOLD_SECONDS, Message
from domain.models import PhotoStatus
from runtime.backlog import Workload
from runtime.queue_consumer import MessageHandler
from runtime.queue_polling import MAX_HELD_MESSAGES, MAX_RETURNED_MESSAGES, RETRY_SECONDS, QueueClosed, poll
from tests.fake_storage import FakeStorage
from tests.in_memory_backend import InMemoryBackend
from tests.runtime.test_queue_consumer import added, messages, uploaded
from tests.s3_notifications import notification
from worker import object_keys, upload_handler, upload_place

WORKLOADS = {Workload.PHOTOS: 2, Workload.VIDEOS: 1}


@dataclass
class MemoryQueue:
    """A queue without a clock: `held` has for how many seconds each message was last hidden."""

    waiting: list[Message]
    stored: list[Message] = field(default_factory=list)
    held: dict[Message, int] = field(default_factory=dict)
    delays: list[int] = field(default_factory=list)
    outages: int = 0
    empty: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    one_is_left: asyncio.Event = field(default_factory=asyncio.Event)
    renewed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.stored = list(self.waiting)

    async def receive(self, max_messages: int, hold_seconds: int) -> Sequence[Message]:
        if self.outages:
            self.outages -= 1
            raise ConnectionError("https://queue.example/secret")
        if not self.waiting:
            self.empty.set()
            await self.closed.wait()
            raise QueueClosed
        taken, self.waiting = self.waiting[: min(10, max_messages)], self.waiting[min(10, max_messages) :]
        self.held |= dict.fromkeys(taken, hold_seconds)
        return taken

    async def hold(self, messages: Sequence[Message], seconds: int) -> None:
        self.held |= dict.fromkeys(messages, seconds)
        self.renewed.set()

    async def send(self, body: str, delay_seconds: int = 0) -> None:
        self.delays.append(delay_seconds)
        self.stored.append(Message(f"sent {len(self.stored)}", body))

    async def delete(self, messages: Sequence[Message]) -> None:
        self.stored = [message for message in self.stored if message not in messages]
        if len(self.stored) == 1:
            self.one_is_left.set()


class Work:
    """A handler whose files end when they are told to. `running` has their filenames."""

    def __init__(self) -> None:
        self.running: dict[str, asyncio.Event] = {}
        self.handler = MessageHandler("handled", object_keys, self._work, upload_place)

    async def _work(self, key: str) -> None:
        name = key.rpartition("/")[2]
        self.running[name] = asyncio.Event()
        await self.running[name].wait()
        del self.running[name]

    async def finish(self, name: str) -> None:
        self.running[name].set()
        await settled()


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def poll_until_empty(queue: MemoryQueue, handler: MessageHandler) -> None:
    polling = asyncio.create_task(poll(queue, handler, WORKLOADS))
    await queue.empty.wait()
    queue.closed.set()
    await polling


async def test_polling_deletes_what_succeeded_and_leaves_what_failed() -> None:
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    queue = MemoryQueue(messages(notification("u/e/unknown"), "not JSON", notification(original(photo))))
    await poll_until_empty(queue, upload_handler(backend.upload_processor))
    (failed,) = queue.stored
    assert failed.body == "not JSON"
    assert queue.held[failed] == RETRY_SECONDS
    assert backend.tables.photos[photo.key].status is PhotoStatus.READY


async def test_polling_survives_a_queue_that_is_away(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runtime.queue_polling.SECONDS_AFTER_A_FAILED_CALL", 0.001)
    backend = InMemoryBackend()
    photo = await uploaded(backend)
    queue = MemoryQueue(messages(notification(original(photo))), outages=2)
    await poll_until_empty(queue, upload_handler(backend.upload_processor))
    assert queue.stored == []
    outcomes = [json.loads(record.getMessage())["outcome"] for record in caplog.records]
    assert outcomes == ["queue_unreachable"] * 2 + ["arrived"]
    assert "secret" not in caplog.text


async def test_photos_pass_a_long_video_and_the_photos_of_two_events_take_turns() -> None:
    names = ["u/large/film.mp4", "u/large/1.jpg", "u/large/2.jpg", "u/large/3.jpg", "u/small/4.jpg", "u/large/5.mov"]
    queue, work = MemoryQueue(messages(*map(notification, names))), Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))
    await queue.empty.wait()
    await settled()
    assert set(work.running) == {"film.mp4", "1.jpg", "4.jpg"}
    for finished, next_one in (("1.jpg", "2.jpg"), ("4.jpg", "3.jpg")):
        await work.finish(finished)
        assert next_one in work.running
    for finished in ("2.jpg", "3.jpg"):
        await work.finish(finished)
    assert set(work.running) == {"film.mp4"}
    await work.finish("film.mp4")
    await work.finish("5.mov")
    queue.closed.set()
    await polling
    assert queue.stored == []


class SlowVideos(FakeStorage):
    """Reads no video to its end before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.release = asyncio.Event()

    async def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        async for chunk in super().read_original(key, chunk_bytes=chunk_bytes):
            if key.endswith(".mp4"):
                await self.release.wait()
            yield chunk


async def test_twelve_photos_are_ready_while_the_video_that_came_before_them_is_still_read() -> None:
    backend, storage = InMemoryBackend(), SlowVideos()
    names = ["film.mp4", *(f"{number}.jpg" for number in range(12))]
    photographer = await backend.photographer()
    event = await backend.event(photographer)
    photos = [await added(backend, photographer, event, name) for name in names]
    storage.originals = backend.storage.originals
    processor = replace(backend.upload_processor, storage=storage)
    queue = MemoryQueue(messages(*(notification(original(photo)) for photo in photos)))
    polling = asyncio.create_task(poll(queue, upload_handler(processor), WORKLOADS))
    await queue.one_is_left.wait()
    statuses = [backend.tables.photos[photo.key].status for photo in photos]
    assert statuses == [PhotoStatus.PROCESSING] + [PhotoStatus.READY] * 12
    storage.release.set()
    queue.closed.set()
    await polling
    assert queue.stored == []


async def test_at_its_end_it_finishes_what_it_has_begun_and_sends_the_rest_anew() -> None:
    """Otherwise the queue counts one receive more, and rejects what has waited through five restarts."""
    queue, work = MemoryQueue(messages(*(notification(f"u/e/{number}.jpg") for number in range(5)))), Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))
    await queue.empty.wait()
    await settled()
    queue.closed.set()
    await settled()
    for name in list(work.running):
        await work.finish(name)
    await polling
    assert work.running == {}
    assert sorted(object_keys(message.body) for message in queue.stored) == [(f"u/e/{n}.jpg",) for n in (2, 3, 4)]
    assert not {message for message in queue.stored if message in queue.held}


async def test_it_holds_a_bounded_number_and_renews_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.queue_polling.SECONDS_BETWEEN_RENEWALS", 0.001)
    queue = MemoryQueue(messages(*(notification(f"u/e/{number}.jpg") for number in range(MAX_HELD_MESSAGES + 30))))
    work = Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))
    await settled()
    assert len(queue.waiting) == 30
    queue.held.clear()
    await queue.renewed.wait()
    assert len(queue.held) == MAX_HELD_MESSAGES
    assert set(queue.held.values()) == {HOLD_SECONDS}
    await work.finish("0.jpg")
    assert len(queue.waiting) == 29
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def test_hundreds_of_videos_do_not_keep_the_photos_behind_them_in_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runtime.queue_polling.SECONDS_BETWEEN_RENEWALS", 0.001)
    names = [*(f"u/e/{number}.mp4" for number in range(MAX_HELD_MESSAGES)), "u/e/1.jpg"]
    queue, work = MemoryQueue(messages(*map(notification, names))), Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))

    async with asyncio.timeout(10):
        await queue.empty.wait()
    await settled()

    assert set(work.running) == {"0.mp4", "1.jpg"}
    assert queue.delays == [RETRY_SECONDS] * MAX_RETURNED_MESSAGES
    assert sorted(object_keys(message.body)[0] for message in queue.stored) == sorted(names)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def test_hundreds_of_photos_stay_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.queue_polling.SECONDS_BETWEEN_RENEWALS", 0.001)
    names = [f"u/e/{number}.jpg" for number in range(MAX_HELD_MESSAGES + 1)]
    queue, work = MemoryQueue(messages(*map(notification, names))), Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))

    for _ in range(2):
        queue.renewed.clear()
        await queue.renewed.wait()
        await settled()

    assert len(queue.waiting) == 1
    assert queue.delays == []
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


async def test_a_message_that_comes_again_while_it_is_held_is_processed_once_and_deleted_by_its_newest_receipt() -> (
    None
):
    first = Message("one", notification("u/e/1.jpg"), "first receipt")
    again = first._replace(receipt="second receipt")
    queue, work = MemoryQueue([first, again]), Work()
    polling = asyncio.create_task(poll(queue, work.handler, WORKLOADS))
    await queue.empty.wait()
    await settled()
    await work.finish("1.jpg")
    queue.closed.set()
    await polling
    assert queue.stored == [first]
    assert work.running == {}
