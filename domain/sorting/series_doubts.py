"""Doubts about single series of one camera."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.sorting.cutting import DraftSeries
from domain.sorting.families import Families
from domain.sorting.questions import Doubt, filenames_of
from domain.sorting.records import QuestionKind, SeriesKind
from domain.sorting.rhythm import Rhythm
from domain.sorting.streams import TimedPhoto
from domain.sorting.suggestions import UnseenCodes

MAX_HASTY_ODDS = 0.15
"""A card is asked about that comes that much less like a change of people than like one photo more of the same."""

MIN_ONLY_CARDS = 3


@dataclass(frozen=True)
class SeriesDoubts:
    """`families` says which codes belong together."""

    rhythm: Rhythm
    unseen: UnseenCodes
    families: Families

    def of_run(self, run: Sequence[DraftSeries]) -> Iterator[Doubt]:
        for index, series in enumerate(run):
            previous = run[index - 1] if index else None
            following = run[index + 1] if index + 1 < len(run) else None
            if series.kind is SeriesKind.BEFORE_FIRST_CARD:
                place = (series.stream.name, following.id if following else "")
                yield _about(series, QuestionKind.BEFORE_FIRST_CARD, place)
                continue
            yield from self._of_cards(run, index)
            yield from self._of_hasty_cards(previous, series)
            yield from _of_ties(previous, series)

    def _of_cards(self, run: Sequence[DraftSeries], index: int) -> Iterator[Doubt]:
        series = run[index]
        if series.is_unsure or series.kind is SeriesKind.UNREAD_CARD:
            codes = (*sorted(series.subjects), *self.unseen.near(run, index))
            yield _about(series, QuestionKind.UNREAD_CARD, (series.id,), at=series.anchor, codes=codes)
        for last, card in series.again:
            # Without a pause, the person wears the card.
            if self.rhythm.change_odds(last, card) >= MAX_HASTY_ODDS:
                gap = card.seconds - last.seconds
                yield _about(series, QuestionKind.SAME_CARD_AGAIN, (card.filename,), at=card, gap_seconds=gap)
        if series.is_combined and not self.families.contain(series.subjects):
            yield _about(series, QuestionKind.FAMILY, (series.id, *sorted(series.codes)), at=series.anchor)
        if len(series.cards) >= MIN_ONLY_CARDS and not series.photos:
            cards = tuple(each.filename for each in series.cards)
            yield Doubt(QuestionKind.ONLY_CARDS, cards, (series,), cards, series.anchor)

    def _of_hasty_cards(self, previous: DraftSeries | None, series: DraftSeries) -> Iterator[Doubt]:
        if not (previous and previous.photos and previous.cards and series.cards) or (
            series.sign and series.sign.is_corrected
        ):
            return
        last, card = previous.photos[-1], series.cards[0]
        if self.rhythm.change_odds(last, card) < MAX_HASTY_ODDS:
            gap, codes = card.seconds - last.seconds, tuple(sorted(previous.codes))
            place = (last.filename, card.filename)
            yield _about(series, QuestionKind.HASTY_CARD, place, at=card, gap_seconds=gap, codes=codes)


def _of_ties(previous: DraftSeries | None, series: DraftSeries) -> Iterator[Doubt]:
    """A card and a photo of one instant, without the numbers that tell which came first."""
    if not series.cards:
        return
    card = series.cards[0]
    neighbours = [*(previous.photos[-1:] if previous else ()), *series.photos[:1]]
    tied = [each for each in neighbours if each.seconds == card.seconds]
    if any(each.number is None or card.number is None for each in tied):
        filenames = tuple(each.filename for each in tied)
        place = (card.filename, *filenames)
        yield Doubt(QuestionKind.SAME_INSTANT, place, (series,), filenames, at=card, gap_seconds=0.0)


def _about(
    series: DraftSeries,
    kind: QuestionKind,
    place: tuple[str, ...],
    *,
    at: TimedPhoto | None = None,
    gap_seconds: float | None = None,
    codes: tuple[str, ...] = (),
) -> Doubt:
    return Doubt(kind, place, (series,), filenames_of(series), at, gap_seconds, codes)
