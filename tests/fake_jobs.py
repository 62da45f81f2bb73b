"""Jobs, deletion and archives in memory, by the same contracts as those in `aws/`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from domain.archive_models import Archive, ArchiveStatus
from domain.errors import Conflict, EventExpired, NotFound
from domain.job_ports import Layout, Progress, Slice
from domain.jobs import LEASE, HeldJob, Job, JobKind
from domain.models import Event, Photo, PhotoStatus, RenditionKind, User
from domain.orphans import StoredObject
from tests.fake_storage import FakeObject, FakeStorage, original_key
from tests.fakes import KeptJob, Tables

LINK_LIFE = timedelta(hours=2)


class FakeJobs:
    """Implements `JobStore`."""

    def __init__(self, tables: Tables) -> None:
        self._jobs = tables.jobs

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        put(self._jobs, job, due_at, now)

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

    async def keep(self, held: HeldJob, *, until: datetime) -> None:
        kept = self._jobs.get(held.job)
        if kept and kept.held_until:
            kept.held_until = kept.due_at = until

    async def let_go(self, held: HeldJob, *, due_at: datetime) -> None:
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


def put(jobs: dict[Job, KeptJob], job: Job, due_at: datetime, now: datetime) -> None:
    kept = jobs.setdefault(job, KeptJob(now, due_at))
    kept.due_at, kept.version = due_at, kept.version + 1


class FakeQueue:
    """Implements `JobQueue`. `told` is in order; a queue that is `broken` loses everything."""

    def __init__(self) -> None:
        self.told: list[Job] = []
        self.broken = False

    async def tell(self, job: Job) -> None:
        if not self.broken:
            self.told.append(job)


class FakeClaims:
    """Implements `Claims`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def claim_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        event = self._tables.events.get(event_id)
        if event is None or event.deleting_since:
            return False
        if event.user_id != owner_id if owner_id else now < event.expires_at:
            return False
        self._tables.events[event_id] = event.model_copy(update={"deleting_since": now})
        put(self._tables.jobs, Job(JobKind.EVENT, event_id), now + LEASE, now)
        return True

    async def claim_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        if not photos:
            return
        tables = self._tables
        stored_event = tables.events.get(event.event_id)
        if stored_event is None or stored_event.is_over(now):
            raise EventExpired
        if any(tables.photos.get(photo.key) != photo for photo in photos):
            raise Conflict
        for photo in photos:
            tables.photos[photo.key] = photo.model_copy(update={"deleting_since": now})
            if photo.status is not PhotoStatus.REJECTED:
                tables.count(event.event_id, photo_count=-1, total_bytes=-photo.size_bytes)
                tables.use(event.user_id, -photo.size_bytes)
            if photo.status is PhotoStatus.READY:
                tables.count(event.event_id, ready_count=-1, ready_bytes=-photo.size_bytes)
        put(tables.jobs, Job(JobKind.PHOTOS, event.event_id), now + LEASE, now)

    async def claim_account(self, user: User, *, now: datetime) -> None:
        stored = self._tables.users.get(user.email)
        if stored is None or stored.deleting_since or stored.user_id != user.user_id:
            return
        epoch = stored.session_epoch + 1
        self._tables.users[user.email] = stored.model_copy(update={"deleting_since": now, "session_epoch": epoch})
        put(self._tables.jobs, Job(JobKind.ACCOUNT, user.user_id), now + LEASE, now)

    async def due_events(self, now: datetime) -> AsyncIterator[tuple[str, datetime]]:
        over = [each for each in self._tables.events.values() if each.expires_at <= now and not each.deleting_since]
        for event in over:
            yield event.event_id, event.expires_at


