"""Access codes, in the seed's table Accessors. `images` is a set: names are added and removed, never overwritten."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import Item, backstop, from_accessor, to_accessor
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import MAX_ACTIONS, ConditionsFailed, refusing_too_large, transact
from aws.resources import TIME_TO_LIVE, ResourceNames
from domain.errors import InvalidInput
from domain.models import Accessor, Event, Page

NEW = "attribute_not_exists(access_code)"
EXISTS = "attribute_exists(access_code)"
TOO_MANY = "One code can't hold that many photos. Give it all photos of the event, or share them over several codes."


class DynamoAccessors:
    """Implements `AccessorStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.accessors, "event_id", "access_code")

    async def add(self, accessors: Sequence[Accessor]) -> tuple[Accessor, ...]:
        starts = range(0, len(accessors), MAX_ACTIONS)
        batches = await asyncio.gather(*(self._add(accessors[n : n + MAX_ACTIONS]) for n in starts))
        return tuple(accessor for batch in batches for accessor in batch)

    async def _add(self, accessors: Sequence[Accessor]) -> tuple[Accessor, ...]:
        """In a transaction: a single put that is retried after a lost response would find its own code in use."""
        if not accessors:
            return ()
        puts = [self._table.put_action(from_accessor(accessor), NEW) for accessor in accessors]
        try:
            with refusing_too_large(InvalidInput(TOO_MANY)):
                await transact(self._table.aws, puts)
        except ConditionsFailed as failed:
            in_use = tuple(accessors[n] for n in sorted(failed.numbers))
            rest = [accessor for n, accessor in enumerate(accessors) if n not in failed.numbers]
            in_use += await self._add(rest)
            return tuple(accessor for accessor in accessors if accessor in in_use)
        return ()

    async def get(self, event_id: str, access_code: str) -> Accessor | None:
        stored, for_everybody = await asyncio.gather(
            self._table.get(event_id, access_code), self._for_everybody(event_id)
        )
        return _joined(stored, for_everybody) if stored else None

    async def of_event(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        values = {"event_id": event_id, "everybody": keys.EVERYBODY}
        wanted = expressions(values, KeyConditionExpression="event_id = :event_id AND access_code > :everybody")
        if after is not None:
            wanted |= self._table.start(event_id, after)
        page, for_everybody = await asyncio.gather(
            self._table.page(lambda stored: stored, first=first, Limit=first + 1, ConsistentRead=True, **wanted),
            self._for_everybody(event_id),
        )
        return Page(tuple(_joined(stored, for_everybody) for stored in page.items), page.has_next)

    async def assigned_filenames(self, event_id: str) -> frozenset[str]:
        texts = {"KeyConditionExpression": "event_id = :event_id", "FilterExpression": "all_photos = :no"}
        wanted = expressions({"event_id": event_id, "no": False}, **texts)
        assigned: set[str] = set()
        async for items in self._table.query(ConsistentRead=True, ProjectionExpression="images", **wanted):
            assigned.update(name for stored in items if stored for name in stored["images"]["SS"])
        return frozenset(assigned)

    async def change(
        self,
        event_id: str,
        access_code: str,
        *,
        label: str | None,
        email: str | None = None,
        group: str | None = None,
        all_photos: bool | None,
        add: frozenset[str],
        remove: frozenset[str],
    ) -> Accessor | None:
        """Additions come first: if the item would be too large, nothing has changed yet."""
        fields = {"label": label, "email": email, "group": group, "all_photos": all_photos}
        updates = _updates(fields, add, remove)
        if not updates:
            return await self.get(event_id, access_code)
        for update, values in updates:
            changed = await self._change(event_id, access_code, update, **values)
            if changed is None:
                return None
        return changed

    async def give(
        self, event: Event, access_code: str | None, *, add: frozenset[str], remove: frozenset[str], now: datetime
    ) -> None:
        if access_code is None and add:
            # Looks like a code without `allPhotos` to whatever goes through the lists of an event.
            values = {"all_photos": False, "created_at": now, TIME_TO_LIVE: backstop(event.created_at)}
            update, key = f"{assignments(values)} ADD images :images", (event.event_id, keys.EVERYBODY)
            await self._update(key, update, "", **values, images=add)
            add = frozenset()
        for update, names in _updates({}, add, remove):
            await self._update((event.event_id, access_code or keys.EVERYBODY), update, EXISTS, **names)

    async def replace_photos(self, event_id: str, replacements: Mapping[str, str]) -> None:
        wanted = expressions({"event_id": event_id}, KeyConditionExpression="event_id = :event_id")
        wanted["ProjectionExpression"] = "access_code, images"
        async for items in self._table.query(ConsistentRead=True, **wanted):
            for stored in items:
                old = replacements.keys() & stored.get("images", {}).get("SS", ())
                new = frozenset(replacements[name] for name in old)
                for update, names in _updates({}, new, frozenset(old)):
                    await self._update((event_id, stored["access_code"]["S"]), update, EXISTS, **names)

    async def remove(self, event_id: str, access_code: str) -> bool:
        return await self._table.delete((event_id, access_code), EXISTS)

    async def count_opened(self, event_id: str, access_code: str, now: datetime) -> Accessor | None:
        update = "SET first_opened_at = if_not_exists(first_opened_at, :now), last_opened_at = :now ADD open_count :one"
        return await self._change(event_id, access_code, update, now=now, one=1)

    async def count_downloads(self, event_id: str, access_code: str, count: int) -> None:
        await self._update((event_id, access_code), "ADD download_count :count", EXISTS, count=count)

    async def _change(self, event_id: str, access_code: str, update: str, **values: object) -> Accessor | None:
        stored, for_everybody = await asyncio.gather(
            self._update((event_id, access_code), update, EXISTS, **values), self._for_everybody(event_id)
        )
        return _joined(stored, for_everybody) if stored else None

    async def _update(self, key: Sequence[str], update: str, condition: str, **values: object) -> Item | None:
        with refusing_too_large(InvalidInput(TOO_MANY)):
            return await self._table.update(key, update, condition, **values)

    async def _for_everybody(self, event_id: str) -> frozenset[str]:
        stored = await self._table.get(event_id, keys.EVERYBODY)
        return frozenset(stored.get("images", {}).get("SS", ())) if stored else frozenset()


def _joined(stored: Item, for_everybody: frozenset[str]) -> Accessor:
    accessor = to_accessor(stored)
    return accessor.model_copy(update={"for_everybody": for_everybody}) if for_everybody else accessor


def _updates(
    fields: Mapping[str, object], add: frozenset[str], remove: frozenset[str]
) -> list[tuple[str, dict[str, object]]]:
    """Expressions with their values. Two if names are both added and removed: DynamoDB allows one change of a set."""
    values = {name: value for name, value in fields.items() if value not in (None, "")}
    update = assignments(values)
    removed = [f"#{name}" for name, value in fields.items() if value == ""]
    if removed:
        update += f" REMOVE {', '.join(removed)}"
    if add:
        update += " ADD images :images"
        values["images"] = add
    updates = [(update, values)] if update else []
    if remove:
        updates.append(("DELETE images :images", {"images": remove}))
    return updates
