"""The two worker processes: one processes uploads, the other jobs. Both run until their standard input closes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.spooled_original import remove_stale_folders
from aws.sqs import Message, SqsQueue
from jobs import job_handler, search_all_orphans, sweep_forever
from runtime.logs import report
from runtime.queue_consumer import Queue, QueueClosed, poll
from runtime.settings import Settings
from runtime.wiring import adapters_of, renditions_of, upload_processor_of
from runtime.worker_wiring import jobs_of, orphan_cleanup_of, sweep_of
from worker import dead_upload_handler, upload_handler

SECONDS_BETWEEN_SWEEPS = 5.0


async def process_uploads(settings: Settings) -> None:
    """Finishes the files that it has begun before it ends."""
    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    remove_stale_folders()
    processor = upload_processor_of(adapters_of(settings, aws), renditions_of(settings, aws, report))
    closing = _standard_input_closed()
    uploads = ClosableQueue(SqsQueue(aws, names.uploads), closing)
    dead_letters = ClosableQueue(SqsQueue(aws, names.uploads_dead), closing)
    await asyncio.gather(poll(uploads, upload_handler(processor)), poll(dead_letters, dead_upload_handler(processor)))
    _exit()


async def process_jobs(settings: Settings) -> None:
    """Jobs, sweeps and one search for orphans. Jobs that are interrupted continue at the next start."""
    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    adapters = adapters_of(settings, aws)
    handler = job_handler(jobs_of(settings, adapters))
    closing = _standard_input_closed()
    background = [
        asyncio.ensure_future(sweep_forever(sweep_of(adapters), SECONDS_BETWEEN_SWEEPS)),
        # An engine that was killed may have lost objects or records.
        asyncio.ensure_future(search_all_orphans(orphan_cleanup_of(adapters))),
    ]
    # Two, because a batch takes as long as its largest archive, and the mail of a password reset must not wait for it.
    polls = [poll(ClosableQueue(SqsQueue(aws, names.jobs_queue), closing), handler) for _ in range(2)]
    await asyncio.gather(*polls)
    for task in background:
        task.cancel()
    _exit()


@dataclass(frozen=True)
class ClosableQueue:
    """A queue that is closed once `closing` is done."""

    queue: Queue
    closing: asyncio.Future[bytes]

    async def receive(self) -> Sequence[Message]:
        received = asyncio.ensure_future(self.queue.receive())
        either: list[asyncio.Future[Any]] = [received, self.closing]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if received.done():
            return received.result()
        raise QueueClosed

    async def delete(self, messages: Sequence[Message]) -> None:
        await self.queue.delete(messages)


def _standard_input_closed() -> asyncio.Future[bytes]:
    return asyncio.ensure_future(asyncio.to_thread(sys.stdin.buffer.read))


def _exit() -> None:
    """At once: threads still wait for long polls, and nobody needs their messages."""
    sys.stdout.flush()
    os._exit(0)
