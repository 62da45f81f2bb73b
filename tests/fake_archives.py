"""In-memory archives, with the contracts of those in `aws/`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from aws.s3.keys import archive as archive_key
from domain.archive_models import Archive, ArchiveStatus
from domain.errors import NotFound
from domain.job_models import LEASE, Job, JobKind
from domain.models import RenditionKind
from domain.ports.archives import Layout, PhotoRange, Progress
from tests.fake_storage import FakeObject, FakeStorage, original_key
from tests.fakes import Tables

LINK_LIFE = timedelta(hours=2)


class FakeArchives:
    """Implements `ArchiveStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, event_id: str, archive_id: str) -> Archive | None:
        return self._tables.archives.get((event_id, archive_id))

    async def request(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        key = (archive.event_id, archive.archive_id)
        stored = self._tables.archives.get(key)
        is_new = stored is None or stored.expires_at <= now or stored.status is ArchiveStatus.FAILED
        base = archive if is_new or stored is None else stored
        asked = base.model_copy(update={"asked_by": base.asked_by | {by}})
        self._tables.archives[key] = asked
        if is_new:
            self._tables.put_job(Job(JobKind.ARCHIVE, *key), now + LEASE, now)
        return asked, is_new

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        key = (archive.event_id, archive.archive_id)
        stored = self._tables.archives.get(key)
        if stored is None or stored.created_at != archive.created_at:
            return None
        self._tables.archives[key] = stored.model_copy(update=changes)
        return self._tables.archives[key]

    async def of_event(self, event_id: str) -> AsyncIterator[Archive]:
        for archive in self._tables.archives.by("event", event_id):
            yield archive

    async def remove(self, archive: Archive) -> None:
        self._tables.archives.pop((archive.event_id, archive.archive_id), None)


class FakeArchiveStorage:
    """Implements `ArchiveStorage`, in parts of a few bytes. `parts` are by upload, then by offset."""

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

    def _stored(self, piece: PhotoRange) -> bytes:
        key, kept = original_key(piece.photo), self._storage.originals
        if piece.kind is not RenditionKind.ORIGINAL:
            key, kept = f"{key}/{piece.kind.value}", self._storage.derived
        if key not in kept:
            raise NotFound
        return kept[key].body
