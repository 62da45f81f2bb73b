"""Builds archives in the worker. A build may be killed anywhere and continues where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.archive_models import Archive, ArchiveStatus
from domain.capture_time import EventClock
from domain.errors import NotFound
from domain.job_models import HeldJob
from domain.models import Clock, Event, PhotoKey
from domain.photo_order import in_capture_order
from domain.ports.archives import ArchiveStorage, ArchiveStore, Entry, LayoutFactory
from domain.ports.events import EventStore, PhotoStore
from domain.ports.jobs import ObjectDeletion
from domain.zip_entries import fingerprint, is_downloadable, zip_entries

MAX_RUN = timedelta(minutes=10)
"""Another run continues after that: Lambda ends its functions after a quarter of an hour."""

FAILS_AFTER = timedelta(hours=6)
PROGRESS_INTERVAL = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class ArchiveBuilder:
    archives: ArchiveStore
    storage: ArchiveStorage
    objects: ObjectDeletion
    photos: PhotoStore
    events: EventStore
    lay_out: LayoutFactory
    clock: Clock

    async def build(self, held: HeldJob) -> datetime | None:
        archive = await self.archives.get(held.job.subject, held.job.archive_id)
        if archive is None or archive.status is not ArchiveStatus.PENDING:
            return None
        event = await self.events.get(archive.event_id)
        if event is None or event.is_over(self.clock()) or self.clock() >= archive.expires_at:
            return None
        content = await self._content(archive, event)
        if not content or self.clock() >= archive.created_at + FAILS_AFTER:
            await self.objects.delete_archive(archive)
            await self.archives.change(archive, status=ArchiveStatus.FAILED)
            return None
        ready = await self._prepared(archive, content)
        return await self._copy(ready, event, content) if ready else None

    async def _copy(self, archive: Archive, event: Event, content: Sequence[Entry]) -> datetime | None:
        layout = self.lay_out(content)
        progress = _Progress(self.archives, archive, self.clock)
        try:
            if not await self.storage.fill(archive, layout, progress.advance):
                return self.clock()
            if _fingerprint(archive, await self._content(archive, event)) != archive.fingerprint:
                return self.clock()  # a photo was deleted meanwhile: lay out the rest again
            await self.storage.close(archive, layout)
        except NotFound:
            await self.archives.change(archive, upload_id=None)
            raise
        if not await self.archives.change(archive, status=ArchiveStatus.READY, done_bytes=layout.size_bytes):
            await self.objects.delete_archive(archive)  # the event was deleted meanwhile
        return None

    async def _prepared(self, archive: Archive, content: Sequence[Entry]) -> Archive | None:
        """Makes sure that the open upload fits the photos that still exist. Returns None when the archive is gone."""
        found = _fingerprint(archive, content)
        if found == archive.fingerprint and archive.upload_id:
            return archive
        names = frozenset(archive.filenames)
        return await self.archives.change(
            archive,
            fingerprint=found,
            filenames=tuple(entry.photo.filename for entry in content if entry.photo.filename in names),
            size_bytes=self.lay_out(content).size_bytes,
            done_bytes=0,
            upload_id=await self.storage.open(archive),
        )

    async def _content(self, archive: Archive, event: Event) -> list[Entry]:
        found = await self.photos.get_many([PhotoKey(archive.event_id, name) for name in archive.filenames])
        clock = EventClock.of(event)
        photos = in_capture_order((photo for photo in found.values() if is_downloadable(photo)), clock)
        return zip_entries(
            photos,
            clock,
            location_stripped=archive.unlocated,
            live_photo_videos=archive.live_photo_videos,
            size=archive.size,
        )


def _fingerprint(archive: Archive, content: Sequence[Entry]) -> str:
    return fingerprint(content, location_stripped=archive.unlocated, live_photo_videos=archive.live_photo_videos)


class _Progress:
    """Stores the progress of an archive about once a second, and stops the run in time."""

    def __init__(self, archives: ArchiveStore, archive: Archive, clock: Clock) -> None:
        self._archives = archives
        self._archive = archive
        self._clock = clock
        self._ends_at = clock() + MAX_RUN
        self._stored_at = clock() - PROGRESS_INTERVAL

    async def advance(self, done_bytes: int) -> bool:
        now = self._clock()
        if now >= self._ends_at or now >= self._archive.expires_at:
            return False
        if now - self._stored_at < PROGRESS_INTERVAL:
            return True
        self._stored_at = now
        return await self._archives.change(self._archive, done_bytes=done_bytes) is not None
