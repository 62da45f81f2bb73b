"""Makes the copy of an original without the location where it was taken, and makes it anew under newer rules."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from domain.models import Event, Photo, PhotoStatus
from domain.ports.events import PhotoStore
from domain.ports.storage import Renditions, SpooledFile, Storage
from domain.rendering import Original, RenderedPhoto, Unreadable

LOCATION_RULES = 1
"""The version of the rules of `media/location` and of the checks of copies. 0: from before versions were recorded.

Raise it when a copy or its check would come out otherwise for any file, so that `make renew-copies` finds what was
made before.
"""


class LocationCopy(NamedTuple):
    """`unlocated_crc32` is None where there is no copy: the original has no location, or one that may remain."""

    unlocated_crc32: int | None
    location_may_remain: bool


NOT_OFFERED = LocationCopy(None, location_may_remain=True)


@dataclass(frozen=True)
class LocationCopies:
    photos: PhotoStore
    storage: Storage
    renditions: Renditions

    async def make(
        self, event: Event, photo: Photo, original: SpooledFile, key: str, rendered: RenderedPhoto
    ) -> LocationCopy | None:
        """Made whatever the event's setting is, which may change any day. `original` becomes the copy.

        Nobody is offered a copy while it is replaced: an archive would mix its bytes with the CRC-32 of the last one.
        Returns None if the photo was deleted or renewed meanwhile.
        """
        if not rendered.location:
            return LocationCopy(None, rendered.location_may_remain)
        for start, end in original.missing(rendered.location):
            content = await self.storage.read_original_range(photo, start, end)
            await asyncio.to_thread(original.restore, start, content)
        crc32 = await asyncio.to_thread(original.patch, rendered.location)
        if crc32 != photo.unlocated_crc32:
            if photo.status is PhotoStatus.READY and not await self._record(photo, NOT_OFFERED, photo.location_rules):
                return None
            await self.storage.write_location_stripped(photo, original.path, rendered.location, rendered.content_type)
        is_video = rendered.stream_digest is not None
        if is_video and not await self._plays_the_same(event, original, key, rendered):
            return NOT_OFFERED
        return LocationCopy(crc32, location_may_remain=False)

    async def renew(self, event: Event, photo: Photo, original: SpooledFile, key: str) -> bool:
        """Makes the copy of a READY photo anew. Idempotent.

        Returns False if the photo was deleted or renewed meanwhile: then nothing is recorded.
        """
        try:
            rendered = await self.renditions.render(Original(original.path, key), photo.content_type, event.watermark)
        except Unreadable:
            return await self._record(photo, NOT_OFFERED, LOCATION_RULES)
        copy = await self.make(event, photo, original, key, rendered)
        return copy is not None and await self._record(photo, copy, LOCATION_RULES)

    async def _plays_the_same(self, event: Event, copy: SpooledFile, key: str, rendered: RenderedPhoto) -> bool:
        """Photos are checked when they are rendered (`media/copy_check.py`)."""
        stored = Original(copy.path, key, is_location_stripped=True)
        try:
            return rendered.shows_the_same(await self.renditions.render(stored, rendered.content_type, event.watermark))
        except Unreadable:
            return False

    async def _record(self, photo: Photo, copy: LocationCopy, rules: int) -> bool:
        return await self.photos.replace_copy(
            photo, crc32=copy.unlocated_crc32, location_may_remain=copy.location_may_remain, location_rules=rules
        )
