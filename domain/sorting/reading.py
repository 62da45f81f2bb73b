"""Reads what is known of an event, and proposes a sorting. Reads and computes nothing that this process still knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.all_codes import all_codes
from domain.models import Accessor, Event, Photo, PhotoStatus
from domain.photo_order import LaneKey, key_of
from domain.ports.events import AccessorStore, PhotoStore
from domain.ports.sorting import SortingStore
from domain.sorting.current import CurrentSorting
from domain.sorting.facts import Facts
from domain.sorting.recent import RecentEvents

CODES_A_READ = 10_000
PHOTOS_A_READ = 1000
"""About what DynamoDB returns at a time. Reading them blocks the event loop for some 40 ms."""


@dataclass(frozen=True, kw_only=True)
class SortingReader:
    accessors: AccessorStore
    photos: PhotoStore
    store: SortingStore
    recent: RecentEvents = field(default_factory=RecentEvents)

    async def current(self, event: Event) -> CurrentSorting:
        """The caller has checked that the event may be read."""
        return await self.proposed(await self.read(event))

    async def read(self, event: Event) -> Facts:
        """What was ready when the event was read is complete: photos that come later are pending until then."""
        stored, accessors, photos = await asyncio.gather(
            self.store.of_event(event.event_id), self._accessors(event.event_id), self._photos(event)
        )
        return Facts(event, photos, accessors, stored)

    async def _photos(self, event: Event) -> Mapping[str, Photo]:
        known = self.recent.photos(event)
        if known is not None:
            return known
        lanes = await asyncio.gather(*(self._lane(event.event_id, lane) for lane in sorted(event.lanes)))
        photos = {photo.filename: photo for lane in lanes for photo in lane}
        self.recent.keep_photos(event, photos)
        return photos

    async def proposed(self, facts: Facts) -> CurrentSorting:
        """In a thread, so that other requests go on meanwhile."""
        known = self.recent.proposal(facts.event, facts.photos, facts.inputs)
        if known is not None:
            return CurrentSorting(facts, known)
        current = await asyncio.to_thread(CurrentSorting.of, facts)
        self.recent.keep_proposal(facts.event, facts.photos, facts.inputs, current.proposal)
        return current

    async def _accessors(self, event_id: str) -> dict[str, Accessor]:
        codes = all_codes(self.accessors, event_id, codes_a_read=CODES_A_READ)
        return {accessor.access_code: accessor async for accessor in codes}

    async def _lane(self, event_id: str, lane: str) -> Sequence[Photo]:
        found: list[Photo] = []
        after: LaneKey | None = None
        while True:
            page = await self.photos.of_lane(
                event_id, lane, first=PHOTOS_A_READ, after=after, status=frozenset({PhotoStatus.READY})
            )
            found += page.items
            if not page.has_next:
                return found
            after = key_of(page.items[-1])
