"""Background jobs. Every job is stored, together with its cause, before it is enqueued.

The record is what counts: the queue only makes a worker start at once. The sweep finds jobs that were never enqueued
or whose worker died. One worker at a time holds a job, and a job may be done any number of times.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Clock
from domain.ports.jobs import JobQueue, JobStore

HEARTBEAT_SECONDS = 30.0
RENEWAL_RETRY_SECONDS = 5.0
MIN_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(minutes=1), timedelta(hours=1)


JobStep = Callable[[HeldJob], Awaitable[datetime | None]]
"""Does a job. Returns when to continue, or None when the job is done."""


@dataclass(frozen=True)
class Jobs:
    """Works off jobs, under a lease that is renewed while the work takes."""

    store: JobStore
    queue: JobQueue
    steps: Mapping[JobKind, JobStep]
    clock: Clock
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def work(self, job: Job) -> None:
        """Does nothing when the job is done or another worker holds it. A failed job is retried, ever later."""
        now = self.clock()
        held = await self.store.hold(job, now=now, until=now + LEASE)
        if held is None:
            return
        try:
            async with self._renewed(held):
                again_at = await self.steps[job.kind](held)
        except Exception:
            await self.store.release(held, due_at=self.clock() + _retry_delay(self.clock() - held.made_at))
            raise
        if again_at is None:
            await self.store.finish(held)
            return
        await self.store.release(held, due_at=again_at)
        if again_at <= self.clock():
            await self.queue.enqueue(job)

    @asynccontextmanager
    async def _renewed(self, held: HeldJob) -> AsyncIterator[None]:
        renewing = asyncio.create_task(self._renew_lease(held))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew_lease(self, held: HeldJob) -> None:
        """Renews the lease until cancelled. Retries a failed renewal well before the lease expires."""
        pause_seconds = HEARTBEAT_SECONDS
        while True:
            await self.sleep(pause_seconds)
            try:
                await self.store.renew(held, until=self.clock() + LEASE)
                pause_seconds = HEARTBEAT_SECONDS
            except Exception:  # whatever the error is, the work continues and needs its lease
                pause_seconds = RENEWAL_RETRY_SECONDS


def _retry_delay(age: timedelta) -> timedelta:
    """Grows with the time for which the job has been failing."""
    return min(MAX_RETRY_DELAY, max(MIN_RETRY_DELAY, age / 4))
