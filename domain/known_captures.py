"""What a process remembers of ready photos, so that the pages of a large code need not read all of its photos again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.capture_time import Capture, EventClock
from domain.models import Event, Photo, PhotoStatus
from domain.photo_order import Listing, in_capture_order

NamedReader = Callable[[Sequence[str]], Awaitable[list[Photo]]]
"""Reads photos by filename. Leaves out those that do not exist."""

MIN_NAMES_PER_READ = 100
"""A page of one photo must not take a read for every photo that is skipped."""

MAX_CAPTURES = 30_000
"""Some ten megabytes."""

MIN_NAMES = 300
"""The photos of smaller codes are read in one round trip anyway."""


class KnownCaptures:
    """By event and filename. The events that were used last stay.

    A capture never changes, until its photo is deleted and the filename is used again. So whoever reads the photo
    compares it, and forgets the event if it differs.
    """

    def __init__(self, max_captures: int = MAX_CAPTURES, min_names: int = MIN_NAMES) -> None:
        self.min_names = min_names
        self._max_captures = max_captures
        self._events: OrderedDict[str, dict[str, Capture]] = OrderedDict()
        self._count = 0

    def of_event(self, event_id: str) -> Mapping[str, Capture]:
        if event_id not in self._events:
            return {}
        self._events.move_to_end(event_id)
        return self._events[event_id]

    def keep(self, event_id: str, captures: Iterable[Capture]) -> None:
        known = self._events.setdefault(event_id, {})
        self._count -= len(known)
        known.update((capture.filename, capture) for capture in captures)
        self._count += len(known)
        self._events.move_to_end(event_id)
        while self._count > self._max_captures:
            self.forget(next(iter(self._events)))

    def forget(self, event_id: str) -> None:
        self._count -= len(self._events.pop(event_id, {}))


def names_per_read(listing: Listing) -> int:
    return max(listing.first + 1, MIN_NAMES_PER_READ)


@dataclass(frozen=True)
class NamedPage:
    """A page of the photos of `filenames`, by capture time. `shows` says which of them are listed."""

    event: Event
    filenames: Collection[str]
    listing: Listing
    read: NamedReader
    shows: Callable[[Photo], bool]

    async def photos(self, captures: KnownCaptures) -> list[Photo]:
        """More than the page, if there are more. Reads what is not known yet, then the photos of the page."""
        found = await self._photos(captures, captures.of_event(self.event.event_id))
        if found is None:
            captures.forget(self.event.event_id)
            found = await self._photos(captures, {})
        return found or []

    async def _photos(self, captures: KnownCaptures, known: Mapping[str, Capture]) -> list[Photo] | None:
        """None if something that was known is not true any more."""
        read_now = await self.read(sorted(name for name in self.filenames if name not in known))
        if len(self.filenames) >= captures.min_names:
            ready = (photo for photo in read_now if photo.status is PhotoStatus.READY)
            captures.keep(self.event.event_id, map(Capture.of, ready))
        timed: dict[str, Photo | Capture] = {name: known[name] for name in self.filenames if name in known}
        timed |= {photo.filename: photo for photo in read_now}
        ordered = in_capture_order(
            timed.values(),
            EventClock.of(self.event),
            after=self.listing.after,
            is_descending=self.listing.is_descending,
        )
        found: list[Photo] = []
        while len(found) <= self.listing.first and (batch := [*islice(ordered, names_per_read(self.listing))]):
            photos = await self._read_known(batch)
            if photos is None:
                return None
            found += filter(self.shows, photos)
        return found

    async def _read_known(self, batch: Sequence[Photo | Capture]) -> list[Photo] | None:
        """The photos of a batch, in order. What was read now stays as it was: its place follows from it."""
        known = {each.filename: each for each in batch if isinstance(each, Capture)}
        photos = {photo.filename: photo for photo in await self.read([*known])}
        if any(Capture.of(photo) != known[name] for name, photo in photos.items()):
            return None
        placed = (each if isinstance(each, Photo) else photos.get(each.filename) for each in batch)
        return [photo for photo in placed if photo]
