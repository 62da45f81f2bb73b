"""Downloads of many photos: requests by viewers and photographers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from domain import validation
from domain.albums import Album, Albums
from domain.archive_limits import ArchiveLimits
from domain.archive_models import Archive, ArchiveSize, ArchiveStatus
from domain.capture_time import EventClock
from domain.download_names import archive_name
from domain.errors import AlbumEmpty, EventExpired, InvalidInput, NotFound
from domain.events import Events
from domain.job_models import Job, JobKind
from domain.models import Clock, Event, Page, Photo, Photographer, PhotoKey, PhotoStatus, Viewer
from domain.photo_order import Listing, PhotoOrder, in_capture_order
from domain.photos import Photos
from domain.ports.archives import ArchiveStorage, ArchiveStore, LayoutFactory
from domain.ports.jobs import JobQueue
from domain.sessions import Sessions
from domain.zip_entries import fingerprint, is_downloadable, zip_entries

ARCHIVE_LIFE = timedelta(days=2)
MAX_PHOTOS = 10_000
PHOTOS_A_PAGE = 999
"""With the next one, which tells whether there is another page, ten full batches."""


@dataclass(frozen=True)
class Download:
    """An archive, with the filename under which the caller saves it."""

    archive: Archive
    filename: str


@dataclass(frozen=True, kw_only=True)
class Archives:
    archives: ArchiveStore
    storage: ArchiveStorage
    photos: Photos
    events: Events
    albums: Albums
    limits: ArchiveLimits
    queue: JobQueue
    sessions: Sessions
    lay_out: LayoutFactory
    clock: Clock

    async def of_event(
        self,
        photographer: Photographer,
        event_id: str,
        keys: Sequence[PhotoKey] | None,
        *,
        live_photo_videos: bool = False,
        size: ArchiveSize = ArchiveSize.FULL,
    ) -> Download:
        """Requests an archive of the given photos of the event, or of all that are ready.

        With `live_photo_videos` it contains the videos of Live Photos too.
        Raises NotFound, EventExpired, EmailNotVerified, AlbumEmpty, InvalidInput or RateLimited.
        """
        event = await self.events.own(photographer, event_id)
        await self.sessions.require_verified_email(photographer)
        read_ready = partial(self.photos.page_of_event, event, status=frozenset({PhotoStatus.READY}))
        photos = await self._all_pages(read_ready) if keys is None else await self._some(event, keys)
        wanted = self._draft(event, photos, location_stripped=False, live_photo_videos=live_photo_videos, size=size)
        return await self._request(event, wanted, photographer.user_id, archive_name(event.name))

    async def of_album(
        self,
        viewer: Viewer,
        keys: Sequence[PhotoKey] | None,
        *,
        live_photo_videos: bool = False,
        size: ArchiveSize = ArchiveSize.FULL,
    ) -> Download:
        """Requests an archive of the given photos of the album, or of all.

        Raises what `of_event` and `Albums.open` raise.
        """
        album = await self.albums.open(viewer)
        if keys is not None and not album.includes({key.filename for key in keys}):
            raise NotFound
        event, read = album.event, partial(self.albums.photo_page, album)
        photos = await self._all_pages(read) if keys is None else await self._some(event, keys)
        if any(event.is_card(photo) for photo in photos):
            raise NotFound
        wanted = self._draft(
            event, photos, location_stripped=event.strip_location, live_photo_videos=live_photo_videos, size=size
        )
        return await self._request(event, wanted, viewer.access_code, _name(album))

    async def find(self, principal: Photographer | Viewer, event_id: str, archive_id: str) -> Download | None:
        """Returns an archive that the caller requested, while it exists and the caller may see all of its photos."""
        if isinstance(principal, Photographer):
            is_verified = await self.sessions.is_email_verified(principal)
            event, requester = await self.events.find(principal, event_id) if is_verified else None, principal.user_id
            name = archive_name(event.name) if event else ""
        else:
            album = await self.albums.open(principal)
            event, requester, name = album.event, principal.access_code, _name(album)
        archive = await self.archives.get(event_id, archive_id) if event else None
        if event is None or archive is None or archive.event_id != event.event_id or requester not in archive.asked_by:
            return None
        if isinstance(principal, Viewer):
            tells_where = event.strip_location and not archive.unlocated
            if tells_where or not album.includes(set(archive.filenames)):
                return None
        return self._download(event, archive, name)

    def link(self, download: Download) -> str | None:
        """Returns a signed URL that supports Range requests; None until the archive is ready."""
        if download.archive.status is not ArchiveStatus.READY:
            return None
        return self.storage.signed_get(download.archive, download.filename, now=self.clock())

    async def _request(self, event: Event, wanted: Archive, requester: str, name: str) -> Download:
        if not wanted.filenames:
            raise AlbumEmpty
        known, now = await self.archives.get(event.event_id, wanted.archive_id), self.clock()
        is_built = known is not None and known.status is not ArchiveStatus.FAILED and now < known.expires_at
        if known is None or not is_built or requester not in known.asked_by:
            await self.limits.acquire(wanted, requester, is_built=is_built)
        archive, is_new = await self.archives.request(wanted, by=requester, now=now)
        if is_new:
            await self.queue.enqueue(Job(JobKind.ARCHIVE, event.event_id, archive.archive_id))
        download = self._download(event, archive, name)
        if download is None:
            raise EventExpired
        return download

    def _draft(
        self,
        event: Event,
        photos: Sequence[Photo],
        *,
        location_stripped: bool,
        live_photo_videos: bool,
        size: ArchiveSize,
    ) -> Archive:
        _check_count(len(photos))
        clock, now, names = EventClock.of(event), self.clock(), {photo.filename for photo in photos}
        live_photo_videos = live_photo_videos and any(photo.live_photo_video for photo in photos)
        entries = zip_entries(
            in_capture_order(photos, clock),
            clock,
            location_stripped=location_stripped,
            live_photo_videos=live_photo_videos,
            size=size,
        )
        content = fingerprint(entries, location_stripped=location_stripped, live_photo_videos=live_photo_videos)
        return Archive(
            archive_id=content,
            event_id=event.event_id,
            user_id=event.user_id,
            filenames=tuple(entry.photo.filename for entry in entries if entry.photo.filename in names),
            fingerprint=content,
            size_bytes=self.lay_out(entries).size_bytes,
            unlocated=location_stripped,
            live_photo_videos=live_photo_videos,
            size=size,
            created_at=now,
            expires_at=min(event.expires_at, now + ARCHIVE_LIFE),
        )

    def _download(self, event: Event, archive: Archive, name: str) -> Download | None:
        # The event may have been shortened since.
        expires_at = min(archive.expires_at, event.expires_at)
        if self.clock() >= expires_at:
            return None
        return Download(archive.model_copy(update={"expires_at": expires_at}), name)

    async def _all_pages(self, read: Callable[[Listing], Awaitable[Page[Photo]]]) -> list[Photo]:
        """Returns the photos of all pages; reads at most a page more than an archive can hold."""
        found: list[Photo] = []
        listing = Listing(PHOTOS_A_PAGE, order=PhotoOrder.FILENAME)
        while len(found) <= MAX_PHOTOS:
            page = await read(listing)
            found += page.items
            if not page.has_next:
                break
            listing = replace(listing, after=listing.position_after(page.items))
        return found

    async def _some(self, event: Event, keys: Sequence[PhotoKey]) -> list[Photo]:
        _check_count(len(keys))
        wanted = list(dict.fromkeys(keys))
        if any(key.event_id != event.event_id or not validation.is_filename(key.filename) for key in wanted):
            raise NotFound
        photos = [photo for photo in await self.photos.load(wanted) if photo is not None and is_downloadable(photo)]
        if len(photos) != len(wanted):
            raise NotFound
        return photos


def _name(album: Album) -> str:
    return archive_name(album.event.name, album.accessor.label)


def _check_count(count: int) -> None:
    if count > MAX_PHOTOS:
        raise InvalidInput(f"A download can have at most {MAX_PHOTOS} photos. Choose fewer.", ["photo_ids"])
