"""What is stored of the sorting of an event: what the photographer has decided, and what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.codes import STOP_CARD
from domain.models import Photo
from domain.sorting.log import Publication
from domain.sorting.records import Codes, Corrections

NO_START: Codes = frozenset({"-"})
"""In place of codes: no series starts with this photo."""

UNNEEDED_BY_RULES = (
    *("sha256", "crc32", "unlocated_crc32", "upload_id", "width", "height", "duration_seconds", "placeholder"),
    *("location_rules", "thumbnail", "preview", "camera_make", "camera_model", "camera_serial"),
)
"""The fields of a photo of which nothing is kept."""


@dataclass(frozen=True)
class PhotoCorrection:
    """What the photographer has decided about one photo. None leaves it to the rules.

    `start`: a series of these codes starts with it; or NO_START. `assigned`: it is for exactly these codes. In both
    STOP_CARD is nobody: DynamoDB stores no empty set.
    """

    start: Codes | None = None
    assigned: Codes | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.assigned is not None


@dataclass(frozen=True)
class DeletedCard:
    """What is kept of a deleted photo with which a series starts. `photo` has only what the rules need."""

    photo: Photo
    start: Codes | None = None


@dataclass(frozen=True)
class StoredSorting:
    """`answered` are ids of questions, `looked_at` those of looks at series.

    `log_version` increases with every entry of the log of publications, and every undoing.
    """

    corrections: Mapping[str, PhotoCorrection] = field(default_factory=dict)
    deleted_cards: tuple[DeletedCard, ...] = ()
    answered: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()
    are_cards_last: bool = False
    log: tuple[Publication, ...] = ()
    log_version: int = 0

    def correction_of(self, filename: str) -> PhotoCorrection:
        return self.corrections.get(filename, PhotoCorrection())

    def with_entry(self, publication: Publication) -> StoredSorting:
        """With a new or changed entry of the log. Its version stays."""
        log = {each.number: each for each in (*self.log, publication)}
        return replace(self, log=tuple(log[number] for number in sorted(log)))

    def for_rules(self, starts_of_deleted: Mapping[str, Codes]) -> Corrections:
        """`starts_of_deleted` are the starts of deleted cards, by the names under which the rules see them."""
        starts = {name: each.start for name, each in self.corrections.items() if each.start is not None}
        starts |= starts_of_deleted
        assigned = {name: each.assigned for name, each in self.corrections.items() if each.assigned is not None}
        return Corrections(
            starts={name: None if start == NO_START else start for name, start in starts.items()},
            assigned={name: codes - {STOP_CARD} for name, codes in assigned.items()},
            answered=self.answered,
            are_cards_last=self.are_cards_last,
        )

    def deleted_card(self, photo: Photo) -> DeletedCard | None:
        """What to keep of a photo that is about to be deleted. None if no series starts with it."""
        correction = self.correction_of(photo.filename)
        if correction.start == NO_START or not (photo.qr_card or correction.start):
            return None
        return DeletedCard(photo.model_copy(update=dict.fromkeys(UNNEEDED_BY_RULES)), correction.start)
