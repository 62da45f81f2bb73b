"""Issue 11 C14: the search for orphans ends, however many objects there are and whatever kills its runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.models import OriginalKey
from domain.orphan_cleanup import MAX_RUN, SEARCH_INTERVAL, CleanupReport, OrphanCleanup
from domain.ports.jobs import Checkpoint, InventoryPage, Stage, StoredObject
from runtime.worker_wiring import orphan_cleanup_of
from tests.fake_jobs import FakeInventory
from tests.fake_storage import FakeObject, FakeStorage
from tests.in_memory_backend import START, InMemoryBackend, some_id

LAMBDA_TIMEOUT = timedelta(minutes=15)
PAGE_ITEMS, PAGE_SECONDS = 1000, 4
MILLION = 1_000_000
MAX_RUNS = 100


class Killed(Exception):
    """Lambda kills a function at its timeout, wherever it is."""


class LargeInventory(FakeInventory):
    """A bucket of originals that have no record. A page takes seconds, and what is listed is counted."""

    def __init__(self, backend: InMemoryBackend, count: int) -> None:
        super().__init__(backend.tables, backend.storage, START)
        self._backend = backend
        self._count = count
        self.kill_at = backend.clock()
        self.pages = 0
        self.seen = bytearray(count)

    async def originals(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]:
        for start in range(int(position or 0), self._count, PAGE_ITEMS):
            self._backend.clock.forward(seconds=PAGE_SECONDS)
            if self._backend.clock() >= self.kill_at:
                raise Killed
            self.pages += 1
            end = min(start + PAGE_ITEMS, self._count)
            objects = [StoredObject(str(number), START, OriginalKey("", "", "")) for number in range(start, end)]
            yield InventoryPage(objects, str(end) if end < self._count else "")


class CountingStorage(FakeStorage):
    """Notes which objects of a large inventory were deleted, and what happens `before_delete` of each key."""

    def __init__(self, backend: InMemoryBackend, seen: bytearray) -> None:
        super().__init__(backend.clock)
        self._seen = seen
        self.before_delete: dict[str, Callable[[], Awaitable[None]]] = {}

    async def delete_original(self, key: str) -> None:
        if key in self.before_delete:
            await self.before_delete[key]()
        self._seen[int(key)] = 1


async def one_run(backend: InMemoryBackend, inventory: LargeInventory, orphans: OrphanCleanup) -> CleanupReport | None:
    """One hourly call by Lambda; returns None when the timeout killed it."""
    inventory.kill_at = backend.clock() + LAMBDA_TIMEOUT
    try:
        return await orphans.run()
    except Killed:
        return None
    finally:
        backend.clock.forward(minutes=45)


def searching(
    backend: InMemoryBackend, inventory: LargeInventory, storage: CountingStorage | None = None
) -> OrphanCleanup:
    storage = storage or CountingStorage(backend, inventory.seen)
    return orphan_cleanup_of(replace(backend.adapters, inventory=inventory, storage=storage), backend.clock)


async def test_a_search_of_a_million_objects_ends_in_runs_within_lambdas_timeout(backend: InMemoryBackend) -> None:
    """The search used to restart with every call, and Lambda's timeout ended it before it was complete."""
    backend.clock.forward(days=1)
    inventory = LargeInventory(backend, MILLION)
    runs: list[CleanupReport | None] = []
    while not (runs and runs[-1] and runs[-1].is_complete):
        assert len(runs) < MAX_RUNS
        runs.append(await one_run(backend, inventory, searching(backend, inventory)))

    assert None not in runs
    assert len(runs) == -(-MILLION // PAGE_ITEMS * PAGE_SECONDS // int(MAX_RUN.total_seconds()))
    assert sum(found.objects for found in runs if found) == MILLION
    assert (inventory.pages, sum(inventory.seen)) == (MILLION // PAGE_ITEMS, MILLION)


@pytest.mark.parametrize("dies_after_seconds", [1, PAGE_SECONDS, 50])
async def test_the_search_continues_after_a_killed_run(backend: InMemoryBackend, dies_after_seconds: int) -> None:
    """Only the page at which a run was killed is read again."""
    backend.clock.forward(days=1)
    inventory = LargeInventory(backend, 20 * PAGE_ITEMS)
    deaths = 0
    for _ in range(MAX_RUNS):
        orphans = searching(backend, inventory)
        # Now and then a run lives for one page longer, so that there is progress.
        inventory.kill_at = backend.clock() + timedelta(seconds=dies_after_seconds + PAGE_SECONDS * (deaths % 2))
        try:
            found = await orphans.run()
        except Killed:
            deaths += 1
            continue
        assert found.is_complete
        break

    assert deaths
    assert all(inventory.seen)
    assert inventory.pages == 20


async def test_the_next_search_begins_after_a_week_or_on_request(backend: InMemoryBackend) -> None:
    backend.clock.forward(days=1)
    orphans = orphan_cleanup_of(backend.adapters, backend.clock)
    assert (await orphans.run()).is_complete
    backend.store(f"{some_id(1)}/{some_id(2)}/stray.jpg", b"stray")
    backend.clock.forward(hours=3)

    assert (await orphans.run()).objects == 0
    assert (await orphans.run(restart=True)).objects == 1
    backend.storage.derived["odd"] = FakeObject(b"stray", "")
    backend.clock.forward(seconds=SEARCH_INTERVAL.total_seconds() - 1)
    assert (await orphans.run()).objects == 0
    backend.clock.forward(seconds=1)
    assert (await orphans.run()).objects == 1


async def test_a_run_stops_when_another_search_has_begun(backend: InMemoryBackend) -> None:
    backend.clock.forward(days=1)
    inventory = LargeInventory(backend, 5 * PAGE_ITEMS)
    inventory.kill_at = backend.clock() + LAMBDA_TIMEOUT
    storage = CountingStorage(backend, inventory.seen)
    another = Checkpoint(backend.clock() + timedelta(seconds=1), Stage.ORIGINALS)
    storage.before_delete["1500"] = lambda: backend.adapters.checkpoints.begin(another)
    assert not (await searching(backend, inventory, storage).run()).is_complete
    assert inventory.pages == 2
    assert await backend.adapters.checkpoints.load() == another
