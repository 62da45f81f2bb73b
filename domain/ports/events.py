"""Ports for the stores of events, access codes and photos. `aws/dynamodb/` implements them; tests have fakes.

Every write states its condition. Methods are idempotent and reads strongly consistent, unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.models import Accessor, Event, Page, Photo, PhotoKey, PhotoStatus, Watermark


@dataclass(frozen=True)
class EventPosition:
    """Where a page of a photographer's events goes on, newest first."""

    created_at: datetime
    event_id: str


class EventStore(Protocol):
    async def add(self, event: Event, *, remind_at: datetime | None = None) -> None:
        """One transaction over event, public link and, with `remind_at`, the job REMINDER that is due then.

        Raises EventNameTaken when the link is in use.
        """

    async def get(self, event_id: str) -> Event | None: ...

    async def id_of(self, public_url: str) -> str | None: ...

    async def of_owner(self, user_id: str, *, first: int, after: EventPosition | None, now: datetime) -> Page[Event]:
        """Newest first, without those that are over at `now`. Eventually consistent."""

    async def change(
        self,
        event: Event,
        *,
        name: str | None,
        seconds_to_live: int | None,
        strip_location: bool | None = None,
        watermark: Watermark | None = None,
        remind_at: datetime | None = None,
        now: datetime,
    ) -> Event:
        """None leaves a value as it is. With `remind_at` the job REMINDER is due then, in the same transaction.

        Raises EventExpired unless the stored event still lives at `now`.
        """


class AccessorStore(Protocol):
    async def add(self, accessors: Sequence[Accessor]) -> tuple[Accessor, ...]:
        """Stores each unless its code is in use in its event; returns those that were in use, in order."""

    async def get(self, event_id: str, access_code: str) -> Accessor | None: ...

    async def of_event(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        """In order of code; `after` is a code."""

    async def assigned_filenames(self, event_id: str) -> frozenset[str]:
        """The names in any code's own list; codes for all photos do not count."""

    async def change(
        self,
        event_id: str,
        access_code: str,
        *,
        label: str | None,
        all_photos: bool | None,
        add: frozenset[str],
        remove: frozenset[str],
    ) -> Accessor | None:
        """None leaves a value as it is; an empty label clears it. Set operations, never read-modify-write.

        Returns None when there is no such code. Raises InvalidInput when the list would outgrow the item.
        """

    async def remove(self, event_id: str, access_code: str) -> bool:
        """False when there was no such code."""

    async def count_opened(self, event_id: str, access_code: str, now: datetime) -> Accessor | None:
        """Adds one opening. Not idempotent. None when the code is gone meanwhile."""

    async def count_downloads(self, event_id: str, access_code: str, count: int) -> None:
        """Adds `count`. Not idempotent. Nothing happens when the code is gone meanwhile."""


class PhotoStore(Protocol):
    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        """Hundreds at a time, side by side; what is not there is left out."""

    async def of_event(
        self, event_id: str, *, first: int, after: str | None, status: frozenset[PhotoStatus] | None = None
    ) -> Page[Photo]:
        """In order of filename; `after` is a filename; `status` None means any."""

    async def register(self, event: Event, photos: Sequence[Photo], *, quota_bytes: int, now: datetime) -> None:
        """Stores all (at most 100) and counts them once on the event and on the owner's storage, or nothing.

        Raises Conflict with the filenames that are in use, EventExpired, or QuotaExceeded.
        """

    async def replace_upload(self, photo: Photo, upload_id: str) -> Photo | None:
        """The photo as it is then. None unless it is UPLOADING, by the upload of `photo`."""

    async def start_processing(self, photo: Photo) -> bool:
        """UPLOADING or PROCESSING becomes PROCESSING; False when the photo is gone or finished."""

    async def finish(self, photo: Photo) -> bool:
        """Stores the outcome (READY or REJECTED) and counts it on the event, once.

        False when the photo or its event is gone, or it was finished before.
        """
