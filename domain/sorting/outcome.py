"""What changes of a sorting come to, and how they are undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.codes import STOP_CARD
from domain.models import Photo
from domain.sorting.changes import Answer, Assign, CardsLast, Look, NoStart, Release, SortingChange, StartSeries
from domain.sorting.records import Codes
from domain.sorting.stored import NO_START, PhotoCorrection, StoredSorting


@dataclass
class Outcome:
    """What a list of changes comes to. `cards` are the photos that become cards (True) or usual photos (False)."""

    corrections: dict[str, PhotoCorrection] = field(default_factory=dict)
    cards: dict[str, bool] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()
    unlooked: frozenset[str] = frozenset()
    are_cards_last: bool | None = None

    @classmethod
    def of(cls, changes: Sequence[SortingChange], stored: StoredSorting, photos: Mapping[str, Photo]) -> Outcome:
        """Later changes of a photo replace earlier ones."""
        outcome = cls()
        for change in changes:
            outcome._apply(change, stored, photos)
        outcome.cards = {name: is_card for name, is_card in outcome.cards.items() if photos[name].qr_card != is_card}
        return outcome

    def _apply(self, change: SortingChange, stored: StoredSorting, photos: Mapping[str, Photo]) -> None:
        match change:
            case StartSeries(filename, codes, is_card):
                self._correct(filename, stored, start=codes or frozenset({STOP_CARD}))
                self.cards[filename] = is_card or photos[filename].reads_as_card
            case NoStart(filename):
                self._correct(filename, stored, start=NO_START)
                self.cards[filename] = False
            case Assign(filenames, codes):
                for filename in filenames:
                    self._correct(filename, stored, assigned=codes or frozenset({STOP_CARD}))
            case Release(filenames):
                for filename in filenames:
                    self.corrections[filename] = PhotoCorrection()
                    self.cards[filename] = photos[filename].reads_as_card
            case Answer(question_id, is_open):
                self.answered, self.unanswered = _moved({question_id}, self.answered, self.unanswered, is_open=is_open)
            case Look(look_ids, is_open):
                self.looked_at, self.unlooked = _moved(look_ids, self.looked_at, self.unlooked, is_open=is_open)
            case CardsLast(are_cards_last):
                self.are_cards_last = are_cards_last

    def _correct(self, filename: str, stored: StoredSorting, **changes: Codes) -> None:
        known = self.corrections.get(filename, stored.correction_of(filename))
        self.corrections[filename] = replace(known, **changes)

    def undo(self, stored: StoredSorting, photos: Mapping[str, Photo]) -> list[SortingChange]:
        """Changes that lead back to what is stored now."""
        corrected = {name for name, each in self.corrections.items() if each != stored.correction_of(name)}
        changed = sorted(corrected | self.cards.keys())
        undo: list[SortingChange] = [Release(tuple(changed))] if changed else []
        assigned: dict[Codes, list[str]] = {}
        for name in changed:
            known = stored.correction_of(name)
            if known.start == NO_START:
                undo.append(NoStart(name))
            elif known.start is not None:
                undo.append(StartSeries(name, known.start - {STOP_CARD}, is_card=photos[name].qr_card))
            if known.assigned is not None:
                assigned.setdefault(known.assigned, []).append(name)
        undo += [Assign(tuple(names), codes - {STOP_CARD}) for codes, names in assigned.items()]
        undo += [Answer(each, is_open=True) for each in sorted(self.answered - stored.answered)]
        undo += [Answer(each) for each in sorted(self.unanswered & stored.answered)]
        undo += _looks(self.looked_at - stored.looked_at, is_open=True)
        undo += _looks(self.unlooked & stored.looked_at, is_open=False)
        if self.are_cards_last not in (None, stored.are_cards_last):
            undo.append(CardsLast(stored.are_cards_last))
        return undo

    def applied_to(self, stored: StoredSorting) -> StoredSorting:
        corrections = {**stored.corrections, **self.corrections}
        return replace(
            stored,
            corrections={name: each for name, each in corrections.items() if each},
            answered=(stored.answered | self.answered) - self.unanswered,
            looked_at=(stored.looked_at | self.looked_at) - self.unlooked,
            are_cards_last=stored.are_cards_last if self.are_cards_last is None else self.are_cards_last,
        )


def _moved(
    ids: Collection[str], done: frozenset[str], undone: frozenset[str], *, is_open: bool
) -> tuple[frozenset[str], frozenset[str]]:
    return (done.difference(ids), undone.union(ids)) if is_open else (done.union(ids), undone.difference(ids))


def _looks(ids: frozenset[str], *, is_open: bool) -> list[SortingChange]:
    return [Look(tuple(sorted(ids)), is_open=is_open)] if ids else []
