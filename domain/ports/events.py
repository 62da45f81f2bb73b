"""Ports for the stores of events, access codes and photos. `aws/dynamodb/` implements them; tests have fakes.

Every write states its condition. Methods are idempotent and reads strongly consistent, unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.capture_time import Capture
from domain.models import Accessor, Event, Page, Photo, PhotoKey, PhotoStatus, Watermark
from domain.photo_order import LaneKey


@dataclass(frozen=True)
class EventPosition:
    """The last event of the previous page, newest first."""

    created_at: datetime
    event_id: str


class EventStore(Protocol):
    async def add(self, event: Event, *, remind_at: datetime | None = None) -> None:
        """Stores the event, its public link and, with `remind_at`, the job REMINDER due then, in one transaction.

        Raises EventNameTaken when the link is in use.
        """

    async def get(self, event_id: str) -> Event | None: ...

    async def id_of(self, public_url: str) -> str | None: ...

    async def of_owner(self, user_id: str, *, first: int, after: EventPosition | None, now: datetime) -> Page[Event]:
        """Newest first, without events that are over at `now`. Eventually consistent."""

    async def change(
        self,
        event: Event,
        *,
        name: str | None,
        seconds_to_live: int | None,
        strip_location: bool | None = None,
        watermark: Watermark | None = None,
        time_zone: str | None = None,
        remind_at: datetime | None = None,
        now: datetime,
    ) -> Event:
        """None leaves a value unchanged. With `remind_at` the job REMINDER is due then, in the same transaction.

        Raises EventExpired unless the stored event is live at `now`.
        """

    async def set_clock_offset(self, event: Event, camera_id: str, offset_seconds: int, *, now: datetime) -> Event:
        """Raises EventExpired unless the stored event is live at `now`."""


class AccessorStore(Protocol):
    """Every accessor comes with the photos that were published to everybody."""

    async def add(self, accessors: Sequence[Accessor]) -> tuple[Accessor, ...]:
        """Stores each accessor unless its event has the code already; returns those that were not stored, in order."""

    async def get(self, event_id: str, access_code: str) -> Accessor | None: ...

    async def of_event(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        """Ordered by code; `after` is a code."""

    async def assigned_filenames(self, event_id: str) -> frozenset[str]:
        """Returns the filenames in the lists of all codes. Codes for all photos do not count."""

    async def change(
        self,
        event_id: str,
        access_code: str,
        *,
        label: str | None,
        email: str | None = None,
        group: str | None = None,
        all_photos: bool | None,
        add: frozenset[str],
        remove: frozenset[str],
    ) -> Accessor | None:
        """None leaves a value unchanged; an empty text removes it. Uses set operations, never read-modify-write.

        Returns None when there is no such code. Raises InvalidInput when the list becomes too large for one item.
        """

    async def give(
        self, event: Event, access_code: str | None, *, add: frozenset[str], remove: frozenset[str], now: datetime
    ) -> None:
        """Changes the list of a code, if there is such a code; for None the photos that all codes open, later ones too.

        Raises InvalidInput as `change`.
        """

    async def replace_photos(self, event_id: str, replacements: Mapping[str, str]) -> None:
        """Replaces filenames in every code's list, and in that for everybody."""

    async def remove(self, event_id: str, access_code: str) -> bool:
        """Returns False when there was no such code."""

    async def count_opened(self, event_id: str, access_code: str, now: datetime) -> Accessor | None:
        """Counts one opening. Not idempotent. Returns None when there is no such code."""

    async def count_downloads(self, event_id: str, access_code: str, count: int) -> None:
        """Adds `count`. Not idempotent. Does nothing when there is no such code."""


class PhotoStore(Protocol):
    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        """Reads hundreds of photos in parallel; missing ones are left out."""

    async def of_event(
        self,
        event_id: str,
        *,
        first: int,
        after: str | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        """In natural order of filenames; `after` is a filename; `status` None means any.

        `without_cards` leaves out photos with `qr_card`.
        """

    async def of_lane(
        self,
        event_id: str,
        lane: str,
        *,
        first: int,
        after: LaneKey | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        """The photos of a lane (domain/photo_order.py), in its order, chosen as `of_event` does."""

    async def captures(self, event_id: str, lane: str) -> Sequence[Capture]:
        """Of all photos that `of_lane` lists, in its order. Reads a megabyte of them in each round trip."""

    async def stills_of_videos(self, event_id: str) -> dict[str, str]:
        """The still of each video that is part of a Live Photo, by filename."""

    async def register(self, event: Event, photos: Sequence[Photo], *, quota_bytes: int, now: datetime) -> None:
        """Stores all photos (at most 100) and counts them once on the event and the owner's storage, or none.

        Raises Conflict with the filenames that are in use, EventExpired, or QuotaExceeded.
        """

    async def replace_upload(self, photo: Photo, upload_id: str) -> Photo | None:
        """Returns the changed photo; None unless the stored photo is UPLOADING with the upload id of `photo`."""

    async def keep_tickets_until(self, photo: Photo, until: datetime) -> Photo | None:
        """Stores `until` as the end of its tickets.

        Returns the changed photo; None unless the stored photo is UPLOADING and its tickets end earlier.
        """

    async def start_processing(self, photo: Photo) -> bool:
        """UPLOADING or PROCESSING becomes PROCESSING, and the attempt is counted.

        Returns False when the photo is gone or finished.
        """

    async def finish(self, photo: Photo) -> bool:
        """Stores the outcome (READY or REJECTED) and counts it on the event, once. The event learns the photo's lane.

        The files of its Live Photo are linked anew in the same transaction, with the job LIVE_PHOTOS if a video has
        become part of one (domain/live_photos.py).

        If the event has too many lanes of cameras already, the photo is stored in a shared one.

        Returns False when the photo or its event is gone, or the photo was finished before.
        """

    async def replace_copy(
        self, photo: Photo, *, crc32: int | None, location_may_remain: bool, location_rules: int
    ) -> bool:
        """Records which copy without a location a READY photo has, and by which version of the rules.

        Returns False when the photo is gone or a newer version is recorded.
        """

    async def mark_card(self, photo: Photo, *, is_card: bool) -> None:
        """Says whether a READY photo is a QR card, and counts it on the event once.

        The first card that is marked makes the event one with cards. Does nothing when the photo or its event is gone.
        """
