"""The two worker processes: one processes uploads, the other jobs. Both run until their standard input closes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.spooled_original import remove_stale_folders
from aws.sqs import Message, SqsQueue
from domain.models import PhotoStatus
from domain.storage_capacity import StorageCapacity
from domain.uploads import MAX_PHOTO_BYTES
from jobs import job_handler, search_all_orphans, sweep_forever
from local.engine import DISK_RESERVE_BYTES
from local.free_space import DiskSpace, wait_for_room
from local.smtp import with_mail
from media.sandbox.renderer import SandboxedRenderer
from media.sandbox.renderer_pool import MIN_SHARE_BYTES, RendererPool
from runtime.adapters import Adapters, adapters_of
from runtime.backlog import Workload
from runtime.logs import report
from runtime.queue_consumer import MessageHandler
from runtime.queue_polling import Queue, QueueClosed, poll
from runtime.settings import Settings
from runtime.wiring import upload_processor_of
from runtime.worker_wiring import jobs_of, orphan_cleanup_of, sweep_of
from worker import dead_upload_handler, upload_handler

SECONDS_BETWEEN_SWEEPS = 5.0
CONCURRENT_JOBS = 6
"""The mail of a password reset must not wait for a large archive."""

RENDERER_NICENESS = 5
"""More than the worker's: whoever waits for an answer goes first, then transfers, then decoding."""

MIN_FREE_BYTES = DISK_RESERVE_BYTES + MAX_PHOTO_BYTES
"""The engine stores nothing that would leave less than its reserve. No rendition is larger than its photo."""

MAX_ATTEMPTS = 5
"""As often as the queue of uploads delivers a message in the cloud. A photo that kills its worker counts each time."""

UNFINISHED = (PhotoStatus.UPLOADING, PhotoStatus.PROCESSING)

FILES_IN_TRANSFER = 2
"""One file is read and another one written while the others are decoded."""


def _renderer() -> SandboxedRenderer:
    return SandboxedRenderer(report=report, niceness=RENDERER_NICENESS)


def renderer_count(cores: int, memory_bytes: int) -> int:
    """One a core, less one for everything else, and together at most half of the memory. At least one."""
    return max(1, min(cores - 1, memory_bytes // 2 // MIN_SHARE_BYTES))


def available_cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def physical_memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


async def process_uploads(settings: Settings, data_dir: Path) -> None:
    """Finishes the files that it has begun before it ends."""
    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    remove_stale_folders()
    renderers = renderer_count(available_cores(), physical_memory_bytes())
    photos, videos = [_renderer() for _ in range(renderers)], _renderer()
    adapters = adapters_of(settings, aws)
    processor = upload_processor_of(adapters, RendererPool(photos, videos))
    closing = _standard_input_closed()
    uploads = ClosableQueue(SqsQueue(aws, names.uploads), closing)
    dead_letters = ClosableQueue(SqsQueue(aws, names.uploads_dead), closing)
    capacity = StorageCapacity(DiskSpace(data_dir), MIN_FREE_BYTES)
    workloads = {Workload.PHOTOS: renderers + FILES_IN_TRANSFER, Workload.VIDEOS: 1}
    await asyncio.gather(
        poll(uploads, waiting_for_room(upload_handler(processor), capacity, closing), workloads),
        poll(dead_letters, giving_up_after_attempts(dead_upload_handler(processor), adapters), workloads),
    )
    _exit()


async def process_jobs(settings: Settings) -> None:
    """Jobs, sweeps and one search for orphans. Jobs that are interrupted continue at the next start."""
    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    adapters = with_mail(adapters_of(settings, aws), os.environ)
    handler = job_handler(jobs_of(settings, adapters))
    closing = _standard_input_closed()
    background = [
        asyncio.ensure_future(sweep_forever(sweep_of(adapters), SECONDS_BETWEEN_SWEEPS)),
        # An engine that was killed may have lost objects or records.
        asyncio.ensure_future(search_all_orphans(orphan_cleanup_of(adapters))),
    ]
    await poll(ClosableQueue(SqsQueue(aws, names.jobs_queue), closing), handler, {Workload.OTHERS: CONCURRENT_JOBS})
    for task in background:
        task.cancel()
    _exit()


def waiting_for_room(
    handler: MessageHandler, capacity: StorageCapacity, closing: asyncio.Future[bytes]
) -> MessageHandler:
    """The same handler, but it waits while the disk is full. A failure on a full disk is not the photo's: it is tried
    again when there is room, and does not count among those after which a photo is rejected."""

    async def handle(subject: str) -> object:
        while True:
            room = asyncio.ensure_future(wait_for_room(capacity))
            await asyncio.wait((room, closing), return_when=asyncio.FIRST_COMPLETED)
            if not room.done():
                room.cancel()
                raise QueueClosed
            try:
                return await handler.handle(subject)
            except Exception:
                if await capacity.has_room():
                    raise

    return replace(handler, handle=handle)


def giving_up_after_attempts(handler: MessageHandler, adapters: Adapters) -> MessageHandler:
    """The same handler, but a photo whose processing has not begun often enough is sent to the worker again.

    The queue counts how often a message was received, also by a worker that was killed while the photo waited.
    """

    async def handle(key: str) -> object:
        wanted = adapters.storage.parse_key(key).photo
        photo = (await adapters.photos.get_many([wanted])).get(wanted) if wanted else None
        if photo is None or photo.attempts >= MAX_ATTEMPTS or photo.status not in UNFINISHED:
            return await handler.handle(key)
        await adapters.uploads.requeue(key)
        return None

    return replace(handler, handle=handle)


@dataclass(frozen=True)
class ClosableQueue:
    """A queue that is closed once `closing` is done."""

    queue: Queue
    closing: asyncio.Future[bytes]

    async def receive(self, max_messages: int, hold_seconds: int) -> Sequence[Message]:
        received = asyncio.ensure_future(self.queue.receive(max_messages, hold_seconds))
        either: list[asyncio.Future[Any]] = [received, self.closing]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if received.done():
            return received.result()
        raise QueueClosed

    async def hold(self, messages: Sequence[Message], seconds: int) -> None:
        await self.queue.hold(messages, seconds)

    async def delete(self, messages: Sequence[Message]) -> None:
        await self.queue.delete(messages)

    async def send(self, body: str, delay_seconds: int = 0) -> None:
        await self.queue.send(body, delay_seconds)


def _standard_input_closed() -> asyncio.Future[bytes]:
    return asyncio.ensure_future(asyncio.to_thread(sys.stdin.buffer.read))


def _exit() -> None:
    """At once: threads still wait for long polls, and nobody needs their messages."""
    sys.stdout.flush()
    os._exit(0)
