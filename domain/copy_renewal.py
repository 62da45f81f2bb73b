"""Has the copies without a location made anew that were made under older rules.

The worker makes them, as if their originals had been uploaded again. A photo's own record says whether it is done, so a
run that was interrupted is simply run again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from domain.location_copies import LOCATION_RULES
from domain.models import Clock, Photo, PhotoStatus
from domain.ports.events import EventStore, PhotoStore
from domain.ports.jobs import Inventory, UploadQueue

BATCH_PHOTOS = 100
"""So few are queued at a time that new uploads hardly wait."""

POLL_SECONDS = 3.0
MAX_STANDSTILL = timedelta(minutes=15)
"""Of a batch. Longer than the queue takes to deliver a message again."""

MAX_KNOWN_EVENTS = 10_000


class RenewalReport(NamedTuple):
    """`left` are photos that the worker did not finish. Viewers are offered what they were offered before, or less."""

    renewed: int
    left: int


@dataclass
class CopyRenewal:
    """`key_of` returns the key of a photo's original. `say` gets a sentence about the progress, now and then."""

    inventory: Inventory
    events: EventStore
    photos: PhotoStore
    uploads: UploadQueue
    key_of: Callable[[Photo], str]
    clock: Clock
    say: Callable[[str], None]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    _over: dict[str, bool] = field(default_factory=dict, init=False)

    async def run(self) -> RenewalReport:
        """Idempotent: what is of today's rules is left alone."""
        renewed = left = 0
        async for page in self.inventory.photos(""):
            stale = [photo for photo in page.items if _is_stale(photo) and not await self._is_over(photo.event_id)]
            for start in range(0, len(stale), BATCH_PHOTOS):
                batch = stale[start : start + BATCH_PHOTOS]
                for photo in batch:
                    await self.uploads.requeue(self.key_of(photo))
                waiting = await self._wait(batch)
                renewed, left = renewed + len(batch) - len(waiting), left + len(waiting)
                self.say(f"{renewed} photos are done")
        return RenewalReport(renewed, left)

    async def _wait(self, batch: Sequence[Photo]) -> Sequence[Photo]:
        """Returns those that are still not renewed after a standstill."""
        waiting, since = batch, self.clock()
        while waiting:
            found = await self.photos.get_many([photo.key for photo in waiting])
            still = [photo for photo in waiting if (stored := found.get(photo.key)) and _is_stale(stored)]
            if len(still) < len(waiting):
                waiting, since = still, self.clock()
            elif self.clock() >= since + MAX_STANDSTILL:
                break
            else:
                await self.sleep(POLL_SECONDS)
        return waiting

    async def _is_over(self, event_id: str) -> bool:
        """Its photos are being deleted."""
        if event_id not in self._over:
            if len(self._over) >= MAX_KNOWN_EVENTS:
                self._over.clear()
            event = await self.events.get(event_id)
            self._over[event_id] = event is None or event.is_over(self.clock())
        return self._over[event_id]


def _is_stale(photo: Photo) -> bool:
    is_ready = photo.status is PhotoStatus.READY and not photo.deleting_since
    return is_ready and photo.location_rules < LOCATION_RULES
