"""Looks for what belongs to nothing, and mends it: the last net, for what every other one let through.

Objects without a record are deleted, records without an object too; an upload that arrived unheard of is told again.
What is young is left alone: it may be on its way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from domain import names
from domain.errors import Conflict, EventExpired
from domain.job_ports import Claims, Deletion
from domain.jobs import Job, JobKind, JobQueue
from domain.models import Clock, Event, Photo, PhotoKey, PhotoStatus
from domain.ports import EventStore, PhotoStore

ON_ITS_WAY = timedelta(hours=2)
"""Longer than a signed upload lives, and than a queue and its worker take."""

NEVER_SENT = timedelta(days=1)


class StoredObject(NamedTuple):
    key: str
    stored_at: datetime


class Inventory(Protocol):
    """Everything that there is, page by page. Reads every table and lists every bucket: not for every minute."""

    def originals(self) -> AsyncIterator[Sequence[StoredObject]]: ...

    def derived(self) -> AsyncIterator[Sequence[StoredObject]]: ...

    def photos(self) -> AsyncIterator[Sequence[Photo]]: ...

    def codes(self) -> AsyncIterator[Sequence[tuple[str, str]]]:
        """Event ids with access codes."""

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        """Whether the original of each is."""

    async def has_archive(self, event_id: str, archive_id: str) -> bool: ...

    async def delete_original(self, key: str) -> None: ...

    async def delete_derived(self, key: str) -> None: ...

    async def remove_code(self, event_id: str, access_code: str) -> None: ...

    async def tell_again(self, key: str) -> None:
        """The worker hears of this upload as if it had just arrived."""


@dataclass(frozen=True)
class Found:
    """How many of each kind were found and mended."""

    objects: int
    photos: int
    codes: int
    unheard: int


class Orphans:
    def __init__(
        self,
        *,
        inventory: Inventory,
        events: EventStore,
        photos: PhotoStore,
        claims: Claims,
        deletion: Deletion,
        queue: JobQueue,
        clock: Clock,
    ) -> None:
        self._inventory = inventory
        self._events = events
        self._photos = photos
        self._claims = claims
        self._deletion = deletion
        self._queue = queue
        self._clock = clock
        self._known: dict[str, Event | None] = {}
        self._found: Counter[str] = Counter()

    async def mend(self) -> Found:
        """Done again, it finds nothing, unless something new went wrong."""
        self._known, self._found = {}, Counter()
        async for objects in self._inventory.originals():
            await self._mend_originals([each for each in objects if self._is_settled(each.stored_at)])
        async for objects in self._inventory.derived():
            await self._mend_derived([each.key for each in objects if self._is_settled(each.stored_at)])
        async for photos in self._inventory.photos():
            await self._mend_photos([photo for photo in photos if self._is_settled(photo.registered_at)])
        async for codes in self._inventory.codes():
            for event_id, access_code in codes:
                if await self._event(event_id) is None:
                    await self._inventory.remove_code(event_id, access_code)
                    self._found["codes"] += 1
        return Found(*(self._found[kind] for kind in ("objects", "photos", "codes", "unheard")))

    async def _mend_originals(self, objects: Sequence[StoredObject]) -> None:
        stored = await self._photos.get_many([key for each in objects if (key := _photo_key(each.key))])
        for each in objects:
            key = _photo_key(each.key)
            photo = stored.get(key) if key else None
            if photo is None or f"{photo.user_id}/{photo.event_id}/{photo.filename}" != each.key:
                await self._inventory.delete_original(each.key)
                self._found["objects"] += 1
            elif photo.status in (PhotoStatus.UPLOADING, PhotoStatus.PROCESSING):
                await self._inventory.tell_again(each.key)
                self._found["unheard"] += 1

    async def _mend_photos(self, photos: Sequence[Photo]) -> None:
        there = await self._inventory.are_there(photos)
        for photo, has_object in zip(photos, there, strict=True):
            event = await self._event(photo.event_id)
            if event is None:
                await self._deletion.remove_photos([photo])
                self._found["photos"] += 1
            elif not has_object and self._is_lost(photo) and not event.is_over(self._clock()):
                await self._delete(event, photo)

    async def _delete(self, event: Event, photo: Photo) -> None:
        try:
            await self._claims.claim_photos(event, [photo], now=self._clock())
        except (Conflict, EventExpired):
            return  # it changed meanwhile: not forgotten, then
        await self._queue.tell(Job(JobKind.PHOTOS, event.event_id))
        self._found["photos"] += 1

    def _is_lost(self, photo: Photo) -> bool:
        if photo.deleting_since or photo.status is PhotoStatus.REJECTED:
            return False
        return photo.status is PhotoStatus.READY or photo.registered_at < self._clock() - NEVER_SENT

    async def _mend_derived(self, keys: Sequence[str]) -> None:
        of_photos = {key: _photo_key(key.rpartition("/")[0]) for key in keys}
        stored = await self._photos.get_many([key for key in of_photos.values() if key])
        for key, photo_key in of_photos.items():
            if photo_key not in stored and not await self._is_of_archive(key):
                await self._inventory.delete_derived(key)
                self._found["objects"] += 1

    async def _is_of_archive(self, key: str) -> bool:
        first, _, event_id, archive_id = (*key.split("/"), "", "", "")[:4]
        return first == "archives" and await self._inventory.has_archive(event_id, archive_id.partition(".")[0])

    async def _event(self, event_id: str) -> Event | None:
        if event_id not in self._known:
            self._known[event_id] = await self._events.get(event_id)
        return self._known[event_id]

    def _is_settled(self, since: datetime) -> bool:
        return since < self._clock() - ON_ITS_WAY


def _photo_key(object_key: str) -> PhotoKey | None:
    """Of an original; None for a key that none can have."""
    _, _, rest = object_key.partition("/")
    event_id, _, filename = rest.partition("/")
    return PhotoKey(event_id, filename) if names.is_id(event_id) and names.is_filename(filename) else None
