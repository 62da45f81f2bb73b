"""In-memory jobs, with the contracts of those in `aws/`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TypeVar

from aws.s3 import keys
from domain.job_models import HeldJob, Job
from domain.models import Photo
from domain.ports.jobs import Checkpoint, InventoryPage, StoredObject
from tests.fake_storage import FakeStorage, original_key
from tests.fakes import Tables

T = TypeVar("T")


class FakeJobs:
    """Implements `JobStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._jobs = tables.jobs

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        self._tables.put_job(job, due_at, now)

    async def due(self, now: datetime) -> AsyncIterator[Job]:
        for job in [job for job, kept in self._jobs.items() if kept.due_at <= now]:
            yield job

    async def postpone(self, job: Job, *, now: datetime, until: datetime) -> datetime | None:
        kept = self._jobs.get(job)
        if kept is None or kept.due_at > now:
            return None
        kept.due_at = until
        return kept.made_at

    async def hold(self, job: Job, *, now: datetime, until: datetime) -> HeldJob | None:
        kept = self._jobs.get(job)
        if kept is None or (kept.held_until and kept.held_until > now):
            return None
        kept.held_until = kept.due_at = until
        return HeldJob(job, kept.version, kept.made_at)

    async def renew(self, held: HeldJob, *, until: datetime) -> None:
        kept = self._jobs.get(held.job)
        if kept and kept.held_until:
            kept.held_until = kept.due_at = until

    async def release(self, held: HeldJob, *, due_at: datetime) -> None:
        kept = self._jobs.get(held.job)
        if kept is None:
            return
        kept.held_until = None
        if kept.version == held.version:
            kept.due_at = due_at

    async def finish(self, held: HeldJob) -> None:
        kept = self._jobs.get(held.job)
        if kept and kept.version == held.version:
            del self._jobs[held.job]
        elif kept:
            kept.held_until = None


class FakeQueue:
    """Implements `JobQueue`. `enqueued` is in order; a queue that is `broken` loses every job."""

    def __init__(self) -> None:
        self.enqueued: list[Job] = []
        self.broken = False

    async def enqueue(self, job: Job) -> None:
        if not self.broken:
            self.enqueued.append(job)


class FakeUploadQueue:
    """Implements `UploadQueue`. `requeued` are keys, in order."""

    def __init__(self) -> None:
        self.requeued: list[str] = []

    async def requeue(self, key: str) -> None:
        self.requeued.append(key)


class FakeInventory:
    """Implements `Inventory`. Every object was stored at `stored_at`."""

    def __init__(self, tables: Tables, storage: FakeStorage, stored_at: datetime) -> None:
        self._tables = tables
        self._storage = storage
        self._stored_at = stored_at

    async def originals(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]:
        yield _page([StoredObject(key, self._stored_at, keys.parse(key)) for key in self._storage.originals])

    async def derived(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]:
        yield _page(
            [
                StoredObject(key, self._stored_at, keys.parse_rendition(key), keys.parse_archive(key))
                for key in self._storage.derived
            ]
        )

    async def photos(self, position: str) -> AsyncIterator[InventoryPage[Photo]]:
        yield _page(list(self._tables.photos.values()))

    async def codes(self, position: str) -> AsyncIterator[InventoryPage[tuple[str, str]]]:
        yield _page(list(self._tables.accessors))

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        return [original_key(photo) in self._storage.originals for photo in photos]

    async def has_archive(self, event_id: str, archive_id: str) -> bool:
        return (event_id, archive_id) in self._tables.archives


def _page(items: Sequence[T]) -> InventoryPage[T]:
    """All items on one page."""
    return InventoryPage(items, "")


class FakeCheckpoints:
    """Implements `CheckpointStore`."""

    def __init__(self) -> None:
        self.stored: Checkpoint | None = None

    async def load(self) -> Checkpoint | None:
        return self.stored

    async def begin(self, checkpoint: Checkpoint) -> None:
        self.stored = checkpoint

    async def save(self, checkpoint: Checkpoint) -> bool:
        if self.stored is None or self.stored.started_at != checkpoint.started_at:
            return False
        self.stored = checkpoint
        return True
