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

FORGOTTEN_SHARE = 0.015
"""Of the cards that nobody photographs, before anything is known about a series."""

UNNOTICED_SHARE = 0.02
"""Of the cards that are photographed, but look like a photo to the decoder: blurred ones."""

MIN_PAUSES, MIN_SERIES = 50, 20
"""With fewer, an event does not tell its own rhythm yet."""

MAX_SCORE = 50

USUAL_PAUSES = (1, 1.5, 2, 3, 3, 4, 5, 6, 8, 12) * 3
USUAL_CHANGES = (10, 15, 20, 25, 30, 40, 50, 60, 90, 180) * 3
USUAL_AIMING = (3, 4, 5, 6, 6, 7, 8, 9, 11, 15) * 3
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
        self.aiming = _pauses(aiming, USUAL_AIMING, MIN_SERIES)
        usual = () if len(lengths) >= MIN_SERIES else USUAL_LENGTHS
        self.lengths = Density([*usual, *lengths], 0, HIGHEST_LENGTH)

    def change_odds(self, before: TimedPhoto, after: TimedPhoto) -> float:
        """How much likelier this pause is between two people than within a series."""
        return _exp(self._score(self.changes, after.seconds - before.seconds))

    def missed_card_odds(self, series: DraftSeries) -> list[float]:
        """For each pause between two photos of the series, the odds that somebody else's photos begin behind it.

        Either a card was forgotten there, or the next photo is the card, and a second pause for aiming follows.
        A pause in which the series' own card was seen again is one of its own.
        """
        photos, count = series.photos, len(series.photos)
        explained = {last.filename for last, _ in series.again}
        pauses = [after.seconds - before.seconds for before, after in pairwise(photos)]
        whole = self.lengths(count) if count else 0.0
        odds = []
        for k, pause in enumerate(pauses, 1):
            change = self._score(self.changes, pause) + self.lengths(k) - whole
            forgotten = FORGOTTEN_SHARE * _exp(change + self.lengths(count - k))
            unnoticed = 0.0
            if k < len(pauses):
                aiming = self._score(self.aiming, pauses[k])
                unnoticed = UNNOTICED_SHARE * _exp(change + aiming + self.lengths(count - k - 1))
            odds.append(0.0 if photos[k - 1].filename in explained else forgotten + unnoticed)
        return odds

    def _score(self, density: Density, pause: float) -> float:
        """The logarithm of how much likelier a pause is in `density` than within a series."""
        bin_ = density.bin_of(pause)
        return density.logarithms[bin_] - self.inside.logarithms[bin_]


def _exp(score: float) -> float:
    return math.exp(min(score, MAX_SCORE))


def _pauses(learnt: Sequence[float], usual: Sequence[float], minimum: int) -> Density:
    values = learnt if len(learnt) >= minimum else [*usual, *learnt]
    return Density(values, LOWEST_PAUSE, HIGHEST_PAUSE)
