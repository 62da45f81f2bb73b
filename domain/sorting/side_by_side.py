"""Many writes at a time, but not all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

MAX_WRITES_AT_ONCE = 32


async def side_by_side(writes: Iterable[Callable[[], Awaitable[None]]]) -> None:
    room = asyncio.Semaphore(MAX_WRITES_AT_ONCE)

    async def run(write: Callable[[], Awaitable[None]]) -> None:
        async with room:
            await write()

    await asyncio.gather(*map(run, writes))
