"""Keeps storage from becoming completely full, where its space has an end."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import StorageFull
from domain.ports.storage import FreeSpace


@dataclass(frozen=True)
class StorageCapacity:
    """`min_free_bytes` are kept for what the service itself writes. Without `free_space` nothing is ever full."""

    free_space: FreeSpace | None
    min_free_bytes: int

    async def require(self, more_bytes: int) -> None:
        """Raises StorageFull unless storage has room for so many bytes."""
        if not await self.has_room(more_bytes):
            raise StorageFull

    async def has_room(self, more_bytes: int = 0) -> bool:
        return self.free_space is None or await self.free_space.free_bytes() >= self.min_free_bytes + more_bytes
