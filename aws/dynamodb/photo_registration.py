"""Registers photos together with their counts: those of the event, and the owner's storage usage.

A transaction is limited to 100 actions, and 100 photos with two counters are 102. So the last two photos go into a
second transaction, sent concurrently to save a round trip; the first contains the counts of all. If either fails, the
other is rolled back: no client knows these photos yet. A process that dies between the two leaves the counts of that
event wrong by at most two photos.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.events import ALIVE
from aws.dynamodb.serialization import epoch_seconds, from_photo
from aws.dynamodb.table import Table
from aws.dynamodb.transactions import MAX_ACTIONS, Action, ConditionsFailed, transact, try_transact
from aws.resources import ResourceNames
from domain.errors import Conflict, Contention, EventExpired, QuotaExceeded
from domain.models import Event, Photo, PhotoStatus

COUNTERS = 2
MAX_COUNTED = MAX_ACTIONS - COUNTERS

NEW = "attribute_not_exists(filename)"
UNTOUCHED = "registered_at = :registered_at AND #status = :uploading"
WITHIN_QUOTA = "attribute_not_exists(storage_bytes) OR storage_bytes <= :free_bytes"


class PhotoTables:
    """The tables with photos and their counts."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self.photos = Table(aws, names.photos, "event_id", "filename")
        self._events = Table(aws, names.events, "event_id")
        self._users = Table(aws, names.users, "user_email")

    async def write(self, actions: Sequence[Action]) -> None:
        if actions:
            await transact(self._aws, actions)

    async def try_write(self, actions: Sequence[Action]) -> bool:
        """Returns False when a condition did not hold."""
        return await try_transact(self._aws, actions)

    def count(self, event_id: str, counts: Mapping[str, object], condition: str, **values: object) -> Action:
        return self._events.add_action((event_id,), counts, condition, **values)

    def add_storage_usage(self, user_id: str, size_bytes: int, condition: str, **values: object) -> Action:
        key = (keys.storage_usage(user_id),)
        return self._users.add_action(key, {"storage_bytes": size_bytes}, condition, **values)


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
            self.tables.write(self._add_counts(quota_bytes, now) + self._puts(head)),
            self.tables.write(self._puts(tail)),
            return_exceptions=True,
        )
        if any(outcomes):
            await self._roll_back(head, tail, outcomes)
            raise self._error(outcomes)

    async def _roll_back(
        self, head: Sequence[Photo], tail: Sequence[Photo], outcomes: Sequence[BaseException | None]
    ) -> None:
        """Undoes each half that was stored, or may have been when the response was lost."""
        halves = (self._subtract_counts() + self._deletes(head), self._deletes(tail))
        for half, outcome in zip(halves, outcomes, strict=True):
            if not isinstance(outcome, ConditionsFailed | Contention):
                with suppress(ConditionsFailed):
                    await self.tables.write(half)

    @property
    def _size_bytes(self) -> int:
        return sum(photo.size_bytes for photo in self.photos)

    def _puts(self, photos: Sequence[Photo]) -> list[Action]:
        return [self.tables.photos.put_action(from_photo(photo), NEW) for photo in photos]

    def _deletes(self, photos: Sequence[Photo]) -> list[Action]:
        delete, uploading = self.tables.photos.delete_action, PhotoStatus.UPLOADING
        return [
            delete(photo.key, UNTOUCHED, registered_at=photo.registered_at, uploading=uploading) for photo in photos
        ]

    def _add_counts(self, quota_bytes: int, now: datetime) -> list[Action]:
        counts = {"photo_count": len(self.photos), "total_bytes": self._size_bytes}
        free_bytes = quota_bytes - self._size_bytes
        return [
            self.tables.count(self.event.event_id, counts, ALIVE, now=epoch_seconds(now)),
            self.tables.add_storage_usage(self.event.user_id, self._size_bytes, WITHIN_QUOTA, free_bytes=free_bytes),
        ]

    def _subtract_counts(self) -> list[Action]:
        counts = {"photo_count": -len(self.photos), "total_bytes": -self._size_bytes}
        return [
            self.tables.count(self.event.event_id, counts, "attribute_exists(event_id)"),
            self.tables.add_storage_usage(self.event.user_id, -self._size_bytes, "attribute_exists(user_email)"),
        ]

    def _error(self, outcomes: Sequence[BaseException | None]) -> BaseException:
        """Numbers of the second transaction's actions continue those of the first: two counters, then photos."""
        failed: set[int] = set()
        for start, outcome in zip((0, MAX_ACTIONS), outcomes, strict=True):
            if isinstance(outcome, ConditionsFailed):
                failed |= {start + number for number in outcome.numbers}
            elif outcome is not None:
                return outcome
        if 0 in failed:
            return EventExpired()
        if 1 in failed:
            return QuotaExceeded()
        return Conflict([self.photos[number - COUNTERS].filename for number in sorted(failed)])
