"""What deletion and archives need from the outside world, beside `domain/ports.py` and by the same rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.archive_models import Archive
from domain.models import Event, Photo, RenditionKind, User


class DeletionMarks(Protocol):
    """Marks what is to be deleted, in one transaction with the job that deletes it. No claim is ever taken back."""

    async def mark_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        """Nobody writes or reads the event after that. Its owner may claim it at any time, others when it is over.

        False when it is claimed already, gone, or somebody else's; or, without an owner, not over at `now`.
        """

    async def mark_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        """Takes all (at most 97) out of sight and out of the counts, or none.

        Raises EventExpired, or Conflict when one of them changed meanwhile.
        """

    async def mark_account(self, user: User, *, now: datetime) -> None:
        """Ends every session, and nobody signs in again. Nothing happens to an account that is claimed already."""

    def due_events(self, now: datetime) -> AsyncIterator[tuple[str, datetime]]:
        """The ids of events that are over and not claimed, each with its end. Eventually consistent."""


class RecordDeletion(Protocol):
    """Removes what is claimed. Every method may be called again at any time, and goes on where it was."""

    async def marked_event(self, event_id: str) -> Event | None: ...

    async def marked_account(self, user_id: str) -> User | None:
        """By an eventually consistent index, then consistently."""

    async def events_of(self, user_id: str) -> Sequence[str]:
        """Ids, claimed or not. Eventually consistent."""

    async def remove_codes(self, event_id: str) -> None: ...

    async def take_out(self, event_id: str, filenames: frozenset[str]) -> None:
        """Out of every code's own list."""

    def photos_of(self, event_id: str, *, marked_only: bool = False) -> AsyncIterator[Sequence[Photo]]:
        """Page by page, with those that are claimed."""

    async def remove_photos(self, photos: Sequence[Photo]) -> None:
        """Records alone; of a name that was registered anew meanwhile, nothing."""

    async def remove_jobs(self, event_id: str) -> None:
        """Archives and reminders; not the job that deletes the event."""

    async def remove_event(self, event: Event) -> bool:
        """The event, its link, its job, and its share of what the owner stores; all at once.

        False when its counts are no longer `event`'s; then nothing has happened.
        """

    async def remove_account(self, user: User) -> None:
        """The account, its name, its count and its job; all at once."""


class ObjectDeletion(Protocol):
    """Removes objects, by listing what is there. What is not there is no error."""

    async def delete_event(self, user_id: str, event_id: str) -> None:
        """Originals, renditions, archives, and uploads that are still open."""

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        """Originals and renditions, with uploads that are still open."""

    async def delete_archive(self, archive: Archive) -> None: ...


@dataclass(frozen=True)
class Entry:
    """One file of a container: whose bytes, and what is said of it. `modified_at` is told without a zone."""

    photo: Photo
    kind: RenditionKind
    name: str
    size_bytes: int
    crc32: int
    modified_at: datetime


@dataclass(frozen=True)
class PhotoRange:
    """Bytes `start` to `end` of a stored photo."""

    photo: Photo
    kind: RenditionKind
    start: int
    end: int

    @property
    def size_bytes(self) -> int:
        return self.end - self.start


Piece = bytes | PhotoRange


class Layout(Protocol):
    """A container of which every byte has its place before any is copied."""

    @property
    def size_bytes(self) -> int: ...

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """What stands from `start` to `end`, in order."""


LayoutFactory = Callable[[Sequence[Entry]], Layout]
"""Implemented in `media/`."""


class ArchiveStore(Protocol):
    async def get(self, event_id: str, archive_id: str) -> Archive | None: ...

    async def ask(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        """Notes that `by` asked. The archive as it is stored then, and whether this call made it, with its job.

        One that is over or failed is made anew.
        """

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        """None when it is gone, or was made anew meanwhile."""

    def of_event(self, event_id: str) -> AsyncIterator[Archive]: ...

    async def remove(self, archive: Archive) -> None: ...


Progress = Callable[[int], Awaitable[bool]]
"""Told the bytes that are in their place; answers whether to go on."""


class ArchiveStorage(Protocol):
    """Builds containers in storage, from originals that are there."""

    async def open(self, archive: Archive) -> str:
        """The id of a new upload. Not idempotent; uploads that are never completed are swept."""

    async def fill(self, archive: Archive, layout: Layout, progress: Progress) -> bool:
        """Puts every byte in its place that is not there yet; False when told to stop.

        Raises NotFound when an original or the upload is gone.
        """

    async def close(self, archive: Archive, layout: Layout) -> None:
        """Makes one object of it. Done twice, it is the same. Raises NotFound when the upload is gone."""

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        """To be saved as `filename`. Valid for hours, never past the archive's end."""
