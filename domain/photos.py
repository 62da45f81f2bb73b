"""Photos of an event: lists, look-ups and links."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from domain.capture_time import EventClock
from domain.known_captures import MIN_NAMES_PER_READ, KnownCaptures, NamedPage, NamedReader, names_per_read
from domain.models import Clock, Event, Page, Photo, PhotoFilter, Photographer, PhotoKey, PhotoStatus, RenditionKind
from domain.photo_order import (
    BY_NAME,
    UNFINISHED,
    Listing,
    PhotoOrder,
    after_in,
    lanes_of,
    merged,
    natural,
)
from domain.ports.events import AccessorStore, EventStore, PhotoStore
from domain.ports.storage import PhotoLinks
from domain.sessions import Sessions

PhotoLoader = Callable[[Sequence[PhotoKey]], Awaitable[Sequence[Photo | None]]]
"""Returns the photo of each key, in order; None where there is none."""

_STATUS_OF = {
    PhotoFilter.PROCESSING: frozenset({PhotoStatus.UPLOADING, PhotoStatus.PROCESSING}),
    PhotoFilter.REJECTED: frozenset({PhotoStatus.REJECTED}),
}


@dataclass(frozen=True, kw_only=True)
class Photos:
    photos: PhotoStore
    events: EventStore
    accessors: AccessorStore
    links: PhotoLinks
    sessions: Sessions
    clock: Clock
    known: KnownCaptures = field(default_factory=KnownCaptures)

    async def page(self, event: Event, listing: Listing, which: PhotoFilter = PhotoFilter.ALL) -> Page[Photo]:
        """The caller has checked that the event may be read."""
        if which is PhotoFilter.UNASSIGNED:
            assigned = await self.accessors.assigned_filenames(event.event_id)
            return await self._filtered_page(
                event, listing, lambda photo: photo.filename not in assigned and not event.is_card(photo)
            )
        if which is PhotoFilter.QR_CARD:
            return await self._filtered_page(event, listing, event.is_card)
        return await self.page_of_event(event, listing, _STATUS_OF.get(which))

    async def page_of_event(
        self,
        event: Event,
        listing: Listing,
        status: frozenset[PhotoStatus] | None = None,
        *,
        without_cards: bool = False,
    ) -> Page[Photo]:
        """`status` None means any."""
        event_id, first, is_descending = event.event_id, listing.first, listing.is_descending
        without_cards = without_cards and event.has_cards
        if listing.order is PhotoOrder.FILENAME:
            last = listing.after.get(BY_NAME)
            after = last.filename if last else None
            return await self.photos.of_event(
                event_id,
                first=first,
                after=after,
                status=status,
                without_cards=without_cards,
                is_descending=is_descending,
            )

        async def read(lane: str) -> Page[Photo]:
            return await self.photos.of_lane(
                event_id,
                lane,
                first=first,
                after=after_in(lane, listing.after),
                status=status,
                without_cards=without_cards,
                is_descending=is_descending,
            )

        pages: list[Page[Photo]] = []
        if status is None and event.ready_count < event.photo_count:
            # A photo that becomes ready meanwhile moves to another lane, which may be new: it must be read in one.
            pages.append(await read(UNFINISHED))
            event = await self.events.get(event_id) or event
        lanes = lanes_of(event, status, listing.after)
        pages += await asyncio.gather(*(read(lane) for lane in lanes if not pages or lane != UNFINISHED))
        found = merged(_each_once(pages), EventClock.of(event), is_descending=is_descending)
        items = tuple(islice(found, first))
        return Page(items, has_next=next(found, None) is not None or any(page.has_next for page in pages))

    async def load(self, keys: Sequence[PhotoKey]) -> Sequence[Photo | None]:
        """Without deleted photos, and without videos that are part of a Live Photo."""
        found = await self.photos.get_many(list(dict.fromkeys(keys)))
        visible = {key: photo for key, photo in found.items() if not (photo.deleting_since or photo.live_photo_still)}
        return [visible.get(key) for key in keys]

    async def page_of_names(
        self,
        event: Event,
        filenames: Collection[str],
        listing: Listing,
        *,
        load: PhotoLoader | None = None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
    ) -> Page[Photo]:
        """Returns the existing photos of `filenames`; `status` None means any. Fills the page.

        By capture time, it reads all that this process does not know yet: their times are known only then.
        """

        async def read(names: Sequence[str]) -> list[Photo]:
            loaded = await (load or self.load)([PhotoKey(event.event_id, name) for name in names])
            return [photo for photo in loaded if photo]

        def shows(photo: Photo) -> bool:
            return (status is None or photo.status in status) and not (without_cards and event.is_card(photo))

        if listing.order is PhotoOrder.FILENAME:
            found = await self._named(filenames, listing, read, shows)
        else:
            found = await NamedPage(event, filenames, listing, read, shows).photos(self.known)
        return Page(tuple(found[: listing.first]), has_next=len(found) > listing.first)

    @staticmethod
    async def _named(
        filenames: Collection[str], listing: Listing, read: NamedReader, shows: Callable[[Photo], bool]
    ) -> list[Photo]:
        """More than a page, if there are more."""
        ordered = sorted(filenames, key=natural, reverse=listing.is_descending)
        last = listing.after.get(BY_NAME)
        if last:
            place = natural(last.filename)
            ordered = [n for n in ordered if (natural(n) < place if listing.is_descending else natural(n) > place)]
        found: list[Photo] = []
        batch = names_per_read(listing)
        for start in range(0, len(ordered), batch):
            found += filter(shows, await read(ordered[start : start + batch]))
            if len(found) > listing.first:
                break
        return found

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
        return self.links.signed_get(photo, kind, now=self.clock(), until=until, attachment=attachment)

    async def _filtered_page(self, event: Event, listing: Listing, wanted: Callable[[Photo], bool]) -> Page[Photo]:
        """Reads until the page is full, so that a filter never returns a short page."""
        found: list[Photo] = []
        part = replace(listing, first=max(listing.first, MIN_NAMES_PER_READ))
        while len(found) <= listing.first:
            page = await self.page_of_event(event, part)
            found += [photo for photo in page.items if wanted(photo)]
            if not page.has_next:
                break
            part = replace(part, after=part.position_after(page.items))
        return Page(tuple(found[: listing.first]), has_next=len(found) > listing.first)


def _each_once(pages: Sequence[Page[Photo]]) -> Iterator[Sequence[Photo]]:
    """The photos of each page, without those that are in a later page too."""
    seen: set[str] = set()
    for page in reversed(pages):
        yield [photo for photo in page.items if photo.filename not in seen]
        seen.update(photo.filename for photo in page.items)
