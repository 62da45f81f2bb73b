"""Photos that are stored together with their counts: on the event, and on what their owner stores.

A transaction takes 100 actions, and 100 photos with two counters are 102. So the last two photos go in a second
transaction, sent beside the first for the sake of one round trip. The counts of all stand in the first. Unless
both are stored, what is stored is taken back: nobody has been told these names yet, so nobody misses them.
A process that dies between the two leaves at most two photos too many, or too few, in the counts of that event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.events import ALIVE
from aws.dynamodb.serialization import epoch_seconds, from_photo
from aws.dynamodb.table import Table
from aws.dynamodb.transactions import MAX_ACTIONS, Action, ConditionsFailed, transact
from aws.resources import ResourceNames
from domain.errors import Conflict, Contention, EventExpired, QuotaExceeded
from domain.models import Event, Photo, PhotoStatus

COUNTERS = 2
MAX_COUNTED = MAX_ACTIONS - COUNTERS

NEW = "attribute_not_exists(filename)"
UNTOUCHED = "registered_at = :registered_at AND #status = :uploading"
WITHIN_QUOTA = "attribute_not_exists(storage_bytes) OR storage_bytes <= :room"


class PhotoTables:
    """The tables that a photo is counted in, and one transaction over them."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self.photos = Table(aws, names.photos, "event_id", "filename")
        self._events = Table(aws, names.events, "event_id")
        self._users = Table(aws, names.users, "user_email")

    async def write(self, actions: Sequence[Action]) -> None:
        if actions:
            await transact(self._aws, actions)

    def count(self, event_id: str, counts: dict[str, int], condition: str, **values: object) -> Action:
        return {"Update": self._events.add_action(self._events.key(event_id), counts, condition, **values)}

    def add_storage_usage(self, user_id: str, size_bytes: int, condition: str, **values: object) -> Action:
        key = self._users.key(keys.storage_usage(user_id))
        return {"Update": self._users.add_action(key, {"storage_bytes": size_bytes}, condition, **values)}


@dataclass(frozen=True)
class Registration:
    tables: PhotoTables
    event: Event
    photos: Sequence[Photo]

    async def store(self, *, quota_bytes: int, now: datetime) -> None:
        """Raises EventExpired, QuotaExceeded, or Conflict with the names in use."""
        if self._size_bytes > quota_bytes:
            raise QuotaExceeded
        head, tail = self.photos[:MAX_COUNTED], self.photos[MAX_COUNTED:]
        outcomes = await asyncio.gather(
            self.tables.write(self._counting(quota_bytes, now) + self._puts(head)),
            self.tables.write(self._puts(tail)),
            return_exceptions=True,
        )
        if any(outcomes):
            await self._take_back(head, tail, outcomes)
            raise self._refusal(outcomes)

    async def _take_back(
        self, head: Sequence[Photo], tail: Sequence[Photo], outcomes: Sequence[BaseException | None]
    ) -> None:
        """Undoes each half whole, or not at all where it was never stored: nobody knows, when an answer was lost."""
        halves = (self._discounting() + self._deletes(head), self._deletes(tail))
        for half, outcome in zip(halves, outcomes, strict=True):
            if not isinstance(outcome, ConditionsFailed | Contention):
                with suppress(ConditionsFailed):
                    await self.tables.write(half)

    @property
    def _size_bytes(self) -> int:
        return sum(photo.size_bytes for photo in self.photos)

    def _puts(self, photos: Sequence[Photo]) -> list[Action]:
        return [{"Put": self.tables.photos.put_action(from_photo(photo), NEW)} for photo in photos]

    def _deletes(self, photos: Sequence[Photo]) -> list[Action]:
        table, uploading = self.tables.photos, PhotoStatus.UPLOADING
        return [
            {
                "Delete": table.delete_action(
                    table.key(*photo.key), UNTOUCHED, registered_at=photo.registered_at, uploading=uploading
                )
            }
            for photo in photos
        ]

    def _counting(self, quota_bytes: int, now: datetime) -> list[Action]:
        counts = {"photo_count": len(self.photos), "total_bytes": self._size_bytes}
        room = quota_bytes - self._size_bytes
        return [
            self.tables.count(self.event.event_id, counts, ALIVE, now=epoch_seconds(now)),
            self.tables.add_storage_usage(self.event.user_id, self._size_bytes, WITHIN_QUOTA, room=room),
        ]

    def _discounting(self) -> list[Action]:
        counts = {"photo_count": -len(self.photos), "total_bytes": -self._size_bytes}
        return [
            self.tables.count(self.event.event_id, counts, "attribute_exists(event_id)"),
            self.tables.add_storage_usage(self.event.user_id, -self._size_bytes, "attribute_exists(user_email)"),
        ]

    def _refusal(self, outcomes: Sequence[BaseException | None]) -> BaseException:
        """The first transaction's actions are the two counters and the photos; the second's go on from there."""
        refused: set[int] = set()
        for start, outcome in zip((0, MAX_ACTIONS), outcomes, strict=True):
            if isinstance(outcome, ConditionsFailed):
                refused |= {start + number for number in outcome.refused}
            elif outcome is not None:
                return outcome
        if 0 in refused:
            return EventExpired()
        if 1 in refused:
            return QuotaExceeded()
        return Conflict([self.photos[number - COUNTERS].filename for number in sorted(refused)])
