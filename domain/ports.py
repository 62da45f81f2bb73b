"""What the rules need from the outside world. `aws/` implements these; tests have fakes of their own.

Every write states its condition; every method may be called twice with the same effect as once, unless it says so.
Reads are strongly consistent unless they say so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from domain.models import (
    Accessor,
    Event,
    OriginalKey,
    Page,
    Photo,
    PhotoKey,
    PhotoStatus,
    RenditionKind,
    User,
    Watermark,
)
from domain.one_time_tokens import OneTimeToken
from domain.rendering import Patch


class UserStore(Protocol):
    async def add(self, user: User, invitation: OneTimeToken | None = None) -> None:
        """One transaction over account, user name and invitation, which is used by it.

        Raises EmailTaken, UserNameTaken, or InvalidInvitation when it was used meanwhile.
        """

    async def by_email(self, email: str) -> User | None: ...

    async def by_id(self, user_id: str) -> User | None:
        """Finds the e-mail by an eventually consistent index, then reads the account consistently."""

    async def change(
        self,
        user: User,
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        session_epoch: int | None = None,
    ) -> User:
        """None leaves a value as it is.

        Raises Conflict unless the stored session_epoch and email_verified are still `user`'s.
        """

    async def storage_bytes(self, user_id: str) -> int: ...


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


class RateLimits(Protocol):
    async def acquire(self, key: str, *, limit: int, expires_at: datetime, amount: int = 1) -> bool:
        """Adds `amount` to the counter `key` unless it would pass `limit`; exact under any concurrency."""

    async def release(self, key: str, *, amount: int = 1) -> None:
        """Takes `amount` off again; never below zero."""


@dataclass(frozen=True)
class SignedRequest:
    """A request that storage will accept until it ends. Send exactly these headers."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]


class UploadState(Enum):
    """What storage knows of a multipart upload. STORED: its object is there, whole."""

    OPEN = "OPEN"
    STORED = "STORED"
    GONE = "GONE"


class Storage(Protocol):
    """Two buckets: originals at `user_id/event_id/filename`, and what is derived from them."""

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        """Signs without a network call. Valid for an hour at the most, never past `until`.

        Signing time is rounded down, so that a URL stays the same for a while and caches hit.
        """

    def signed_put(self, photo: Photo, *, now: datetime, expires_at: datetime) -> SignedRequest:
        """Binds type, size, SHA-256 (when known) and `If-None-Match: *` into the signature."""

    def signed_part(
        self, photo: Photo, part_number: int, size_bytes: int, *, now: datetime, expires_at: datetime
    ) -> SignedRequest: ...

    async def start_multipart(self, photo: Photo) -> str:
        """Returns the upload id. Not idempotent; unfinished uploads are swept by the bucket's lifecycle."""

    async def upload_state(self, photo: Photo) -> UploadState:
        """Of the photo's own multipart upload."""

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        """Parts are (number, etag). Never overwrites. Raises InvalidInput when storage refuses the parts."""

    def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        """Raises NotFound when there is no such object."""

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        """Raises NotFound when there is no such object, or it has no such bytes."""

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        """The same key with the same bytes each time; cached for ever by whoever may read it."""

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        """The original with `patches` written over, in this order. `patched` is a file of that, whole up to
        the size from which uploads come in parts.

        Cached as renditions are. Raises NotFound when the original is gone.
        """

    def parse_key(self, key: str) -> OriginalKey:
        """The parts of an original's key; missing parts are empty."""

    async def delete_original(self, key: str) -> None: ...

    async def delete_renditions(self, key: str) -> None:
        """Every object that was derived from the original at `key`, but for archives."""


class Mailer(Protocol):
    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Raises Undelivered when the mail was not taken."""


class Undelivered(Exception):
    """The mail service did not take a mail."""


class PasswordHasher(Protocol):
    """Slow on purpose: both run beside the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """None takes the same time as a real hash, and is never right."""

    def is_outdated(self, password_hash: str) -> bool: ...
