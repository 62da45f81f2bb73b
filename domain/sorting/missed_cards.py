"""Where a card may have been forgotten, or may not have been noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.sorting.alignment import Runs
from domain.sorting.cutting import DraftSeries
from domain.sorting.opaque_ids import question_id
from domain.sorting.questions import Doubt, filenames_of
from domain.sorting.records import Corrections, QuestionKind
from domain.sorting.rhythm import Rhythm
from domain.sorting.suggestions import UnseenCodes

CERTAIN_CHANCE = 0.005
"""A series is always asked about from this probability of a missed card on."""

LOWEST_CHANCE = 0.001
"""A series is never asked about below."""

MAX_SHARE = 0.15
"""Between the two, the likeliest series are asked about, up to this share of all: what 5 minutes have room for."""

Odds = list[float]
"""For each pause between two photos of a series, the odds that somebody else's photos begin behind it."""


def missed_cards(
    runs: Runs, rhythms: Mapping[str, Rhythm], unseen: UnseenCodes, corrections: Corrections
) -> Iterator[Doubt]:
    odds = {
        series.id: rhythms[name].missed_card_odds(series)
        for name, run in runs.items()
        for series in run
        if series.codes
    }
    minimum = _min_chance(odds, [series for run in runs.values() for series in run])
    for run in runs.values():
        for index, series in enumerate(run):
            k = _likeliest(series, odds.get(series.id, []), minimum, corrections)
            if k is not None:
                before, after = series.photos[k], series.photos[k + 1]
                yield Doubt(
                    QuestionKind.MISSED_CARD,
                    (before.filename, after.filename),
                    (series,),
                    filenames_of(series),
                    at=after,
                    gap_seconds=after.seconds - before.seconds,
                    codes=unseen.near(run, index),
                )


def _min_chance(odds: Mapping[str, Odds], series: Sequence[DraftSeries]) -> float:
    """What the photographer has split counts as asked: otherwise each answer would bring the next question."""
    split = sum(each.sign is not None and each.sign.is_corrected and not each.cards for each in series)
    ranked = sorted((_chance(sum(each)) for each in odds.values()), reverse=True)
    place = max(int(MAX_SHARE * len(series)) - split, 0)
    return min(max(ranked[place] if place < len(ranked) else 0, LOWEST_CHANCE), CERTAIN_CHANCE)


def _likeliest(series: DraftSeries, odds: Odds, min_chance: float, corrections: Corrections) -> int | None:
    """The likeliest pause that the photographer has not called right, while all of these together are likely."""
    total = sum(odds)
    if _chance(total) < min_chance:
        return None
    for k in sorted(range(len(odds)), key=lambda each: -odds[each]):
        place = (series.photos[k].filename, series.photos[k + 1].filename)
        if question_id(QuestionKind.MISSED_CARD, place) not in corrections.answered:
            return k
        total -= odds[k]
        if _chance(total) < CERTAIN_CHANCE:
            return None
    return None


def _chance(odds: float) -> float:
    return odds / (1 + odds)
