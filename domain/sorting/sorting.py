"""Sorting as the photographer does it: looking at the proposal and correcting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from domain.errors import InvalidInput, NotFound
from domain.events import Events
from domain.models import Event, Photographer
from domain.ports.events import PhotoStore
from domain.ports.sorting import SortingStore
from domain.sorting.changes import MAX_CODES_A_PHOTO, Look, SortingChange, codes_in, ids_in, named
from domain.sorting.current import CurrentSorting
from domain.sorting.facts import Facts
from domain.sorting.outcome import Outcome
from domain.sorting.reading import SortingReader
from domain.sorting.side_by_side import side_by_side

MAX_CHANGES = 500
MAX_CHANGES_OF_UNDO = 1 + 3 * MAX_CHANGES
"""All photos are released, then each gets its start and its codes back, then questions are open or answered again."""

MAX_PHOTOS_A_CALL = 500
MAX_LOOKS_A_CALL = 500
MAX_ID_CHARACTERS = 64


@dataclass(frozen=True, kw_only=True)
class Sorting:
    events: Events
    reader: SortingReader
    photos: PhotoStore
    store: SortingStore

    async def current(self, event: Event) -> CurrentSorting:
        """The caller has checked that the event may be read."""
        return await self.reader.current(event)

    async def change(
        self, photographer: Photographer, event_id: str, changes: Sequence[SortingChange]
    ) -> tuple[CurrentSorting, list[SortingChange]]:
        """Corrects the proposal. Returns it, and the changes that undo these.

        Raises NotFound for a photo that is not ready, or a code that does not exist; InvalidInput or EventExpired.
        """
        _check_sizes(changes)
        event = await self.events.own(photographer, event_id)
        facts = await self.reader.read(event)
        _check_names(changes, facts)
        outcome = Outcome.of(changes, facts.stored, facts.photos)
        undo = outcome.undo(facts.stored, facts.photos)
        await self._write(event, outcome, facts)
        return await self.reader.proposed(_after(outcome, facts)), undo

    async def _write(self, event: Event, outcome: Outcome, facts: Facts) -> None:
        has_answers = outcome.answered or outcome.unanswered or outcome.are_cards_last is not None
        if has_answers:
            await self.store.answer(
                event,
                answered=outcome.answered,
                unanswered=outcome.unanswered,
                are_cards_last=outcome.are_cards_last,
            )
        if outcome.looked_at or outcome.unlooked:
            await self.store.look(event, looked_at=outcome.looked_at, unlooked=outcome.unlooked)
        await self.store.correct(event, outcome.corrections)
        await side_by_side(
            partial(self.photos.mark_card, facts.photos[name], is_card=is_card)
            for name, is_card in outcome.cards.items()
        )


def _after(outcome: Outcome, facts: Facts) -> Facts:
    known = facts.photos
    cards = {name: known[name].model_copy(update={"qr_card": is_card}) for name, is_card in outcome.cards.items()}
    return replace(facts, photos={**known, **cards} if cards else known, stored=outcome.applied_to(facts.stored))


def _check_sizes(changes: Sequence[SortingChange]) -> None:
    photos = {name for change in changes for name in named(change)}
    if not 1 <= len(changes) <= MAX_CHANGES_OF_UNDO or len(photos) > MAX_PHOTOS_A_CALL:
        raise InvalidInput(
            f"Send 1 to {MAX_CHANGES} changes of at most {MAX_PHOTOS_A_CALL} photos at a time.", ["changes"]
        )
    if any(len(codes_in(change)) > MAX_CODES_A_PHOTO for change in changes):
        raise InvalidInput(f"A photo can be for at most {MAX_CODES_A_PHOTO} codes.", ["changes"])
    looks = [change.look_ids for change in changes if isinstance(change, Look)]
    if not all(looks) or sum(map(len, looks)) > MAX_LOOKS_A_CALL:
        raise InvalidInput(f"Look at 1 to {MAX_LOOKS_A_CALL} series at a time.", ["changes"])
    if not all(0 < len(each) <= MAX_ID_CHARACTERS for change in changes for each in ids_in(change)):
        raise InvalidInput("There is no such question or series.", ["changes"])


def _check_names(changes: Sequence[SortingChange], facts: Facts) -> None:
    if any(name not in facts.photos for change in changes for name in named(change)):
        raise NotFound
    if not frozenset(code for change in changes for code in codes_in(change)) <= facts.accessors.keys():
        raise NotFound
