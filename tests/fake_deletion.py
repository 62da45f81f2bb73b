"""In-memory deletion, with the contracts of that in `aws/`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from aws.resources import ARCHIVES_PREFIX
from aws.s3 import keys
from domain.archive_models import Archive
from domain.errors import Conflict, EventExpired
from domain.job_models import LEASE, Job, JobKind
from domain.live_photos import parted
from domain.models import Event, Photo, User
from domain.photo_counts import difference
from tests.fake_storage import FakeStorage
from tests.fakes import Tables


class FakeDeletionMarks:
    """Implements `DeletionMarks`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def mark_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        event = self._tables.events.get(event_id)
        if event is None or event.deleting_since:
            return False
        if event.user_id != owner_id if owner_id else now < event.expires_at:
            return False
        self._tables.events[event_id] = event.model_copy(update={"deleting_since": now})
        self._tables.put_job(Job(JobKind.EVENT, event_id), now + LEASE, now)
        return True

    async def mark_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        if not photos:
            return
        tables = self._tables
        stored_event = tables.events.get(event.event_id)
        if stored_event is None or stored_event.is_over(now):
            raise EventExpired
        if any(tables.photos.get(photo.key) != photo for photo in photos):
            raise Conflict
        changes = difference([], photos)
        tables.count(event.event_id, **changes)
        tables.add_storage_usage(event.user_id, changes["total_bytes"])
        for photo in photos:
            tables.photos[photo.key] = photo.model_copy(update={"deleting_since": now})
        for files in parted(photos):
            tables.link(files[0], now)
        tables.count(event.event_id, photos_version=1)
        tables.put_job(Job(JobKind.PHOTOS, event.event_id), now + LEASE, now)

    async def mark_account(self, user: User, *, now: datetime) -> None:
        stored = self._tables.users.get(user.email)
        if stored is None or stored.deleting_since or stored.user_id != user.user_id:
            return
        epoch = stored.session_epoch + 1
        self._tables.users[user.email] = stored.model_copy(update={"deleting_since": now, "session_epoch": epoch})
        self._tables.put_job(Job(JobKind.ACCOUNT, user.user_id), now + LEASE, now)

    async def due_events(self, now: datetime) -> AsyncIterator[tuple[str, datetime]]:
        events = self._tables.events
        days = [day for day in events.found_by("last_day") if day <= now.date()]
        for event in [event for day in days for event in events.by("last_day", day)]:
            if event.expires_at <= now and not event.deleting_since:
                yield event.event_id, event.expires_at


class FakeRecordDeletion:
    """Implements `RecordDeletion`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def marked_event(self, event_id: str) -> Event | None:
        event = self._tables.events.get(event_id)
        return event if event and event.deleting_since else None

    async def marked_account(self, user_id: str) -> User | None:
        found = (user for user in self._tables.users.values() if user.user_id == user_id and user.deleting_since)
        return next(found, None)

    async def events_of(self, user_id: str) -> Sequence[str]:
        return [event.event_id for event in self._tables.events.values() if event.user_id == user_id]

    async def remove_codes(self, event_id: str) -> None:
        for key in self._tables.accessors.keys_by("event", event_id):
            del self._tables.accessors[key]
        self._tables.for_everybody.pop(event_id, None)

    async def remove_from_codes(self, event_id: str, filenames: frozenset[str]) -> None:
        for accessor in self._tables.accessors.by("event", event_id):
            left = accessor.model_copy(update={"images": accessor.images - filenames})
            self._tables.accessors[event_id, accessor.access_code] = left
        if event_id in self._tables.for_everybody:
            self._tables.for_everybody[event_id] -= filenames

    async def remove_corrections(self, event_id: str, filenames: frozenset[str]) -> None:
        if event_id in self._tables.sorting:
            stored = self._tables.sorting[event_id]
            left = {name: each for name, each in stored.corrections.items() if name not in filenames}
            self._tables.sorting[event_id] = replace(stored, corrections=left)

    async def remove_sorting(self, event_id: str) -> None:
        self._tables.sorting.pop(event_id, None)

    async def remove_live_photos(self, event_id: str) -> None:
        """Nothing is stored beside the photos."""

    async def photos_of(self, event_id: str, *, marked_only: bool = False) -> AsyncIterator[Sequence[Photo]]:
        of_event = self._tables.photos.by("event", event_id)
        yield [photo for photo in of_event if photo.deleting_since or not marked_only]

    async def remove_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            stored = self._tables.photos.get(photo.key)
            if stored and stored.registered_at == photo.registered_at:
                del self._tables.photos[photo.key]

    async def remove_jobs(self, event_id: str) -> None:
        itself = Job(JobKind.EVENT, event_id)
        for job in self._tables.jobs.keys_by("subject", event_id):
            if job != itself:
                del self._tables.jobs[job]
        for key in self._tables.archives.keys_by("event", event_id):
            del self._tables.archives[key]

    async def remove_event(self, event: Event) -> bool:
        stored = self._tables.events.get(event.event_id)
        if stored is None or (stored.photo_count, stored.total_bytes) != (event.photo_count, event.total_bytes):
            return False
        del self._tables.events[event.event_id]
        self._tables.jobs.pop(Job(JobKind.EVENT, event.event_id), None)
        if event.total_bytes:
            self._tables.add_storage_usage(event.user_id, -event.total_bytes)
        return True

    async def remove_account(self, user: User) -> None:
        if self._tables.users.pop(user.email, None):
            self._tables.storage_bytes.pop(user.user_id, None)
            self._tables.jobs.pop(Job(JobKind.ACCOUNT, user.user_id), None)


class FakeEdgeCache:
    """Implements `EdgeCache`. `copies` are keys; viewers wait for every object, and fetch what is still stored."""

    def __init__(self, storage: FakeStorage) -> None:
        self._storage = storage
        self.copies: set[str] = set()
        self.references: list[str] = []
        self.is_busy = False

    def fetch_all(self) -> None:
        """Archives do not come through the edge."""
        found = {*self._storage.originals, *self._storage.derived}
        self.copies |= {key for key in found if not key.startswith(ARCHIVES_PREFIX)}

    async def invalidate_event(self, user_id: str, event_id: str, *, reference: str) -> bool:
        if self.is_busy:
            return False
        if reference not in self.references:
            self.references.append(reference)
            prefix = keys.event_prefix(user_id, event_id)
            self.copies = {key for key in self.copies if not key.startswith(prefix)}
            self.fetch_all()
        return True


class FakeObjectDeletion:
    """Implements `ObjectDeletion`."""

    def __init__(self, storage: FakeStorage) -> None:
        self._storage = storage

    async def delete_event(self, user_id: str, event_id: str) -> None:
        prefixes = keys.event_prefix(user_id, event_id), keys.archives_prefix(user_id, event_id)
        for bucket in (self._storage.originals, self._storage.derived):
            for key in bucket.keys_by("event", event_id):
                if key.startswith(prefixes):
                    del bucket[key]

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            self._storage.sweep_uploads(keys.original(photo))
            await self._storage.delete_original(keys.original(photo))
            await self._storage.delete_renditions(keys.original(photo))

    async def delete_archive(self, archive: Archive) -> None:
        self._storage.derived.pop(keys.archive(archive), None)

    async def delete_derived(self, key: str) -> None:
        self._storage.derived.pop(key, None)
