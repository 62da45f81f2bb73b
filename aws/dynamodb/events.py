"""Events, in the seed's table Events. A pointer item beside the event reserves its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.serialization import CLOCK_OFFSET, Item, epoch_seconds, from_event, item, to_event
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import Action, ConditionsFailed, transact, try_transact
from aws.resources import ResourceNames
from domain.errors import Conflict, EventExpired, EventNameTaken
from domain.job_models import Job, JobKind
from domain.models import Event, Page, Watermark
from domain.ports.events import EventPosition

NEW = "attribute_not_exists(event_id)"
UNMARKED = "attribute_not_exists(deleting_since)"
ALIVE = f"expires_at > :now AND {UNMARKED}"
"""Also false for an event that does not exist."""


class DynamoEvents:
    """Implements `EventStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.events, "event_id")
        self._jobs = DynamoJobs(aws, names)
        self._originals = names.originals

    async def add(self, event: Event, *, remind_at: datetime | None = None) -> None:
        pointer = item({"event_id": keys.public_link(event.public_url), "points_to": event.event_id})
        stored = self._table.put_action(from_event(event, self._originals), NEW)
        link = self._table.put_action(pointer, NEW)
        try:
            await transact(self._table.aws, [stored, link, *self._reminder(event, remind_at, event.created_at)])
        except ConditionsFailed as failed:
            raise EventNameTaken if 1 in failed.numbers else Conflict from failed

    async def get(self, event_id: str) -> Event | None:
        stored = await self._table.get(event_id)
        return to_event(stored) if stored else None

    async def id_of(self, public_url: str) -> str | None:
        pointer = await self._table.get(keys.public_link(public_url))
        return pointer["points_to"]["S"] if pointer else None

    async def of_owner(self, user_id: str, *, first: int, after: EventPosition | None, now: datetime) -> Page[Event]:
        wanted = expressions(
            {"user_id": user_id, "now": epoch_seconds(now)},
            KeyConditionExpression="user_id = :user_id",
            FilterExpression=ALIVE,
        )
        if after:
            start = self._table.start(after.event_id)["ExclusiveStartKey"]
            wanted["ExclusiveStartKey"] = start | item({"user_id": user_id, "created_at": after.created_at})
        return await self._table.page(
            _event, first=first, IndexName="by_owner", ScanIndexForward=False, Limit=first + 1, **wanted
        )

    async def change(
        self,
        event: Event,
        *,
        name: str | None,
        seconds_to_live: int | None,
        strip_location: bool | None = None,
        watermark: Watermark | None = None,
        time_zone: str | None = None,
        remind_at: datetime | None = None,
        now: datetime,
    ) -> Event:
        # The owner never changes: it is here because an update has to set something.
        changes: dict[str, object] = {"user_id": event.user_id}
        if name is not None:
            changes["event_name"] = name
        if strip_location is not None:
            changes["strip_location"] = strip_location
        if watermark is not None:
            changes["watermark"] = watermark
        if time_zone is not None:
            changes["time_zone"] = time_zone
        if seconds_to_live is not None:
            changes["seconds_to_live"] = seconds_to_live
            changes["expires_at"] = epoch_seconds(event.created_at + timedelta(seconds=seconds_to_live))
        stored = await self._write(event, changes, self._reminder(event, remind_at, now), now)
        if stored is None:
            raise EventExpired
        return _event(stored)

    async def set_clock_offset(self, event: Event, camera_id: str, offset_seconds: int, *, now: datetime) -> Event:
        # An attribute for each camera: two offsets that are set at a time both stay.
        stored = await self._write(event, {f"{CLOCK_OFFSET}{camera_id}": offset_seconds}, [], now)
        if stored is None:
            raise EventExpired
        return _event(stored)

    async def _write(
        self, event: Event, changes: dict[str, object], reminder: Sequence[Action], now: datetime
    ) -> Item | None:
        """The changed event; None when it has expired."""
        update, values = assignments(changes), {**changes, "now": epoch_seconds(now)}
        if not reminder:
            return await self._table.update((event.event_id,), update, ALIVE, **values)
        change = self._table.update_action((event.event_id,), update, ALIVE, **values)
        is_written = await try_transact(self._table.aws, [change, *reminder])
        # A transaction does not return what it wrote.
        return await self._table.get(event.event_id) if is_written else None

    def _reminder(self, event: Event, remind_at: datetime | None, now: datetime) -> list[Action]:
        if remind_at is None:
            return []
        return [self._jobs.put_action(Job(JobKind.REMINDER, event.event_id), due_at=remind_at, now=now)]


def _event(stored: Item) -> Event:
    event = to_event(stored)
    if event is None:
        raise ValueError("this item is not an event")
    return event
