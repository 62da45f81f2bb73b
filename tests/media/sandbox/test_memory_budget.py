"""The memory of decoders that run at the same time, with random files, ends and cancellations."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from media.sandbox.memory_budget import MemoryBudget

TOTAL = 8
FILES = st.lists(st.tuples(st.integers(1, TOTAL), st.integers(0, 5), st.booleans()), max_size=20)
"""For each file: what it reserves, for how many turns of the event loop, and whether it is cancelled on the way."""


@given(FILES, st.data())
def test_reservations_never_exceed_the_total_and_all_are_granted_in_order(
    files: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    cancelled_after = [data.draw(st.integers(0, 8)) if is_cancelled else None for *_, is_cancelled in files]
    asyncio.run(run(files, cancelled_after))


async def run(files: list[tuple[int, int, bool]], cancelled_after: list[int | None]) -> None:
    budget = MemoryBudget(TOTAL)
    reserved: dict[int, int] = {}
    granted: list[int] = []

    async def decode(number: int, size: int, turns: int) -> None:
        async with budget.reserve(size):
            reserved[number] = size
            granted.append(number)
            assert sum(reserved.values()) <= TOTAL
            try:
                for _ in range(turns):
                    await asyncio.sleep(0)
            finally:
                del reserved[number]

    async def cancel(task: asyncio.Task[None], turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()

    tasks = [asyncio.create_task(decode(number, size, turns)) for number, (size, turns, _) in enumerate(files)]
    cancels = [cancel(task, turns) for task, turns in zip(tasks, cancelled_after, strict=True) if turns is not None]
    async with asyncio.timeout(20):
        await asyncio.gather(*cancels)
        await asyncio.gather(*tasks, return_exceptions=True)
    assert granted == sorted(granted)
    assert {number for number, turns in enumerate(cancelled_after) if turns is None} <= set(granted)
    async with asyncio.timeout(20), budget.reserve(TOTAL):
        assert reserved == {}