class FakeDeletion:
    """Implements `Deletion`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def claimed_event(self, event_id: str) -> Event | None:
        event = self._tables.events.get(event_id)
        return event if event and event.deleting_since else None

    async def claimed_account(self, user_id: str) -> User | None:
        found = (user for user in self._tables.users.values() if user.user_id == user_id and user.deleting_since)
        return next(found, None)

    async def events_of(self, user_id: str) -> Sequence[str]:
        return [event.event_id for event in self._tables.events.values() if event.user_id == user_id]

    async def remove_codes(self, event_id: str) -> None:
        for key in [key for key in self._tables.accessors if key[0] == event_id]:
            del self._tables.accessors[key]

    async def take_out(self, event_id: str, filenames: frozenset[str]) -> None:
        for key, accessor in self._tables.accessors.items():
            if key[0] == event_id:
                self._tables.accessors[key] = accessor.model_copy(update={"images": accessor.images - filenames})

    async def photos_of(self, event_id: str, *, claimed_only: bool = False) -> AsyncIterator[Sequence[Photo]]:
        of_event = [photo for photo in self._tables.photos.values() if photo.event_id == event_id]
        yield [photo for photo in of_event if photo.deleting_since or not claimed_only]

    async def remove_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            stored = self._tables.photos.get(photo.key)
            if stored and stored.registered_at == photo.registered_at:
                del self._tables.photos[photo.key]

    async def remove_jobs(self, event_id: str) -> None:
        itself = Job(JobKind.EVENT, event_id)
        for job in [job for job in self._tables.jobs if job.subject == event_id and job != itself]:
            del self._tables.jobs[job]
        for key in [key for key in self._tables.archives if key[0] == event_id]:
            del self._tables.archives[key]

    async def remove_event(self, event: Event) -> bool:
        stored = self._tables.events.get(event.event_id)
        if stored is None or (stored.photo_count, stored.total_bytes) != (event.photo_count, event.total_bytes):
            return False
        del self._tables.events[event.event_id]
        self._tables.jobs.pop(Job(JobKind.EVENT, event.event_id), None)
        if event.total_bytes:
            self._tables.use(event.user_id, -event.total_bytes)
        return True

    async def remove_account(self, user: User) -> None:
        if self._tables.users.pop(user.email, None):
            self._tables.storage_bytes.pop(user.user_id, None)
            self._tables.jobs.pop(Job(JobKind.ACCOUNT, user.user_id), None)


class FakeObjectDeletion:
    """Implements `ObjectDeletion`."""

    def __init__(self, storage: FakeStorage) -> None:
        self._storage = storage

    async def delete_event(self, user_id: str, event_id: str) -> None:
        for bucket in (self._storage.originals, self._storage.derived):
            _delete(bucket, f"{user_id}/{event_id}/")
        _delete(self._storage.derived, f"archives/{user_id}/{event_id}/")

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            await self._storage.delete_original(original_key(photo))
            await self._storage.delete_renditions(original_key(photo))

    async def delete_archive(self, archive: Archive) -> None:
        _delete(self._storage.derived, archive_key(archive))


def _delete(bucket: dict[str, FakeObject], prefix: str) -> None:
    for key in [key for key in bucket if key.startswith(prefix)]:
        del bucket[key]


def archive_key(archive: Archive) -> str:
    return f"archives/{archive.user_id}/{archive.event_id}/{archive.archive_id}.zip"


class FakeArchives:
    """Implements `ArchiveStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, event_id: str, archive_id: str) -> Archive | None:
        return self._tables.archives.get((event_id, archive_id))

    async def ask(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        key = (archive.event_id, archive.archive_id)
        stored = self._tables.archives.get(key)
        is_new = stored is None or stored.expires_at <= now or stored.status is ArchiveStatus.FAILED
        base = archive if is_new or stored is None else stored
        asked = base.model_copy(update={"asked_by": base.asked_by | {by}})
        self._tables.archives[key] = asked
        if is_new:
            put(self._tables.jobs, Job(JobKind.ARCHIVE, *key), now + LEASE, now)
        return asked, is_new

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        key = (archive.event_id, archive.archive_id)
        stored = self._tables.archives.get(key)
        if stored is None or stored.created_at != archive.created_at:
            return None
        self._tables.archives[key] = stored.model_copy(update=changes)
        return self._tables.archives[key]

    async def of_event(self, event_id: str) -> AsyncIterator[Archive]:
        for archive in [each for each in self._tables.archives.values() if each.event_id == event_id]:
            yield archive

    async def remove(self, archive: Archive) -> None:
        self._tables.archives.pop((archive.event_id, archive.archive_id), None)


class FakeArchiveStorage:
    """Implements `ArchiveStorage`, a photo's bytes at a time. `parts` are by upload, then by where they stand."""

    def __init__(self, storage: FakeStorage) -> None:
        self._storage = storage
        self.parts: dict[str, dict[int, bytes]] = {}
        self.part_bytes = 64

    async def open(self, archive: Archive) -> str:
        upload_id = f"upload {len(self.parts)}"
        self.parts[upload_id] = {}
        return upload_id

    async def fill(self, archive: Archive, layout: Layout, progress: Progress) -> bool:
        parts = self._parts_of(archive)
        for start in range(0, layout.size_bytes, self.part_bytes):
            if start not in parts:
                parts[start] = self._read(layout, start, min(start + self.part_bytes, layout.size_bytes))
                if not await progress(sum(map(len, parts.values()))):
                    return False
        return True

    async def close(self, archive: Archive, layout: Layout) -> None:
        parts = self._parts_of(archive)
        whole = b"".join(parts[start] for start in sorted(parts))
        assert len(whole) == layout.size_bytes
        self._storage.derived[archive_key(archive)] = FakeObject(whole, "application/zip")

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        until = min(archive.expires_at, now + LINK_LIFE)
        return self._storage.sign_download(archive_key(archive), filename, until)

    def _parts_of(self, archive: Archive) -> dict[int, bytes]:
        if archive.upload_id not in self.parts:
            raise NotFound
        return self.parts[archive.upload_id]

    def _read(self, layout: Layout, start: int, end: int) -> bytes:
        body = b""
        for piece in layout.cut(start, end):
            if isinstance(piece, bytes):
                body += piece
            else:
                body += self._stored(piece)[piece.start : piece.end]
        return body

    def _stored(self, piece: Slice) -> bytes:
        key, kept = original_key(piece.photo), self._storage.originals
        if piece.kind is not RenditionKind.ORIGINAL:
            key, kept = f"{key}/{piece.kind.value}", self._storage.derived
        if key not in kept:
            raise NotFound
        return kept[key].body


class FakeInventory:
    """Implements `Inventory`. Objects were stored when the clock's world began; `told_again` are keys."""

    def __init__(self, tables: Tables, storage: FakeStorage, stored_at: datetime) -> None:
        self._tables = tables
        self._storage = storage
        self._stored_at = stored_at
        self.told_again: list[str] = []

    async def originals(self) -> AsyncIterator[Sequence[StoredObject]]:
        yield [StoredObject(key, self._stored_at) for key in self._storage.originals]

    async def derived(self) -> AsyncIterator[Sequence[StoredObject]]:
        yield [StoredObject(key, self._stored_at) for key in self._storage.derived]

    async def photos(self) -> AsyncIterator[Sequence[Photo]]:
        yield list(self._tables.photos.values())

    async def codes(self) -> AsyncIterator[Sequence[tuple[str, str]]]:
        yield list(self._tables.accessors)

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        return [original_key(photo) in self._storage.originals for photo in photos]

    async def has_archive(self, event_id: str, archive_id: str) -> bool:
        return (event_id, archive_id) in self._tables.archives

    async def delete_original(self, key: str) -> None:
        self._storage.originals.pop(key, None)

    async def delete_derived(self, key: str) -> None:
        self._storage.derived.pop(key, None)

    async def remove_code(self, event_id: str, access_code: str) -> None:
        self._tables.accessors.pop((event_id, access_code), None)

    async def tell_again(self, key: str) -> None:
        self.told_again.append(key)
