"""Reads each photo once a request, in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from domain.models import Photo, PhotoKey
from domain.photos import PhotoLoader
from schema.shared_read import SharedRead


class BatchingPhotoLoader:
    """A `PhotoLoader` for one request: the keys of one tick of the event loop become one read.

    Strawberry's DataLoader creates a future for each key. For an album of hundreds of photos, that takes longer than
    the rest of the request.
    """

    def __init__(self, load: PhotoLoader) -> None:
        self._load = load
        self._found: dict[PhotoKey, Photo | None] = {}
        self._reads: dict[PhotoKey, SharedRead[None]] = {}
        self._next_read: SharedRead[None] | None = None
        self._queued: list[PhotoKey] = []

    async def __call__(self, keys: Sequence[PhotoKey]) -> Sequence[Photo | None]:
        new = [key for key in keys if key not in self._reads]
        if new:
            if self._next_read is None:
                self._queued = []
                self._next_read = SharedRead(partial(self._read, self._queued))
            self._queued += new
            self._reads.update(dict.fromkeys(new, self._next_read))
        await asyncio.gather(*(read.result() for read in {self._reads[key] for key in keys}))
        return [self._found[key] for key in keys]

    async def _read(self, keys: list[PhotoKey]) -> None:
        await asyncio.sleep(0)  # sibling fields load in the same tick
        if keys is self._queued:
            self._next_read = None
        self._found.update(zip(keys, await self._load(keys), strict=True))
