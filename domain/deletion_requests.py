"""Deletion as a photographer requests it: what is marked disappears at once, and a worker removes it soon after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain import validation
from domain.accounts import Accounts
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events import Events
from domain.job_models import Job, JobKind
from domain.live_photos import other_part
from domain.models import Clock, Event, Photo, Photographer, PhotoKey
from domain.ports.events import PhotoStore
from domain.ports.jobs import DeletionMarks, JobQueue
from domain.ports.sorting import SortingStore

MAX_PHOTOS_A_CALL = 500
PHOTOS_A_TRANSACTION = 97
"""DynamoDB allows 100 actions in a transaction: three are for the event, the owner's storage and the job."""

MAX_ATTEMPTS = 20


@dataclass(frozen=True, kw_only=True)
class DeletionRequests:
    deletion_marks: DeletionMarks
    queue: JobQueue
    accounts: Accounts
    events: Events
    photo_store: PhotoStore
    sorting: SortingStore
    clock: Clock

    async def delete_event(self, photographer: Photographer, event_id: str) -> None:
        """Deletes the event with its photos and codes. Idempotent. Its link is free again when everything is removed.

        Raises NotFound.
        """
        await self.events.require_owned(photographer, event_id)
        await self.deletion_marks.mark_event(event_id, now=self.clock(), owner_id=photographer.user_id)
        await self.queue.enqueue(Job(JobKind.EVENT, event_id))

    async def delete_photos(self, photographer: Photographer, event_id: str, keys: Sequence[PhotoKey]) -> None:
        """Removes photos from the event and every code at once. A photo that is gone already is no error.

        Raises InvalidInput, EventExpired, or NotFound for a photo of another event.
        """
        if len(keys) > MAX_PHOTOS_A_CALL:
            raise InvalidInput(f"Delete at most {MAX_PHOTOS_A_CALL} photos at a time.", ["photo_ids"])
        if any(key.event_id != event_id or not validation.is_filename(key.filename) for key in keys):
            raise NotFound
        event = await self.events.own(photographer, event_id)
        await self._mark_photos(event, list(dict.fromkeys(keys)))
        await self.queue.enqueue(Job(JobKind.PHOTOS, event_id))

    async def delete_account(self, photographer: Photographer, password: str, *, address: str) -> None:
        """Deletes the account with its events. Raises WrongCredentials or RateLimited."""
        user = await self.accounts.confirm_password(photographer, password, address=address)
        await self.deletion_marks.mark_account(user, now=self.clock())
        await self.queue.enqueue(Job(JobKind.ACCOUNT, user.user_id))

    async def _mark_photos(self, event: Event, keys: Sequence[PhotoKey]) -> None:
        for _ in range(MAX_ATTEMPTS):
            unmarked = await self._with_videos(keys)
            await self._keep_starts(event.event_id, unmarked)
            try:
                for batch in _batches(unmarked):
                    await self.deletion_marks.mark_photos(event, batch, now=self.clock())
                return
            except Conflict:
                continue  # a photo was processed or deleted meanwhile: read them again
        raise Conflict

    async def _with_videos(self, keys: Sequence[PhotoKey]) -> list[Photo]:
        """The photos that are not deleted yet, Live Photos with their videos."""
        stored = await self.photo_store.get_many(keys)
        videos = [PhotoKey(key.event_id, video.filename) for key in stored if (video := stored[key].live_photo_video)]
        stored |= await self.photo_store.get_many(videos) if videos else {}
        return [photo for photo in stored.values() if photo.deleting_since is None]

    async def _keep_starts(self, event_id: str, photos: Sequence[Photo]) -> None:
        """Keeps what the rules need of photos with which a series starts: its photos must not join the one before."""
        sorting = await self.sorting.of_event(event_id)
        cards = [sorting.deleted_card(photo) for photo in photos]
        await self.sorting.keep_deleted([card for card in cards if card])


def _batches(photos: Sequence[Photo]) -> Iterator[Sequence[Photo]]:
    """What is deleted in one transaction each. The parts of a Live Photo are; a part of one is so alone."""
    names = {photo.filename: photo for photo in photos}
    batch: list[Photo] = []
    for photo in photos:
        other = other_part(photo)
        if other is not None and other not in names:
            yield [photo]
        elif photo.live_photo_still is None:
            batch += [photo] if other is None else [photo, names[other]]
        if len(batch) >= PHOTOS_A_TRANSACTION - 1:
            yield batch
            batch = []
    if batch:
        yield batch
