"""Marks events, photos and accounts for deletion, each in one transaction with the job that deletes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb.events import ALIVE, UNMARKED
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.live_photos import DynamoLivePhotos, Links
from aws.dynamodb.photo_conditions import unchanged
from aws.dynamodb.photo_registration import PhotoTables
from aws.dynamodb.serialization import EPOCH, epoch_seconds
from aws.dynamodb.table import Table, expressions
from aws.dynamodb.transactions import Action, ConditionsFailed, transact, try_transact
from aws.resources import EXPIRY_SHARDS, ResourceNames
from domain.errors import Conflict, EventExpired
from domain.job_models import LEASE, Job, JobKind
from domain.live_photos import parted
from domain.models import Event, Photo, User
from domain.photo_counts import difference

EXPIRED = f"expires_at <= :now_seconds AND {UNMARKED}"
OWNED = f"user_id = :owner_id AND {UNMARKED}"


class DynamoDeletionMarks:
    """Implements `DeletionMarks`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._jobs = DynamoJobs(aws, names)
        self._tables = PhotoTables(aws, names)
        self._live_photos = DynamoLivePhotos(self._tables.photos, self._jobs)
        self._events = Table(aws, names.events, "event_id")
        self._users = Table(aws, names.users, "user_email")

    async def mark_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        condition = OWNED if owner_id else EXPIRED
        values = {"owner_id": owner_id} if owner_id else {"now_seconds": epoch_seconds(now)}
        # Removed from `by_expiry`: from now on the sweep finds the job instead.
        update = "SET deleting_since = :now REMOVE expiry_shard"
        mark = self._events.update_action((event_id,), update, condition, now=now, **values)
        return await try_transact(self._aws, [mark, self._job(Job(JobKind.EVENT, event_id), now)])

    async def mark_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        if not photos:
            return
        job = self._job(Job(JobKind.PHOTOS, event.event_id), now)
        marks = [self._mark_photo(photo, now) for photo in photos]
        links = [await self._live_photos.without(files, now=now) for files in parted(photos)]
        actions = [action for each in links for action in each.actions]
        try:
            await transact(self._aws, [*self._subtract_counts(event, photos, links, now), job, *marks, *actions])
        except ConditionsFailed as failed:
            if 0 in failed.numbers:
                raise EventExpired from failed
            raise Conflict from failed

    async def mark_account(self, user: User, *, now: datetime) -> None:
        update = "SET deleting_since = :now ADD session_epoch :one"
        condition = f"user_id = :user_id AND {UNMARKED}"
        mark = self._users.update_action((user.email,), update, condition, now=now, one=1, user_id=user.user_id)
        await try_transact(self._aws, [mark, self._job(Job(JobKind.ACCOUNT, user.user_id), now)])

    async def due_events(self, now: datetime) -> AsyncIterator[tuple[str, datetime]]:
        for shard in range(EXPIRY_SHARDS):
            wanted = expressions(
                {"shard": shard, "now": epoch_seconds(now)},
                KeyConditionExpression="expiry_shard = :shard AND expires_at <= :now",
            )
            async for items in self._events.query(IndexName="by_expiry", **wanted):
                for stored in items:
                    ended_at = datetime.fromtimestamp(float(stored["expires_at"]["N"]), EPOCH.tzinfo)
                    yield stored["event_id"]["S"], ended_at

    def _job(self, job: Job, now: datetime) -> Action:
        # Whoever sets the mark enqueues the job at once; the sweep enqueues it again if that message was lost.
        return self._jobs.put_action(job, due_at=now + LEASE, now=now)

    def _mark_photo(self, photo: Photo, now: datetime) -> Action:
        condition, values = unchanged(photo)
        return self._tables.photos.update_action(photo.key, "SET deleting_since = :now", condition, now=now, **values)

    def _subtract_counts(
        self, event: Event, photos: Sequence[Photo], links: Sequence[Links], now: datetime
    ) -> list[Action]:
        """A rejected photo is counted no more. The event's counts come first: see `mark_photos`."""
        before = [*photos, *(file for each in links for file in each.before)]
        counts = difference([file for each in links for file in each.after], before)
        usage_bytes = counts["total_bytes"]
        return [
            self._tables.count(event.event_id, {**counts, "photos_version": 1}, ALIVE, now=epoch_seconds(now)),
            self._tables.add_storage_usage(event.user_id, usage_bytes, "attribute_exists(user_email)"),
        ]
