"""What is stored of the sorting of events, in the table Sorting: an item for each decision, mark and publication."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import attributes, backstop, instant, item
from aws.dynamodb.sorting_items import compressed, to_sorting
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import Action, ConditionsFailed, refusing_too_large, transact
from aws.resources import TIME_TO_LIVE, ResourceNames
from domain.errors import Conflict, InvalidInput
from domain.models import Event
from domain.sorting.log import Publication
from domain.sorting.stored import DeletedCard, PhotoCorrection, StoredSorting

MAX_GIFTS_CHARACTERS = 300_000
"""DynamoDB limits an item to 400 KB. Ten thousand filenames take some 60,000 characters: they are compressed."""

TOO_MANY_ANSWERS = "So many questions can't be answered. Correct the series instead."
TOO_MANY_LOOKS = "So many looks can't be kept. Publish without a last look."
TOO_MUCH = "This is too much for one publication. Publish some series at a time."

NEW = "attribute_not_exists(#name)"
SAME_LOG = "log_version = :known"
NO_LOG = "attribute_not_exists(log_version)"


class DynamoSorting:
    """Implements `SortingStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.sorting, "event_id", "name")

    async def of_event(self, event_id: str) -> StoredSorting:
        wanted = expressions({"event_id": event_id}, KeyConditionExpression="event_id = :event_id")
        pages = [page async for page in self._table.query(ConsistentRead=True, **wanted)]
        return to_sorting([stored for page in pages for stored in page])

    async def correct(self, event: Event, corrections: Mapping[str, PhotoCorrection]) -> None:
        await asyncio.gather(*(self._correct(event, name, each) for name, each in corrections.items()))

    async def answer(
        self, event: Event, *, answered: frozenset[str], unanswered: frozenset[str], are_cards_last: bool | None
    ) -> None:
        key, ends_at = (event.event_id, keys.SORTING_SETTINGS), backstop(event.created_at)
        values: dict[str, object] = {TIME_TO_LIVE: ends_at}
        if are_cards_last is not None:
            values["are_cards_last"] = are_cards_last
        update = assignments(values)
        if answered:
            update, values = f"{update} ADD answered :answered", {**values, "answered": answered}
        with refusing_too_large(InvalidInput(TOO_MANY_ANSWERS, ["changes"])):
            await self._table.update(key, update, "", **values)
        if unanswered:
            await self._table.update(key, "DELETE answered :unanswered", "", unanswered=unanswered)

    async def look(self, event: Event, *, looked_at: frozenset[str], unlooked: frozenset[str]) -> None:
        key, values = (event.event_id, keys.SORTING_LOOKS), {TIME_TO_LIVE: backstop(event.created_at)}
        if looked_at:
            update = f"{assignments(values)} ADD looked_at :looked_at"
            with refusing_too_large(InvalidInput(TOO_MANY_LOOKS, ["changes"])):
                await self._table.update(key, update, "", **values, looked_at=looked_at)
        if unlooked:
            await self._table.update(key, "DELETE looked_at :unlooked", "attribute_exists(#name)", unlooked=unlooked)

    async def keep_deleted(self, cards: Sequence[DeletedCard]) -> None:
        await asyncio.gather(*(self._keep_deleted(card) for card in cards))

    async def publish(self, event: Event, publication: Publication, *, log_version: int) -> None:
        gifts = {"added": compressed(publication.added), "removed": compressed(publication.removed)}
        if sum(map(len, gifts.values())) > MAX_GIFTS_CHARACTERS:
            raise InvalidInput(TOO_MUCH, ["series_ids"])
        ends_at = backstop(event.created_at)
        entry = item(
            {
                "event_id": event.event_id,
                "name": keys.publication(publication.number),
                "digest": publication.digest,
                "published_at": publication.published_at,
                TIME_TO_LIVE: ends_at,
                **gifts,
            }
        )
        put = self._table.put_action(entry, NEW)
        await self._log(event.event_id, put, log_version, publication.number, ends_at)

    async def undo(self, event_id: str, publication: Publication, *, now: datetime, log_version: int) -> None:
        update = "SET undone_at = :now, opened_count = :opened_count REMOVE is_settled"
        key = (event_id, keys.publication(publication.number))
        mark = self._table.update_action(
            key,
            update,
            "attribute_exists(#name) AND attribute_not_exists(undone_at)",
            now=now,
            opened_count=publication.opened_count,
        )
        await self._log(event_id, mark, log_version, log_version + 1, None)

    async def settle(self, event_id: str, publication: Publication) -> bool:
        key, condition = (event_id, keys.publication(publication.number)), "attribute_exists(#name)"
        values: dict[str, object] = {"yes": True}
        if publication.undone_at is None:
            condition += " AND attribute_not_exists(undone_at)"
        return await self._table.update(key, "SET is_settled = :yes", condition, **values) is not None

    async def _log(
        self, event_id: str, action: Action, log_version: int, new_version: int, ends_at: int | None
    ) -> None:
        """Writes to the log if nobody else has meanwhile."""
        values: dict[str, object] = {"log_version": new_version}
        if ends_at is not None:
            values[TIME_TO_LIVE] = ends_at
        known: dict[str, object] = {"known": log_version} if log_version else {}
        condition = SAME_LOG if log_version else NO_LOG
        key = (event_id, keys.SORTING_SETTINGS)
        count = self._table.update_action(key, assignments(values), condition, **values, **known)
        try:
            await transact(self._table.aws, [action, count])
        except ConditionsFailed as failed:
            raise Conflict from failed

    async def _correct(self, event: Event, filename: str, correction: PhotoCorrection) -> None:
        key = (event.event_id, keys.sorted_photo(filename))
        if not correction:
            await self._table.delete(key, "")
            return
        known = {name: codes for name, codes in correction.__dict__.items() if codes is not None}
        removed = [f"#{name}" for name in correction.__dict__ if name not in known]
        values = {**known, TIME_TO_LIVE: backstop(event.created_at)}
        update = assignments(values) + (f" REMOVE {', '.join(removed)}" if removed else "")
        await self._table.update(key, update, "", **values)

    async def _keep_deleted(self, card: DeletedCard) -> None:
        photo = card.photo
        name = keys.deleted_card(photo.filename, instant(photo.registered_at))
        # A photo is registered after its event began, so this ends later.
        values = {"name": name, "start": card.start, TIME_TO_LIVE: backstop(photo.registered_at)}
        await self._table.put({**attributes(photo), **item(values)}, "")
