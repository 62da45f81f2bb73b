"""The workers as processes of their own: how they are kept running, and what they do there."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aws.sqs import Message
    from runtime.queue_consumer import Queue
    from runtime.settings import Settings

ENDS_WITHIN_SECONDS = 10.0
RESTARTS_AFTER_SECONDS = 1.0
SECONDS_BETWEEN_SWEEPS = 5.0


async def supervise(command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    """Until cancelled. A worker that falls starts again; it ends when its standard input does, so never after us."""
    with log.open("wb") as output:
        while True:
            worker = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for us: we end the worker in our own order
            )
            try:
                await worker.wait()
            finally:
                await _end(worker)
            await asyncio.sleep(RESTARTS_AFTER_SECONDS)


async def _end(worker: asyncio.subprocess.Process) -> None:
    if worker.stdin:
        worker.stdin.close()
    try:
        await asyncio.wait_for(worker.wait(), ENDS_WITHIN_SECONDS)
    except TimeoutError:
        worker.kill()
        await worker.wait()


async def work_jobs(settings: Settings) -> None:
    """Does jobs and sweeps until the standard input ends. What it has begun is gone on with at the next start."""
    from aws.clients import Aws
    from aws.resources import ResourceNames
    from aws.sqs import SqsQueue
    from jobs import job_handler, search_all_orphans, sweep_forever
    from runtime.queue_consumer import poll
    from runtime.wiring import adapters_of
    from runtime.worker_wiring import jobs_of, orphan_cleanup_of, sweep_of

    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    adapters = adapters_of(settings, aws)
    handler = job_handler(jobs_of(settings, adapters))
    closing = asyncio.ensure_future(asyncio.to_thread(sys.stdin.buffer.read))
    # Two, since one batch may take as long as its largest archive: the mail of a password reset must not wait for that.
    polls = [poll(ClosableQueue(SqsQueue(aws, names.jobs_queue), closing), handler) for _ in range(2)]
    sweeping = asyncio.ensure_future(sweep_forever(sweep_of(adapters), SECONDS_BETWEEN_SWEEPS))
    # An engine that was killed may have lost some.
    mending = asyncio.ensure_future(search_all_orphans(orphan_cleanup_of(adapters)))
    await asyncio.gather(*polls, return_exceptions=True)
    for task in (sweeping, mending):
        task.cancel()
    sys.stdout.flush()
    os._exit(0)


async def work(settings: Settings) -> None:
    """Works off uploads and dead letters until the standard input ends, then finishes what it has begun."""
    from aws.clients import Aws
    from aws.resources import ResourceNames
    from aws.s3.spooled_original import remove_stale_folders
    from aws.sqs import SqsQueue
    from runtime.logs import report
    from runtime.queue_consumer import poll
    from runtime.wiring import adapters_of, renditions_of, upload_processor_of
    from worker import dead_upload_handler, upload_handler

    aws, names = Aws(settings.region, settings.endpoint_url), ResourceNames.with_prefix(settings.prefix)
    remove_stale_folders()
    processor = upload_processor_of(adapters_of(settings, aws), renditions_of(settings, aws, report))
    closing = asyncio.ensure_future(asyncio.to_thread(sys.stdin.buffer.read))
    uploads = ClosableQueue(SqsQueue(aws, names.uploads), closing)
    dead_letters = ClosableQueue(SqsQueue(aws, names.uploads_dead), closing)
    polls = poll(uploads, upload_handler(processor)), poll(dead_letters, dead_upload_handler(processor))
    await asyncio.gather(*polls, return_exceptions=True)
    sys.stdout.flush()
    os._exit(0)  # the long polls that are still open in their threads have nothing more to bring


class ClosableQueue:
    """A queue that brings nothing more once `closing` is done: whoever polls it is cancelled."""

    def __init__(self, queue: Queue, closing: asyncio.Future[bytes]) -> None:
        self._queue = queue
        self._closing = closing

    async def receive(self) -> Sequence[Message]:
        received = asyncio.ensure_future(self._queue.receive())
        either: list[asyncio.Future[Any]] = [received, self._closing]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if received.done():
            return received.result()
        raise asyncio.CancelledError

    async def delete(self, messages: Sequence[Message]) -> None:
        await self._queue.delete(messages)
