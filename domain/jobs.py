"""Work that nobody waits for. Every job is on record, with its cause, before anybody is told of it.

The record is what counts: a queue only brings a job to a worker at once. What was not told, or whose worker died,
is found by the sweep when it is due. A job is held by one worker at a time, and may be done any number of times.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple, Protocol

from domain.models import Clock

LEASE = timedelta(minutes=2)
"""For how long a worker that says nothing holds a job."""

HEARTBEAT_SECONDS = 30.0
RENEWS_AGAIN_AFTER_SECONDS = 5.0
MIN_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(minutes=1), timedelta(hours=1)


class JobKind(Enum):
    """What is to be done. The subject of ACCOUNT and PASSWORD_RESET is a user's id, of all others an event's."""

    EVENT = "event"
    PHOTOS = "photos"
    ACCOUNT = "account"
    REMINDER = "reminder"
    ARCHIVE = "archive"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - what it is for


class Job(NamedTuple):
    kind: JobKind
    subject: str
    archive_id: str = ""

    @property
    def name(self) -> str:
        """Unique among the jobs of its subject."""
        return f"{self.kind.value}#{self.archive_id}" if self.archive_id else self.kind.value

    @classmethod
    def named(cls, subject: str, name: str) -> Job:
        """Raises ValueError when no job is called that."""
        kind, _, archive_id = name.partition("#")
        return cls(JobKind(kind), subject, archive_id)


@dataclass(frozen=True)
class HeldJob:
    """`version` moves on whenever the job is asked for again."""

    job: Job
    version: int
    made_at: datetime


class JobStore(Protocol):
    """A job that comes with another write is put on record by that write's store, in one transaction with it."""

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        """Stores the job, or moves it to this time. A worker that holds it meanwhile does not finish it by that."""

    def due(self, now: datetime) -> AsyncIterator[Job]:
        """Eventually consistent, as the index is."""

    async def postpone(self, job: Job, *, now: datetime, until: datetime) -> datetime | None:
        """When the job was made; None when it is gone or no longer due."""

    async def hold(self, job: Job, *, now: datetime, until: datetime) -> HeldJob | None:
        """None when the job is gone, or another worker holds it."""

    async def keep(self, held: HeldJob, *, until: datetime) -> None:
        """Holds it for longer."""

    async def release(self, held: HeldJob, *, due_at: datetime) -> None:
        """For another time; a job that was put again meanwhile keeps its own."""

    async def finish(self, held: HeldJob) -> None:
        """Removes it, unless it was put again meanwhile; then it is let go."""


class JobQueue(Protocol):
    async def enqueue(self, job: Job) -> None:
        """Never raises: the job is on record, and the sweep tells again."""


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
                await self._store.keep(held, until=self._clock() + LEASE)
                pause_seconds = HEARTBEAT_SECONDS
            except Exception:  # whatever storage says: the work goes on, and so does its lease
                pause_seconds = RENEWS_AGAIN_AFTER_SECONDS


def _retry_delay(age: timedelta) -> timedelta:
    """The longer a job has been failing, the longer until it is tried again."""
    return min(MAX_RETRY_DELAY, max(MIN_RETRY_DELAY, age / 4))
