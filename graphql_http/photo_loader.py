"""Photos are read once a request, and together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from domain.models import Photo, PhotoKey
from domain.photos import PhotoLoader


class BatchingPhotoLoader:
    """A `PhotoLoader` for one request: what is asked for in one tick becomes one read, and is never read again.

    Strawberry's DataLoader does the same with a future for each key: for an album's hundreds, that takes longer than
    everything else about them.
    """

    def __init__(self, load: PhotoLoader) -> None:
        self._load = load
        self._found: dict[PhotoKey, Photo | None] = {}
        self._reads: dict[PhotoKey, asyncio.Task[None]] = {}
        self._wanted: list[PhotoKey] = []
        self._next: asyncio.Task[None] | None = None

    async def __call__(self, keys: Sequence[PhotoKey]) -> Sequence[Photo | None]:
        new = [key for key in keys if key not in self._reads]
        if new:
            self._next = self._next or asyncio.create_task(self._read())
            self._wanted += new
            self._reads.update(dict.fromkeys(new, self._next))
        for read in {self._reads[key] for key in keys}:
            await read
        return [self._found[key] for key in keys]

    async def _read(self) -> None:
        await asyncio.sleep(0)  # the fields beside the first one ask in the same tick
        wanted, self._wanted, self._next = self._wanted, [], None
        self._found.update(zip(wanted, await self._load(wanted), strict=True))
