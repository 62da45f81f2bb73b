"""How an event goes: the pauses within a series, the pauses before a card, and how many photos a series has.

A card that was forgotten, or that nobody noticed, leaves one thing behind: a pause as between two people, in a series
that is long enough for two. How much that tells depends on the event, so the event is what it is learnt from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from domain.sorting.cutting import DraftSeries
from domain.sorting.density import Density
from domain.sorting.streams import TimedPhoto

MISSED_SHARE = 0.02
"""Of the cards that are forgotten or that nobody notices, before anything is known about a series."""

MIN_PAUSES, MIN_SERIES = 50, 20
"""With fewer, an event does not tell its own rhythm yet."""

MAX_SCORE = 50

USUAL_PAUSES = (1, 1.5, 2, 3, 3, 4, 5, 6, 8, 12) * 3
USUAL_CHANGES = (10, 15, 20, 25, 30, 40, 50, 60, 90, 180) * 3
USUAL_LENGTHS = (4, 6, 8, 9, 10, 10, 11, 12, 14, 20) * 3

CARDS_LAST_RATIO = 1.5
"""Changing over takes longer than aiming: where the pause after the cards is that much longer, they came last."""

LOWEST_PAUSE, HIGHEST_PAUSE = -2, 9
"""Logarithms: 0.14 seconds to two hours."""

HIGHEST_LENGTH = 7
"""A logarithm: 1,100 photos."""


class Rhythm:
    def __init__(self, runs: Iterable[Sequence[DraftSeries]]) -> None:
        inside: list[float] = []
        changes: list[float] = []
        lengths: list[float] = []
        aiming: list[float] = []
        for run in runs:
            for series, following in zip(run, [*run[1:], None], strict=True):
                inside += [after.seconds - before.seconds for before, after in pairwise(series.photos)]
                if series.photos and following and following.cards:
                    changes.append(following.cards[0].seconds - series.photos[-1].seconds)
                if series.photos and series.cards:
                    lengths.append(len(series.photos))
                    aiming.append(series.photos[0].seconds - series.cards[-1].seconds)
        enough = len(aiming) >= MIN_SERIES and len(changes) >= MIN_SERIES
        self.is_backwards = enough and median(aiming) > CARDS_LAST_RATIO * median(changes)
        self.inside = _pauses(inside, USUAL_PAUSES, MIN_PAUSES)
        self.changes = _pauses(changes, USUAL_CHANGES, MIN_SERIES)
        usual = () if len(lengths) >= MIN_SERIES else USUAL_LENGTHS
        self.lengths = Density([*usual, *lengths], 0, HIGHEST_LENGTH)

    def change_odds(self, before: TimedPhoto, after: TimedPhoto) -> float:
        """How much likelier this pause is between two people than within a series."""
        return math.exp(min(self._score(before, after), MAX_SCORE))

    def missed_card_odds(self, series: DraftSeries) -> list[float]:
        """For each pause between two photos of the series, the odds that somebody else's photos begin behind it.

        A pause in which the series' own card was seen again is one of its own.
        """
        photos, count = series.photos, len(series.photos)
        explained = {last.filename for last, _ in series.again}
        odds = []
        for k in range(1, count):
            if photos[k - 1].filename in explained:
                odds.append(0.0)
                continue
            score = self._score(photos[k - 1], photos[k])
            score += self.lengths(k) + self.lengths(count - k) - self.lengths(count)
            odds.append(MISSED_SHARE * math.exp(min(score, MAX_SCORE)))
        return odds

    def _score(self, before: TimedPhoto, after: TimedPhoto) -> float:
        pause = self.inside.bin_of(after.seconds - before.seconds)
        return self.changes.logarithms[pause] - self.inside.logarithms[pause]


def _pauses(learnt: Sequence[float], usual: Sequence[float], minimum: int) -> Density:
    values = learnt if len(learnt) >= minimum else [*usual, *learnt]
    return Density(values, LOWEST_PAUSE, HIGHEST_PAUSE)
