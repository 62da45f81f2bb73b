"""The port of what is stored of an event's sorting. `aws/dynamodb/sorting.py` implements it; tests have a fake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.models import Event
from domain.sorting.log import Publication
from domain.sorting.stored import DeletedCard, PhotoCorrection, StoredSorting


class SortingStore(Protocol):
    """Every method is idempotent. What ends with the event carries its time to live."""

    async def of_event(self, event_id: str) -> StoredSorting:
        """Everything, by one strongly consistent query."""

    async def correct(self, event: Event, corrections: Mapping[str, PhotoCorrection]) -> None:
        """Replaces those of these filenames; an empty one removes it. Others stay, whoever changes them meanwhile."""

    async def answer(
        self, event: Event, *, answered: frozenset[str], unanswered: frozenset[str], are_cards_last: bool | None
    ) -> None:
        """Adds and removes ids of questions; None leaves the order of cards. Raises InvalidInput for too many ids."""

    async def look(self, event: Event, *, looked_at: frozenset[str], unlooked: frozenset[str]) -> None:
        """Adds and removes ids of looks at series. Raises InvalidInput for too many."""

    async def keep_deleted(self, cards: Sequence[DeletedCard]) -> None:
        """Keeps what the rules need of photos that are about to be deleted."""

    async def publish(self, event: Event, publication: Publication, *, log_version: int) -> None:
        """Adds an entry to the log.

        Raises Conflict unless the log has this version, and InvalidInput for an entry that is too large.
        """

    async def undo(self, event_id: str, publication: Publication, *, now: datetime, log_version: int) -> None:
        """Marks an entry as undone and not settled. Raises Conflict unless the log has this version."""

    async def settle(self, event_id: str, publication: Publication) -> bool:
        """Marks an entry as settled. Returns False when it was undone meanwhile."""
