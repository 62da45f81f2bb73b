"""What is done with orphans. Objects without a record are deleted, and records without an object.

An upload that was stored but never processed is queued again. Anything young is left alone: it may be in progress.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.errors import Conflict, EventExpired
from domain.job_models import Job, JobKind
from domain.models import Clock, Event, Photo, PhotoKey, PhotoStatus
from domain.ports.events import AccessorStore, EventStore, PhotoStore
from domain.ports.jobs import (
    DeletionMarks,
    Inventory,
    InventoryPage,
    JobQueue,
    ObjectDeletion,
    RecordDeletion,
    Stage,
    StoredObject,
    UploadQueue,
)
from domain.ports.storage import Storage

UPLOAD_GRACE = timedelta(hours=2)
"""Longer than the queue and its worker take, and than a signed upload is usually valid."""

NEVER_UPLOADED_AFTER = timedelta(days=1)
MAX_CACHED_EVENTS = 10_000

Pages = Callable[[str], AsyncIterator[InventoryPage[Any]]]
Repair = Callable[[Sequence[Any]], Awaitable[Counter[str]]]


@dataclass(frozen=True)
class OrphanRepairs:
    """Idempotent: repairing a page again finds nothing."""

    inventory: Inventory
    events: EventStore
    accessors: AccessorStore
    photos: PhotoStore
    storage: Storage
    objects: ObjectDeletion
    deletion_marks: DeletionMarks
    deletion: RecordDeletion
    queue: JobQueue
    uploads: UploadQueue
    clock: Clock
    _cached_events: dict[str, Event | None] = field(default_factory=dict, init=False)

    async def pages(self, stage: Stage, position: str) -> AsyncIterator[tuple[str, Counter[str]]]:
        """Repairs page by page. Yields the next page's position (empty after the last), and what was repaired."""
        self._cached_events.clear()
        steps: dict[Stage, tuple[Pages, Repair]] = {
            Stage.ORIGINALS: (self.inventory.originals, self._repair_originals),
            Stage.DERIVED: (self.inventory.derived, self._repair_derived),
            Stage.PHOTOS: (self.inventory.photos, self._repair_photos),
            Stage.CODES: (self.inventory.codes, self._repair_codes),
        }
        pages, repair = steps[stage]
        async for page in pages(position):
            yield page.position, await repair(page.items)

    async def _repair_originals(self, all_objects: Sequence[StoredObject]) -> Counter[str]:
        repaired: Counter[str] = Counter()
        objects, stored = await self._settled(all_objects)
        for each in objects:
            key = each.original.photo
            photo = stored.get(key) if key else None
            if photo is None or photo.user_id != each.original.user_id:
                await self.storage.delete_original(each.key)
                repaired["objects"] += 1
            elif photo.status in (PhotoStatus.UPLOADING, PhotoStatus.PROCESSING):
                await self.uploads.requeue(each.key)
                repaired["requeued"] += 1
        return repaired

    async def _repair_derived(self, all_objects: Sequence[StoredObject]) -> Counter[str]:
        repaired: Counter[str] = Counter()
        objects, stored = await self._settled(all_objects)
        for each in objects:
            has_archive = each.archive and await self.inventory.has_archive(*each.archive)
            if each.original.photo not in stored and not has_archive:
                await self.objects.delete_derived(each.key)
                repaired["objects"] += 1
        return repaired

    async def _repair_photos(self, all_photos: Sequence[Photo]) -> Counter[str]:
        repaired: Counter[str] = Counter()
        photos = [photo for photo in all_photos if self._is_settled(photo.registered_at)]
        are_there = await self.inventory.are_there(photos)
        for photo, has_object in zip(photos, are_there, strict=True):
            event = await self._event(photo.event_id)
            if event is None:
                await self.deletion.remove_photos([photo])
                repaired["photos"] += 1
            elif not has_object and self._is_lost(photo) and not event.is_over(self.clock()):
                repaired["photos"] += await self._delete(event, photo)
        return repaired

    async def _repair_codes(self, codes: Sequence[tuple[str, str]]) -> Counter[str]:
        repaired: Counter[str] = Counter()
        for event_id, access_code in codes:
            if await self._event(event_id) is None:
                await self.accessors.remove(event_id, access_code)
                repaired["codes"] += 1
        return repaired

    async def _delete(self, event: Event, photo: Photo) -> bool:
        try:
            await self.deletion_marks.mark_photos(event, [photo], now=self.clock())
        except (Conflict, EventExpired):
            return False  # it changed meanwhile, so it is no orphan
        await self.queue.enqueue(Job(JobKind.PHOTOS, event.event_id))
        return True

    def _is_lost(self, photo: Photo) -> bool:
        if photo.deleting_since or photo.status is PhotoStatus.REJECTED:
            return False
        last_request = photo.tickets_until or photo.registered_at
        return photo.status is PhotoStatus.READY or last_request < self.clock() - NEVER_UPLOADED_AFTER

    async def _settled(self, all_objects: Sequence[StoredObject]) -> tuple[list[StoredObject], dict[PhotoKey, Photo]]:
        """The objects that are old enough to judge, and the photos they may belong to."""
        objects = [each for each in all_objects if self._is_settled(each.stored_at)]
        return objects, await self.photos.get_many([key for each in objects if (key := each.original.photo)])

    def _is_settled(self, since: datetime) -> bool:
        return since < self.clock() - UPLOAD_GRACE

    async def _event(self, event_id: str) -> Event | None:
        if event_id not in self._cached_events:
            if len(self._cached_events) >= MAX_CACHED_EVENTS:
                self._cached_events.clear()
            self._cached_events[event_id] = await self.events.get(event_id)
        return self._cached_events[event_id]
