"""Looks for what belongs to nothing, and mends it: the last net, for what every other one let through.

Objects without a record are deleted, records without an object too; an upload that arrived requeued of is told again.
What is young is left alone: it may be on its way.

A search of everything may take hours. A run works for some minutes and notes after each page how far it has come, so
that the next run goes on there, whatever ended the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from domain.errors import Conflict, EventExpired
from domain.job_models import Job, JobKind
from domain.models import Clock, Event, Photo, PhotoStatus
from domain.ports.events import EventStore, PhotoStore
from domain.ports.jobs import (
    Checkpoint,
    CheckpointStore,
    DeletionMarks,
    Inventory,
    InventoryPage,
    JobQueue,
    RecordDeletion,
    Stage,
    StoredObject,
)

UPLOAD_GRACE = timedelta(hours=2)
"""Longer than a signed upload lives, and than a queue and its worker take."""

NEVER_UPLOADED_AFTER = timedelta(days=1)

RUN = timedelta(minutes=10)
"""After that long another run goes on: Lambda ends its functions after a quarter of an hour."""

SEARCH_EACH = timedelta(days=7)
"""From the start of one search to the start of the next."""

MAX_REMEMBERED_EVENTS = 10_000

Pages = Callable[[str], AsyncIterator[InventoryPage[Any]]]
Mend = Callable[[Sequence[Any]], Awaitable[None]]


@dataclass(frozen=True)
class CleanupReport:
    """How many of each kind a run found and mended. `is_complete` when nothing of the search is left."""

    objects: int
    photos: int
    codes: int
    requeued: int
    is_complete: bool = True


class OrphanCleanup:
    def __init__(
        self,
        *,
        inventory: Inventory,
        checkpoints: CheckpointStore,
        events: EventStore,
        photos: PhotoStore,
        deletion_marks: DeletionMarks,
        deletion: RecordDeletion,
        queue: JobQueue,
        clock: Clock,
    ) -> None:
        self._inventory = inventory
        self._checkpoints = checkpoints
        self._events = events
        self._photos = photos
        self._deletion_marks = deletion_marks
        self._deletion = deletion
        self._queue = queue
        self._clock = clock
        self._known: dict[str, Event | None] = {}
        self._found: Counter[str] = Counter()

    async def run(self, *, restart: bool = False) -> CleanupReport:
        """Goes on with the search for up to `RUN`, or begins the next one when it is due; with `restart` at once.

        Done again, a search finds nothing, unless something new went wrong.
        """
        self._known, self._found = {}, Counter()
        checkpoint = await self._where_to_go_on(restart)
        is_complete = await self._search(checkpoint, self._clock() + RUN)
        found = self._found
        return CleanupReport(found["objects"], found["photos"], found["codes"], found["requeued"], is_complete)

    async def _where_to_go_on(self, restart: bool) -> Checkpoint:
        known = None if restart else await self._checkpoints.load()
        if known and (known.stage or self._clock() < known.started_at + SEARCH_EACH):
            return known
        fresh = Checkpoint(self._clock(), Stage.ORIGINALS)
        await self._checkpoints.begin(fresh)
        return fresh

    async def _search(self, checkpoint: Checkpoint, ends_at: datetime) -> bool:
        """Whether the search is complete. It is not when its time is up, or another search has begun."""
        while stage := checkpoint.stage:
            async for is_last, position in self._mended_pages(stage, checkpoint.position):
                checkpoint = replace(checkpoint, stage=_following(stage) if is_last else stage, position=position)
                if not await self._checkpoints.save(checkpoint):
                    return False
                if checkpoint.stage and self._clock() >= ends_at:
                    return False
        return True

    async def _mended_pages(self, stage: Stage, position: str) -> AsyncIterator[tuple[bool, str]]:
        """After each page that is mended: whether it was the stage's last one, and where the next one begins."""
        pages, run = self._work_of(stage)
        async for page in pages(position):
            await run(page.items)
            yield not page.position, page.position

    def _work_of(self, stage: Stage) -> tuple[Pages, Mend]:
        work: dict[Stage, tuple[Pages, Mend]] = {
            Stage.ORIGINALS: (self._inventory.originals, self._mend_originals),
            Stage.DERIVED: (self._inventory.derived, self._mend_derived),
            Stage.PHOTOS: (self._inventory.photos, self._mend_photos),
            Stage.CODES: (self._inventory.codes, self._mend_codes),
        }
        return work[stage]

    async def _mend_originals(self, all_objects: Sequence[StoredObject]) -> None:
        objects = [each for each in all_objects if self._is_settled(each.stored_at)]
        stored = await self._photos.get_many([key for each in objects if (key := each.original.photo)])
        for each in objects:
            key = each.original.photo
            photo = stored.get(key) if key else None
            if photo is None or photo.user_id != each.original.user_id:
                await self._inventory.delete_original(each.key)
                self._found["objects"] += 1
            elif photo.status in (PhotoStatus.UPLOADING, PhotoStatus.PROCESSING):
                await self._inventory.requeue_upload(each.key)
                self._found["requeued"] += 1

    async def _mend_photos(self, all_photos: Sequence[Photo]) -> None:
        photos = [photo for photo in all_photos if self._is_settled(photo.registered_at)]
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
            await self._deletion_marks.mark_photos(event, [photo], now=self._clock())
        except (Conflict, EventExpired):
            return  # it changed meanwhile: not forgotten, then
        await self._queue.enqueue(Job(JobKind.PHOTOS, event.event_id))
        self._found["photos"] += 1

    def _is_lost(self, photo: Photo) -> bool:
        if photo.deleting_since or photo.status is PhotoStatus.REJECTED:
            return False
        return photo.status is PhotoStatus.READY or photo.registered_at < self._clock() - NEVER_UPLOADED_AFTER

    async def _mend_codes(self, codes: Sequence[tuple[str, str]]) -> None:
        for event_id, access_code in codes:
            if await self._event(event_id) is None:
                await self._inventory.remove_code(event_id, access_code)
                self._found["codes"] += 1

    async def _mend_derived(self, all_objects: Sequence[StoredObject]) -> None:
        objects = [each for each in all_objects if self._is_settled(each.stored_at)]
        stored = await self._photos.get_many([key for each in objects if (key := each.original.photo)])
        for each in objects:
            has_archive = each.archive and await self._inventory.has_archive(*each.archive)
            if each.original.photo not in stored and not has_archive:
                await self._inventory.delete_derived(each.key)
                self._found["objects"] += 1

    async def _event(self, event_id: str) -> Event | None:
        if event_id not in self._known:
            if len(self._known) >= MAX_REMEMBERED_EVENTS:
                self._known.clear()
            self._known[event_id] = await self._events.get(event_id)
        return self._known[event_id]

    def _is_settled(self, since: datetime) -> bool:
        return since < self._clock() - UPLOAD_GRACE


def _following(stage: Stage) -> Stage | None:
    stages = list(Stage)
    return dict(pairwise(stages)).get(stage)
