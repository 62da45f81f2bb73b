"""What the photographer may decide about a proposal."""

from __future__ import annotations

from dataclasses import dataclass

from domain.codes import EVERYBODY_CARD
from domain.sorting.records import Codes

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


@dataclass(frozen=True)
class Look:
    """The photographer has looked at what these stand for. It has to be looked at again with `is_open`."""

    look_ids: tuple[str, ...]
    is_open: bool = False


SortingChange = StartSeries | NoStart | Assign | Release | Answer | Look | CardsLast


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


def ids_in(change: SortingChange) -> tuple[str, ...]:
    """The ids of questions and looks in a change."""
    match change:
        case Answer(question_id=question_id):
            return (question_id,)
        case Look(look_ids=look_ids):
            return look_ids
        case _:
            return ()
