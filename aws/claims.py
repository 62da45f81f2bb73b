"""Marks what is to be deleted. Each claim and the job that goes with it are one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from aws.clients import Aws
from aws.events import ALIVE, UNCLAIMED
from aws.items import EPOCH, epoch_seconds
from aws.jobs import DynamoJobs
from aws.registrations import PhotoTables
from aws.table import Table, expressions
from aws.transactions import Action, Cancelled, transact
from domain.errors import Conflict, EventExpired
from domain.jobs import LEASE, Job, JobKind
from domain.models import Event, Photo, PhotoStatus, User
from infra.definition import EXPIRY_SHARDS, ResourceNames

OVER = f"expires_at <= :now_seconds AND {UNCLAIMED}"
OWN = f"user_id = :owner_id AND {UNCLAIMED}"
AS_READ = f"registered_at = :registered_at AND #status = :known AND {UNCLAIMED}"


class DynamoClaims:
    """Implements `Claims`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._jobs = DynamoJobs(aws, names)
        self._tables = PhotoTables(aws, names)
        self._events = Table(aws, names.events, "event_id")
        self._users = Table(aws, names.users, "user_email")

    async def claim_event(self, event_id: str, *, now: datetime, owner_id: str | None = None) -> bool:
        condition, who = (OWN, {"owner_id": owner_id}) if owner_id else (OVER, {"now_seconds": epoch_seconds(now)})
        # Out of `by_expiry`: from here on the job is what the sweep finds.
        update = "SET deleting_since = :now REMOVE expiry_shard"
        claim = self._events.updating(self._events.key(event_id), update, condition, now=now, **who)
        try:
            await transact(self._aws, [{"Update": claim}, self._job(Job(JobKind.EVENT, event_id), now)])
        except Cancelled:
            return False
        return True

    async def claim_photos(self, event: Event, photos: Sequence[Photo], *, now: datetime) -> None:
        if not photos:
            return
        job = self._job(Job(JobKind.PHOTOS, event.event_id), now)
        claims = [self._photo(photo, now) for photo in photos]
        try:
            await transact(self._aws, [*self._discounting(event, photos, now), job, *claims])
        except Cancelled as cancelled:
            if 0 in cancelled.refused:
                raise EventExpired from cancelled
            raise Conflict from cancelled

    async def claim_account(self, user: User, *, now: datetime) -> None:
        key = self._users.key(user.email)
        update = "SET deleting_since = :now ADD session_epoch :one"
        condition = f"user_id = :user_id AND {UNCLAIMED}"
        claim = self._users.updating(key, update, condition, now=now, one=1, user_id=user.user_id)
        try:
            await transact(self._aws, [{"Update": claim}, self._job(Job(JobKind.ACCOUNT, user.user_id), now)])
        except Cancelled:
            return

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
        # Who claims tells the worker at once; the sweep is for when that was lost.
        return self._jobs.putting(job, due_at=now + LEASE, now=now)

    def _photo(self, photo: Photo, now: datetime) -> Action:
        key = self._tables.photos.key(*photo.key)
        read = {"registered_at": photo.registered_at, "known": photo.status}
        update = "SET deleting_since = :now"
        return {"Update": self._tables.photos.updating(key, update, AS_READ, now=now, **read)}

    def _discounting(self, event: Event, photos: Sequence[Photo], now: datetime) -> list[Action]:
        """A rejected photo took no room, so it gives none back. The event's count stands first."""
        counted = [photo for photo in photos if photo.status is not PhotoStatus.REJECTED]
        ready = [photo for photo in counted if photo.status is PhotoStatus.READY]
        counted_bytes = sum(photo.size_bytes for photo in counted)
        counts = {
            "photo_count": -len(counted),
            "total_bytes": -counted_bytes,
            "ready_count": -len(ready),
            "ready_bytes": -sum(photo.size_bytes for photo in ready),
        }
        return [
            self._tables.count(event.event_id, counts, ALIVE, now=epoch_seconds(now)),
            self._tables.use(event.user_id, -counted_bytes, "attribute_exists(user_email)"),
        ]
