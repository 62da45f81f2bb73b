"""Photos of an event: lists, look-ups and links."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.models import Clock, Event, Page, Photo, PhotoFilter, Photographer, PhotoKey, PhotoStatus, RenditionKind
from domain.ports.events import AccessorStore, PhotoStore
from domain.ports.storage import Storage
from domain.sessions import Sessions

PhotoLoader = Callable[[Sequence[PhotoKey]], Awaitable[Sequence[Photo | None]]]
"""Returns the photo of each key, in order; None where there is none."""

MIN_NAMES_PER_READ = 100
"""A page of one photo must not take a read for every photo that is skipped."""

_STATUS_OF = {
    PhotoFilter.PROCESSING: frozenset({PhotoStatus.UPLOADING, PhotoStatus.PROCESSING}),
    PhotoFilter.REJECTED: frozenset({PhotoStatus.REJECTED}),
}


@dataclass(frozen=True, kw_only=True)
class Photos:
    photos: PhotoStore
    accessors: AccessorStore
    storage: Storage
    sessions: Sessions
    clock: Clock

    async def page(self, event_id: str, *, first: int, after: str | None, which: PhotoFilter) -> Page[Photo]:
        """In order of filename. The caller has checked that the event may be read."""
        if which is PhotoFilter.UNASSIGNED:
            assigned = await self.accessors.assigned_filenames(event_id)
            return await self._filtered_page(event_id, first, after, lambda photo: photo.filename not in assigned)
        if which is PhotoFilter.QR_CARD:
            return await self._filtered_page(event_id, first, after, lambda photo: photo.qr_card)
        return await self.photos.of_event(event_id, first=first, after=after, status=_STATUS_OF.get(which))

    async def load(self, keys: Sequence[PhotoKey]) -> Sequence[Photo | None]:
        found = await self.photos.get_many(list(dict.fromkeys(keys)))
        visible = {key: photo for key, photo in found.items() if photo.deleting_since is None}
        return [visible.get(key) for key in keys]

    async def page_of_names(
        self,
        event_id: str,
        filenames: Collection[str],
        *,
        first: int,
        after: str | None,
        load: PhotoLoader | None = None,
        status: frozenset[PhotoStatus] | None = None,
    ) -> Page[Photo]:
        """Returns the existing photos of `filenames`, in order; `status` None means any. Fills the page."""
        following = [name for name in sorted(filenames) if after is None or name > after]
        found: list[Photo] = []
        batch = max(first + 1, MIN_NAMES_PER_READ)
        for start in range(0, len(following), batch):
            keys = [PhotoKey(event_id, name) for name in following[start : start + batch]]
            loaded = await (load or self.load)(keys)
            found += [photo for photo in loaded if photo and (status is None or photo.status in status)]
            if len(found) > first:
                break
        return Page(tuple(found[:first]), has_next=len(found) > first)

    async def original_for_owner(self, photographer: Photographer) -> RenditionKind | None:
        """None while the e-mail address is not verified: the service must not become a file host for anybody."""
        return RenditionKind.ORIGINAL if await self.sessions.is_email_verified(photographer) else None

    @staticmethod
    def original_for_viewers(event: Event, photo: Photo) -> RenditionKind | None:
        """What a viewer of the event gets as the original: where it strips the location, nothing that tells one.

        None where nothing can be promised: they get the photo's preview alone.
        """
        if not event.strip_location:
            return RenditionKind.ORIGINAL
        if photo.status is not PhotoStatus.READY or photo.location_may_remain:
            return None
        return RenditionKind.ORIGINAL if photo.unlocated_crc32 is None else RenditionKind.LOCATION_STRIPPED

    def link(self, photo: Photo, kind: RenditionKind, *, until: datetime, attachment: bool) -> str:
        """A signed URL that ends within the hour, and never after `until`."""
        return self.storage.signed_get(photo, kind, now=self.clock(), until=until, attachment=attachment)

    async def _filtered_page(
        self, event_id: str, first: int, after: str | None, wanted: Callable[[Photo], bool]
    ) -> Page[Photo]:
        """Reads until the page is full, so that a filter never returns a short page."""
        found: list[Photo] = []
        while len(found) <= first:
            page = await self.photos.of_event(event_id, first=max(first, 100), after=after)
            found += [photo for photo in page.items if wanted(photo)]
            if not page.has_next:
                break
            after = page.items[-1].filename
        return Page(tuple(found[:first]), has_next=len(found) > first)
