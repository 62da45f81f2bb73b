"""Ports for background work: jobs, deletion and the search for orphans."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, NamedTuple, Protocol, TypeVar

from domain.archive_models import Archive
from domain.job_models import HeldJob, Job
from domain.models import Event, OriginalKey, Photo, User

T = TypeVar("T")


class JobStore(Protocol):
    """Stores jobs. A job that belongs to another write is stored by that write's store, in the same transaction."""

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        """Stores the job or changes its time. A worker that holds it at the moment will then not finish it."""

    def due(self, now: datetime) -> AsyncIterator[Job]:
        """Eventually consistent."""

    async def postpone(self, job: Job, *, now: datetime, until: datetime) -> datetime | None:
        """Returns when the job was created; None when it is gone or no longer due."""

    async def hold(self, job: Job, *, now: datetime, until: datetime) -> HeldJob | None:
        """Returns None when the job is gone or another worker holds it."""

    async def renew(self, held: HeldJob, *, until: datetime) -> None:
        """Extends the lease."""

    async def release(self, held: HeldJob, *, due_at: datetime) -> None:
        """Ends the lease and sets the next time. A job that was put again meanwhile keeps the time of that."""

    async def finish(self, held: HeldJob) -> None:
        """Removes the job. One that was put again meanwhile is only released."""


class JobQueue(Protocol):
    async def enqueue(self, job: Job) -> None:
        """Never raises: the job is stored, and the sweep enqueues it again."""


class UploadQueue(Protocol):
    async def requeue(self, key: str) -> None:
        """The worker processes the original at `key` as if it had just been uploaded."""


class DeletionMarks(Protocol):
    """Marks what is to be deleted, in one transaction with the job that deletes it. Marks are never removed."""

    async def mark_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        """Nobody reads or writes a marked event. Its owner may mark it at any time; without `owner_id` it must be over.

        Returns False when the event is marked already, is gone, has another owner, or is not over at `now`.
        """

    async def mark_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        """Hides all photos (at most 97) and subtracts them from the counts, or none.

        The other half of a Live Photo becomes a photo of its own, unless it is among `photos`. Then mark few at a time:
        each such half takes more actions of the transaction.

        Raises EventExpired, or Conflict when one of them changed meanwhile.
        """

    async def mark_account(self, user: User, *, now: datetime) -> None:
        """Ends every session and prevents signing in. Idempotent."""

    def due_events(self, now: datetime) -> AsyncIterator[tuple[str, datetime]]:
        """Yields the ids of events that are over and not marked, with the time of their end. Eventually consistent."""


class RecordDeletion(Protocol):
    """Removes what is marked. Every method may be called again at any time and continues where it stopped."""

    async def marked_event(self, event_id: str) -> Event | None: ...

    async def marked_account(self, user_id: str) -> User | None:
        """Finds the account by an eventually consistent index, then reads it consistently."""

    async def events_of(self, user_id: str) -> Sequence[str]:
        """Returns the ids of all events, marked or not. Eventually consistent."""

    async def remove_codes(self, event_id: str) -> None: ...

    async def remove_from_codes(self, event_id: str, filenames: frozenset[str]) -> None:
        """Removes the photos from every code's list, and from that for everybody."""

    async def remove_corrections(self, event_id: str, filenames: frozenset[str]) -> None:
        """Removes what the photographer has decided about the sorting of these photos."""

    async def remove_sorting(self, event_id: str) -> None:
        """Removes everything that is stored of the event's sorting."""

    async def remove_live_photos(self, event_id: str) -> None:
        """Removes what is stored of the event's Live Photos beside the photos."""

    def photos_of(self, event_id: str, *, marked_only: bool = False) -> AsyncIterator[Sequence[Photo]]:
        """Yields pages that include marked photos."""

    async def remove_photos(self, photos: Sequence[Photo]) -> None:
        """Removes records only. Leaves a photo that was registered again under the same name."""

    async def remove_jobs(self, event_id: str) -> None:
        """Removes archives and reminders, but not the job that deletes the event."""

    async def remove_event(self, event: Event) -> bool:
        """Removes the event, its link, its job and its share of the owner's storage in one transaction.

        Returns False, and changes nothing, when the stored counts differ from those of `event`.
        """

    async def remove_account(self, user: User) -> None:
        """Removes the account, its user name, its storage count and its job in one transaction."""


class ObjectDeletion(Protocol):
    """Deletes objects by listing what exists. Deleting nothing is no error."""

    async def delete_event(self, user_id: str, event_id: str) -> None:
        """Deletes originals, renditions, archives and open uploads."""

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        """Deletes originals, renditions and open uploads."""

    async def delete_archive(self, archive: Archive) -> None: ...

    async def delete_derived(self, key: str) -> None:
        """Deletes one rendition, archive or part."""


class EdgeCache(Protocol):
    """Copies of objects near the viewers. They outlive the objects."""

    async def invalidate_event(self, user_id: str, event_id: str, *, reference: str) -> bool:
        """Removes the copies of all photos of the event. A repeated `reference` is the same request, made once.

        Returns False when too many requests are in progress: repeat it later.
        """


class StoredObject(NamedTuple):
    """`original` is the object itself, or what it was derived from. `archive` is the event id and archive id of an
    archive or its part."""

    key: str
    stored_at: datetime
    original: OriginalKey
    archive: tuple[str, str] | None = None


@dataclass(frozen=True)
class InventoryPage(Generic[T]):
    """`position` is where the next page begins; empty on the last page."""

    items: Sequence[T]
    position: str


class Inventory(Protocol):
    """Lists every table and bucket, page by page from `position` on. An empty position is the beginning."""

    def originals(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]: ...

    def derived(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]: ...

    def photos(self, position: str) -> AsyncIterator[InventoryPage[Photo]]: ...

    def codes(self, position: str) -> AsyncIterator[InventoryPage[tuple[str, str]]]:
        """Pairs of event id and access code."""

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        """Returns for each photo whether its original exists."""

    async def has_archive(self, event_id: str, archive_id: str) -> bool: ...


class Stage(Enum):
    """What the search goes through, in this order."""

    ORIGINALS = "originals"
    DERIVED = "derived"
    PHOTOS = "photos"
    CODES = "codes"


@dataclass(frozen=True)
class Checkpoint:
    """Progress of the search that began at `started_at`. `stage` is None when the search is complete.

    `position` is opaque: the inventory's position in this stage, empty at its beginning.
    """

    started_at: datetime
    stage: Stage | None
    position: str = ""


class CheckpointStore(Protocol):
    async def load(self) -> Checkpoint | None: ...

    async def begin(self, checkpoint: Checkpoint) -> None:
        """Replaces any other search."""

    async def save(self, checkpoint: Checkpoint) -> bool:
        """Returns False when another search has begun meanwhile."""
