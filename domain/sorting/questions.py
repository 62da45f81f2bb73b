"""Which of the doubts about a proposal the photographer is asked about, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.sorting.cutting import DraftSeries
from domain.sorting.opaque_ids import question_id
from domain.sorting.records import Corrections, Question, QuestionKind
from domain.sorting.streams import TimedPhoto

GRAVITY = {kind: gravity for gravity, kind in enumerate(QuestionKind)}

OF_WHOLE_CAMERAS = frozenset(
    {
        QuestionKind.CARDS_LAST,
        QuestionKind.TWO_SEQUENCES,
        QuestionKind.NO_CARDS,
        QuestionKind.NO_TIME,
        QuestionKind.NO_CAMERA,
    }
)


@dataclass(frozen=True)
class Doubt:
    """A reason to ask. `place` is what the answer is about: the question is the same one as long as that stays.

    `about` are the series that depend on the answer, `filenames` their photos.
    """

    kind: QuestionKind
    place: tuple[str, ...]
    about: tuple[DraftSeries, ...]
    filenames: tuple[str, ...]
    at: TimedPhoto | None = None
    gap_seconds: float | None = None
    codes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return question_id(self.kind, self.place)

    @property
    def order(self) -> tuple[int, float, str]:
        return GRAVITY[self.kind], min((each.anchor.instant for each in self.about), default=0.0), self.id


def filenames_of(*about: DraftSeries) -> tuple[str, ...]:
    return tuple(each.filename for series in about for each in series.photos)


def open_questions(doubts: Iterable[Doubt], corrections: Corrections) -> list[Question]:
    """Gravest first. Each series has at most one question at a time; its others come when that one is answered.

    While it is open whether cards come first or last, nothing else about series can be told.
    """
    asked: list[Question] = []
    series_asked: set[str] = set()
    for doubt in sorted(doubts, key=lambda each: each.order):
        depending = tuple(each for each in doubt.filenames if each not in corrections.assigned)
        if not depending or doubt.id in corrections.answered:
            continue
        if doubt.kind in OF_WHOLE_CAMERAS:
            asked.append(_question(doubt, depending, None))
            continue
        subject = next((each.id for each in doubt.about if each.id not in series_asked), None)
        if subject is not None and not (asked and asked[0].kind is QuestionKind.CARDS_LAST):
            series_asked.update(each.id for each in doubt.about)
            asked.append(_question(doubt, depending, subject))
    return asked


def _question(doubt: Doubt, filenames: tuple[str, ...], series_id: str | None) -> Question:
    return Question(
        id=doubt.id,
        kind=doubt.kind,
        series_id=series_id,
        filenames=filenames,
        at=doubt.at.filename if doubt.at else None,
        gap_seconds=doubt.gap_seconds,
        codes=doubt.codes,
    )
