"""What the photographer decides about a proposal, and how it is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.codes import EVERYBODY_CARD, STOP_CARD
from domain.models import Photo
from domain.sorting.records import Codes
from domain.sorting.stored import NO_START, PhotoCorrection, StoredSorting

MAX_CODES_A_PHOTO = 50


@dataclass(frozen=True)
class StartSeries:
    """A series of these codes starts with the photo; of nobody with none. With `is_card` the photo shows a card."""

    filename: str
    codes: Codes
    is_card: bool = False


@dataclass(frozen=True)
class NoStart:
    """No series starts with the photo, so it is no card."""

    filename: str


@dataclass(frozen=True)
class Assign:
    """The photos are for exactly these codes, whatever their series. For nobody without any."""

    filenames: tuple[str, ...]
    codes: Codes


@dataclass(frozen=True)
class Release:
    """Takes back whatever was decided about these photos."""

    filenames: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """The question is answered: what it asks about is right as it is. Asked again with `is_open`."""

    question_id: str
    is_open: bool = False


@dataclass(frozen=True)
class CardsLast:
    """Whether each card was photographed after its person."""

    are_cards_last: bool


SortingChange = StartSeries | NoStart | Assign | Release | Answer | CardsLast


@dataclass
class Outcome:
    """What a list of changes comes to. `cards` are the photos that become cards (True) or usual photos (False)."""

    corrections: dict[str, PhotoCorrection] = field(default_factory=dict)
    cards: dict[str, bool] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
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
                ids = frozenset({question_id})
                self.answered = self.answered - ids if is_open else self.answered | ids
                self.unanswered = self.unanswered | ids if is_open else self.unanswered - ids
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
        if self.are_cards_last not in (None, stored.are_cards_last):
            undo.append(CardsLast(stored.are_cards_last))
        return undo

    def applied_to(self, stored: StoredSorting) -> StoredSorting:
        corrections = {**stored.corrections, **self.corrections}
        return replace(
            stored,
            corrections={name: each for name, each in corrections.items() if each},
            answered=(stored.answered | self.answered) - self.unanswered,
            are_cards_last=stored.are_cards_last if self.are_cards_last is None else self.are_cards_last,
        )


def named(change: SortingChange) -> tuple[str, ...]:
    """The filenames in a change."""
    match change:
        case StartSeries(filename=filename) | NoStart(filename):
            return (filename,)
        case Assign(filenames=filenames) | Release(filenames):
            return filenames
        case _:
            return ()


def codes_in(change: SortingChange) -> Codes:
    """The access codes in a change."""
    return change.codes - {EVERYBODY_CARD} if isinstance(change, StartSeries | Assign) else frozenset()
