"""Proposes the photos of a camera that shot no cards, by what another camera shot at the time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from domain.sorting.alignment import Runs, Shifts
from domain.sorting.cutting import DraftSeries, Sign
from domain.sorting.records import Codes


class SharedTimeline:
    """Whose turn it was when, on each camera with cards: from the card to the last photo."""

    def __init__(self, runs: Runs, shifts: Shifts) -> None:
        self._spans = [
            sorted(
                (series.anchor.instant + shifts[name], series.last.instant + shifts[name], tuple(sorted(series.codes)))
                for series in run
            )
            for name, run in sorted(runs.items())
        ]

    def codes_at(self, instant: float) -> Codes:
        """Empty between two turns, and where two cameras had turns of different people."""
        found = set()
        for spans in self._spans:
            place = bisect_right(spans, instant, key=lambda span: span[0]) - 1
            if place >= 0 and instant <= spans[place][1]:
                found.add(frozenset(spans[place][2]))
        return found.pop() if len(found) == 1 else frozenset()


def borrowed(run: Sequence[DraftSeries], timeline: SharedTimeline) -> list[DraftSeries]:
    """Successive photos that get the same codes are one series.

    What the photographer starts by hand lasts as long as that turn: the next photos are somebody else's.
    """
    series: list[DraftSeries] = []
    for draft in run:
        corrected = draft.sign if draft.sign is not None and draft.sign.is_corrected else None
        turn = timeline.codes_at(draft.anchor.instant)
        for photo in draft.photos:
            codes = timeline.codes_at(photo.instant)
            corrected = corrected if codes == turn else None
            sign = corrected or Sign(codes)
            if not series or series[-1].sign != sign:
                series.append(DraftSeries(run[0].stream, photo, sign, is_borrowed=True))
            series[-1].photos.append(photo)
    return series
