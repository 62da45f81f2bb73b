"""A job is held by one worker at a time, for as long as that one lives."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.jobs import Jobs
from tests.fake_jobs import FakeJobs
from tests.in_memory_backend import START, Clock, InMemoryBackend

MAX_TURNS = 1000
JOB = Job(JobKind.EVENT, "fd575f0d-f39a-4ecb-99f9-31813d4edb2c")


class StumblingJobs(FakeJobs):
    """Storage that is away for some renewals, counted from 1."""

    def __init__(self, backend: InMemoryBackend, away: frozenset[int]) -> None:
        super().__init__(backend.tables)
        self._away = away
        self.renewals = 0

    async def renew(self, held: HeldJob, *, until: datetime) -> None:
        self.renewals += 1
        if self.renewals in self._away:
            raise TimeoutError
        await super().renew(held, until=until)


@pytest.mark.parametrize("away", [{1}, {1, 2, 3}, {5, 6, 7, 10, 11}, set(range(3, 20))])
async def test_a_lease_outlives_renewals_that_fail(backend: InMemoryBackend, away: set[int]) -> None:
    """Issue 11 C14: the first renewal that failed was the last, and a second worker did the same job beside."""
    store = StumblingJobs(backend, frozenset(away))
    ended = backend.clock() + 10 * LEASE
    second_worker: list[HeldJob | None] = []

    async def virtual_sleep(seconds: float) -> None:
        backend.clock.forward(seconds=seconds)
        await asyncio.sleep(0)

    async def long_step(held: HeldJob) -> datetime | None:
        for _ in range(MAX_TURNS):
            if backend.clock() >= ended:
                break
            now = backend.clock()
            second_worker.append(await store.hold(JOB, now=now, until=now + LEASE))
            await asyncio.sleep(0)
        return None

    backend.tables.put_job(JOB, START, START)
    await Jobs(store, backend.queue, {JobKind.EVENT: long_step}, backend.clock, virtual_sleep).work(JOB)

    assert backend.clock() >= ended
    assert not any(second_worker)
    assert backend.tables.jobs == {}


async def test_a_job_that_ends_stops_its_heartbeat(backend: InMemoryBackend) -> None:
    store = StumblingJobs(backend, frozenset())
    sleeping = asyncio.Event()

    async def endless_sleep(seconds: float) -> None:
        sleeping.set()
        await asyncio.Event().wait()

    async def step(held: HeldJob) -> datetime | None:
        await sleeping.wait()
        return None

    backend.tables.put_job(JOB, START, START)
    clock = Clock()
    await Jobs(store, backend.queue, {JobKind.EVENT: step}, clock, endless_sleep).work(JOB)
    assert len(asyncio.all_tasks()) == 1
