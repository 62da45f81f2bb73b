"""Deletion as a photographer asks for it: what is claimed is gone for everybody at once, and removed soon after."""

from __future__ import annotations

from collections.abc import Sequence

from domain import validation
from domain.accounts import Accounts
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events import Events
from domain.job_models import Job, JobKind
from domain.models import Clock, Event, Photographer, PhotoKey
from domain.ports.events import PhotoStore
from domain.ports.jobs import DeletionMarks, JobQueue

MAX_PHOTOS_A_CALL = 500
PHOTOS_A_TRANSACTION = 97
"""A transaction takes a hundred actions; the counts of event and owner and the job are three."""

MAX_ATTEMPTS = 20


class DeletionRequests:
    def __init__(
        self,
        *,
        deletion_marks: DeletionMarks,
        queue: JobQueue,
        accounts: Accounts,
        events: Events,
        photo_store: PhotoStore,
        clock: Clock,
    ) -> None:
        self._deletion_marks = deletion_marks
        self._queue = queue
        self._accounts = accounts
        self._events = events
        self._photo_store = photo_store
        self._clock = clock

    async def delete_event(self, photographer: Photographer, event_id: str) -> None:
        """With all its photos and codes; its link is free again when all of it is removed. Done twice, it is once."""
        await self._events.require_owned(photographer, event_id)
        await self._deletion_marks.mark_event(event_id, now=self._clock(), owner_id=photographer.user_id)
        await self._queue.enqueue(Job(JobKind.EVENT, event_id))

    async def delete_photos(self, photographer: Photographer, event_id: str, keys: Sequence[PhotoKey]) -> None:
        """Out of the event and every code at once. What is gone already is no error.

        Raises InvalidInput, EventExpired, or NotFound for a photo of another event.
        """
        if len(keys) > MAX_PHOTOS_A_CALL:
            raise InvalidInput(f"Delete at most {MAX_PHOTOS_A_CALL} photos at a time.", ["photo_ids"])
        if any(key.event_id != event_id or not validation.is_filename(key.filename) for key in keys):
            raise NotFound
        event = await self._events.own(photographer, event_id)
        await self._mark_photos(event, list(dict.fromkeys(keys)))
        await self._queue.enqueue(Job(JobKind.PHOTOS, event_id))

    async def delete_account(self, photographer: Photographer, password: str, *, address: str) -> None:
        """With all its events. Raises WrongCredentials or RateLimited."""
        user = await self._accounts.confirm_password(photographer, password, address=address)
        await self._deletion_marks.mark_account(user, now=self._clock())
        await self._queue.enqueue(Job(JobKind.ACCOUNT, user.user_id))

    async def _mark_photos(self, event: Event, keys: Sequence[PhotoKey]) -> None:
        for _ in range(MAX_ATTEMPTS):
            stored = await self._photo_store.get_many(keys)
            left = [photo for photo in stored.values() if photo.deleting_since is None]
            try:
                for start in range(0, len(left), PHOTOS_A_TRANSACTION):
                    batch = left[start : start + PHOTOS_A_TRANSACTION]
                    await self._deletion_marks.mark_photos(event, batch, now=self._clock())
                return
            except Conflict:
                continue  # one of them has just been processed, or deleted by somebody else: look again
        raise Conflict
