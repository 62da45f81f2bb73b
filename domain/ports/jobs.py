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
    """A job that comes with another write is put on record by that write's store, in one transaction with it."""

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        """Stores the job, or moves it to this time. A worker that holds it meanwhile does not finish it by that."""

    def due(self, now: datetime) -> AsyncIterator[Job]:
        """Eventually consistent, as the index is."""

    async def postpone(self, job: Job, *, now: datetime, until: datetime) -> datetime | None:
        """When the job was made; None when it is gone or no longer due."""

    async def hold(self, job: Job, *, now: datetime, until: datetime) -> HeldJob | None:
        """None when the job is gone, or another worker holds it."""

    async def renew(self, held: HeldJob, *, until: datetime) -> None:
        """Holds it for longer."""

    async def release(self, held: HeldJob, *, due_at: datetime) -> None:
        """For another time; a job that was put again meanwhile keeps its own."""

    async def finish(self, held: HeldJob) -> None:
        """Removes it, unless it was put again meanwhile; then it is let go."""


class JobQueue(Protocol):
    async def enqueue(self, job: Job) -> None:
        """Never raises: the job is on record, and the sweep tells again."""


class UploadQueue(Protocol):
    async def requeue(self, key: str) -> None:
        """The worker processes the original at `key` as if it had just been uploaded."""


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

    async def remove_from_codes(self, event_id: str, filenames: frozenset[str]) -> None:
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

    async def delete_derived(self, key: str) -> None:
        """One rendition, archive or part."""


class StoredObject(NamedTuple):
    """`original` is the object itself, or what it was derived from. `archive` is the event id and archive id of an
    archive or its part."""

    key: str
    stored_at: datetime
    original: OriginalKey
    archive: tuple[str, str] | None = None


@dataclass(frozen=True)
class InventoryPage(Generic[T]):
    """`position` is where the next page begins; empty after the last one."""

    items: Sequence[T]
    position: str


class Inventory(Protocol):
    """Everything that there is, page by page from `position` on. Reads every table and lists every bucket."""

    def originals(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]: ...

    def derived(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]: ...

    def photos(self, position: str) -> AsyncIterator[InventoryPage[Photo]]: ...

    def codes(self, position: str) -> AsyncIterator[InventoryPage[tuple[str, str]]]:
        """Event ids with access codes."""

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        """Whether the original of each is."""

    async def has_archive(self, event_id: str, archive_id: str) -> bool: ...


class Stage(Enum):
    """What is searched, in this order."""

    ORIGINALS = "originals"
    DERIVED = "derived"
    PHOTOS = "photos"
    CODES = "codes"


@dataclass(frozen=True)
class Checkpoint:
    """How far the search has come that began at `started_at`. No stage is left when it is complete.

    `position` is where its stage goes on, in the inventory's own words; empty at the stage's beginning.
    """

    started_at: datetime
    stage: Stage | None
    position: str = ""


class CheckpointStore(Protocol):
    async def load(self) -> Checkpoint | None: ...

    async def begin(self, checkpoint: Checkpoint) -> None:
        """Takes the place of any other search."""

    async def save(self, checkpoint: Checkpoint) -> bool:
        """False when another search has begun meanwhile."""
