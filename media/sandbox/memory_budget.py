"""Bounds the memory of decoders that run at the same time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class MemoryBudget:
    """Reservations never sum up to more than `total_bytes`. They are granted in order, so a large one never starves."""

    def __init__(self, total_bytes: int) -> None:
        self._free_bytes = total_bytes
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def reserve(self, size_bytes: int) -> AsyncIterator[None]:
        """Waits until `size_bytes` are free. They must not exceed the total."""
        granted = asyncio.get_running_loop().create_future()
        self._waiting.append((size_bytes, granted))
        self._grant()
        try:
            await granted
            yield
        finally:
            # Cancelled while waiting: it has nothing to return, but may have kept others waiting.
            if granted.cancelled():
                self._waiting.remove((size_bytes, granted))
            else:
                self._free_bytes += size_bytes
            self._grant()

    def _grant(self) -> None:
        while self._waiting and self._waiting[0][0] <= self._free_bytes:
            size_bytes, granted = self._waiting.popleft()
            if not granted.cancelled():
                self._free_bytes -= size_bytes
                granted.set_result(None)
