"""Work that nobody waits for. Every job is on record, with its cause, before anybody is told of it.

The record is what counts: a queue only brings a job to a worker at once. What was not told, or whose worker died,
is found by the sweep when it is due. A job is held by one worker at a time, and may be done any number of times.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Clock
from domain.ports.jobs import JobQueue, JobStore

HEARTBEAT_SECONDS = 30.0
RENEWS_AGAIN_AFTER_SECONDS = 5.0
MIN_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(minutes=1), timedelta(hours=1)


JobStep = Callable[[HeldJob], Awaitable[datetime | None]]
"""Does a job; answers when to come again, or None when nothing is left to do."""


class Jobs:
    """The worker's side."""

    def __init__(
        self,
        store: JobStore,
        queue: JobQueue,
        steps: Mapping[JobKind, JobStep],
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._queue = queue
        self._steps = steps
        self._clock = clock
        self._sleep = sleep

    async def work(self, job: Job) -> None:
        """Nothing when it is done already or another worker is at it. What fails comes again, ever later."""
        now = self._clock()
        held = await self._store.hold(job, now=now, until=now + LEASE)
        if held is None:
            return
        try:
            async with self._kept(held):
                again_at = await self._steps[job.kind](held)
        except Exception:
            await self._store.release(held, due_at=self._clock() + _retry_delay(self._clock() - held.made_at))
            raise
        if again_at is None:
            await self._store.finish(held)
            return
        await self._store.release(held, due_at=again_at)
        if again_at <= self._clock():
            await self._queue.enqueue(job)

    @asynccontextmanager
    async def _kept(self, held: HeldJob) -> AsyncIterator[None]:
        beating = asyncio.create_task(self._renew_lease(held))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _renew_lease(self, held: HeldJob) -> None:
        """Renews the lease for as long as the job takes. A renewal that fails is tried again well before it lapses."""
        pause_seconds = HEARTBEAT_SECONDS
        while True:
            await self._sleep(pause_seconds)
            try:
                await self._store.renew(held, until=self._clock() + LEASE)
                pause_seconds = HEARTBEAT_SECONDS
            except Exception:  # whatever storage says: the work goes on, and so does its lease
                pause_seconds = RENEWS_AGAIN_AFTER_SECONDS


def _retry_delay(age: timedelta) -> timedelta:
    """The longer a job has been failing, the longer until it is tried again."""
    return min(MAX_RETRY_DELAY, max(MIN_RETRY_DELAY, age / 4))
