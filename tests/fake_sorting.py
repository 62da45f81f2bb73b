"""In-memory sorting, with the contract of that in `aws/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.errors import Conflict
from domain.models import Event
from domain.sorting.log import Publication
from domain.sorting.stored import DeletedCard, PhotoCorrection, StoredSorting
from tests.fakes import Tables


class FakeSorting:
    """Implements `SortingStore`."""

    def __init__(self, tables: Tables) -> None:
        self._stored = tables.sorting

    async def of_event(self, event_id: str) -> StoredSorting:
        return self._stored.get(event_id, StoredSorting())

    async def correct(self, event: Event, corrections: Mapping[str, PhotoCorrection]) -> None:
        stored = await self.of_event(event.event_id)
        merged = {name: each for name, each in {**stored.corrections, **corrections}.items() if each}
        self._stored[event.event_id] = replace(stored, corrections=merged)

    async def answer(
        self, event: Event, *, answered: frozenset[str], unanswered: frozenset[str], are_cards_last: bool | None
    ) -> None:
        stored = await self.of_event(event.event_id)
        self._stored[event.event_id] = replace(
            stored,
            answered=(stored.answered | answered) - unanswered,
            are_cards_last=stored.are_cards_last if are_cards_last is None else are_cards_last,
        )

    async def look(self, event: Event, *, looked_at: frozenset[str], unlooked: frozenset[str]) -> None:
        stored = await self.of_event(event.event_id)
        self._stored[event.event_id] = replace(stored, looked_at=(stored.looked_at | looked_at) - unlooked)

    async def keep_deleted(self, cards: Sequence[DeletedCard]) -> None:
        for card in cards:
            event_id = card.photo.event_id
            stored = await self.of_event(event_id)
            kept = {(each.photo.filename, each.photo.registered_at): each for each in (*stored.deleted_cards, card)}
            self._stored[event_id] = replace(stored, deleted_cards=tuple(kept.values()))

    async def publish(self, event: Event, publication: Publication, *, log_version: int) -> None:
        await self._log(event.event_id, publication, log_version, publication.number)

    async def undo(self, event_id: str, publication: Publication, *, now: datetime, log_version: int) -> None:
        await self._log(event_id, replace(publication, undone_at=now), log_version, log_version + 1)

    async def settle(self, event_id: str, publication: Publication) -> bool:
        stored = await self.of_event(event_id)
        entry = next((each for each in stored.log if each.number == publication.number), None)
        if entry is None or (entry.undone_at and not publication.undone_at):
            return False
        self._stored[event_id] = stored.with_entry(replace(entry, is_settled=True))
        return True

    async def _log(self, event_id: str, publication: Publication, log_version: int, new_version: int) -> None:
        stored = await self.of_event(event_id)
        if stored.log_version != log_version:
            raise Conflict
        self._stored[event_id] = replace(stored.with_entry(publication), log_version=new_version)
