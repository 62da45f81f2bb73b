"""Whose card may be the one that could not be read, or that was forgotten."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from domain.sorting.cutting import DraftSeries

MAX_SUGGESTIONS = 5


class UnseenCodes:
    """The codes whose card no photo shows. People often come in the order of the names list: near ones are first."""

    def __init__(self, known_codes: Iterable[str], runs: Iterable[Sequence[DraftSeries]]) -> None:
        self._codes = list(known_codes)
        self._ranks = {code: rank for rank, code in enumerate(self._codes)}
        seen = {code for run in runs for series in run for code in series.subjects}
        self._unseen = [rank for rank, code in enumerate(self._codes) if code not in seen]

    def near(self, run: Sequence[DraftSeries], index: int) -> tuple[str, ...]:
        """Those that stand in the list nearest to the people before and after a place in the run, nearest first."""
        around = [self._rank(reversed(run[: index + 1])), self._rank(run[index + 1 :])]
        ranks = [rank for rank in around if rank is not None]
        nearest: set[int] = set()
        for rank in ranks or [0]:
            place = bisect_left(self._unseen, rank)
            nearest.update(self._unseen[max(place - MAX_SUGGESTIONS, 0) : place + MAX_SUGGESTIONS])
        middle = sum(ranks) / len(ranks) if ranks else 0
        ordered = sorted(nearest, key=lambda each: (sum(abs(each - rank) for rank in ranks), abs(each - middle), each))
        return tuple(self._codes[rank] for rank in ordered[:MAX_SUGGESTIONS])

    def _rank(self, series: Iterable[DraftSeries]) -> int | None:
        """Of the first series that has a code."""
        for each in series:
            ranks = [self._ranks[code] for code in each.subjects if code in self._ranks]
            if ranks:
                return max(ranks)
        return None
