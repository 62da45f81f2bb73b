"""The input and output of sorting: photos, what the photographer has corrected, and the proposal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Codes = frozenset[str]
"""Access codes, or the one word EVERYBODY_CARD (domain/codes.py). Empty: nobody's."""


@dataclass(frozen=True, slots=True)
class SortablePhoto:
    """What is known of a photo. `card_codes` are the codes and words of the cards that were read in it.

    `clock_seconds` is the time on its camera's own clock, as it showed it, since any epoch. `taken_at_seconds` is the
    corrected time, since an epoch that all cameras share. Both are None for a photo without a time.
    A card that was deleted is handed over too: it still begins its series.
    """

    filename: str
    camera_id: str | None
    clock_seconds: float | None
    taken_at_seconds: float | None
    card_codes: frozenset[str] = frozenset()
    is_unread_card: bool = False
    is_deleted: bool = False

    @property
    def is_card(self) -> bool:
        return bool(self.card_codes) or self.is_unread_card


@dataclass(frozen=True)
class Corrections:
    """What the photographer has decided. It survives whatever arrives later.

    `starts`, by filename: a series of these codes starts with this photo (empty, or STOP_CARD: nobody's). None:
    nothing starts with it, so what looks like a card is a usual photo.
    `assigned`, by filename: the photo is for exactly these codes, whatever its series.
    `answered` are the ids of questions whose series is right as it is.
    With `are_cards_last` each card was photographed after its person, not before.
    """

    starts: Mapping[str, Codes | None] = field(default_factory=dict)
    assigned: Mapping[str, Codes] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    are_cards_last: bool = False


class SeriesKind(Enum):
    """NOBODY follows a stop card. The photos of NO_CARDS are proposed by the time of another camera's series."""

    SUBJECTS = "SUBJECTS"
    EVERYBODY = "EVERYBODY"
    NOBODY = "NOBODY"
    UNREAD_CARD = "UNREAD_CARD"
    BEFORE_FIRST_CARD = "BEFORE_FIRST_CARD"
    NO_CARDS = "NO_CARDS"


@dataclass(frozen=True)
class Series:
    """Successive photos of one camera for the same codes, in the order of its clock.

    `id` is the filename of its first card or photo. `cards` and `photos` are filenames; `cards` contains deleted ones.
    The times are corrected ones; a series that contains only cards has theirs.
    """

    id: str
    camera_id: str | None
    kind: SeriesKind
    codes: Codes
    cards: tuple[str, ...]
    photos: tuple[str, ...]
    starts_at_seconds: float | None
    ends_at_seconds: float | None


class QuestionKind(Enum):
    """In the order of their gravity: how many photos depend on the answer, and how likely they are wrong."""

    CARDS_LAST = "CARDS_LAST"
    TWO_SEQUENCES = "TWO_SEQUENCES"
    NO_CARDS = "NO_CARDS"
    NO_TIME = "NO_TIME"
    NO_CAMERA = "NO_CAMERA"
    UNREAD_CARD = "UNREAD_CARD"
    OTHER_CAMERA = "OTHER_CAMERA"
    MISSED_CARD = "MISSED_CARD"
    SAME_CARD_AGAIN = "SAME_CARD_AGAIN"
    HASTY_CARD = "HASTY_CARD"
    SAME_INSTANT = "SAME_INSTANT"
    SEEN_TWICE = "SEEN_TWICE"
    FAMILY = "FAMILY"
    ONLY_CARDS = "ONLY_CARDS"
    BEFORE_FIRST_CARD = "BEFORE_FIRST_CARD"


@dataclass(frozen=True)
class Question:
    """Something that the photographer should look at. `filenames` are the photos that depend on the answer.

    `id` stays as long as the place stays. `at` is the photo with which another series might start; with cards last,
    that series goes on to earlier photos. `gap_seconds` is the pause there. `codes` are suggestions, best first.
    """

    id: str
    kind: QuestionKind
    series_id: str | None
    filenames: tuple[str, ...]
    at: str | None = None
    gap_seconds: float | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """`series` in the order of time, `questions` that are open, gravest first.

    `codes_by_photo` has every photo that is no card, also those of no series. `version` changes with any of these.
    """

    series: tuple[Series, ...]
    questions: tuple[Question, ...]
    codes_by_photo: Mapping[str, Codes]
    version: str
