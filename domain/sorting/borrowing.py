"""Proposes the photos of a camera that shot no cards, by what another camera shot at the time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from domain.sorting.alignment import Runs, Shifts
from domain.sorting.cutting import DraftSeries, Sign
from domain.sorting.records import Codes

MAX_DISTANCE_SECONDS = 60
"""From a photo of the camera with cards."""


class SharedTimeline:
    """Whose photos were taken when, over all cameras with cards."""

    def __init__(self, runs: Runs, shifts: Shifts) -> None:
        marks = sorted(
            (photo.instant + shifts[name], tuple(sorted(series.codes)))
            for name, run in runs.items()
            for series in run
            for photo in series.photos
        )
        self._times = [seconds for seconds, _ in marks]
        self._codes = [frozenset(codes) for _, codes in marks]

    def codes_at(self, instant: float) -> Codes:
        """Those of the nearest photo. Empty if none is near."""
        behind = bisect_right(self._times, instant)
        near = [(abs(self._times[k] - instant), k) for k in (behind - 1, behind) if 0 <= k < len(self._times)]
        distance, k = min(near, default=(MAX_DISTANCE_SECONDS + 1.0, 0))
        return self._codes[k] if distance <= MAX_DISTANCE_SECONDS else frozenset()


def borrowed(run: Sequence[DraftSeries], timeline: SharedTimeline) -> list[DraftSeries]:
    """Successive photos that get the same codes are one series."""
    series: list[DraftSeries] = []
    for photo in sorted((each for draft in run for each in draft.photos), key=lambda each: each.seconds):
        sign = Sign(timeline.codes_at(photo.instant))
        if not series or series[-1].sign != sign:
            series.append(DraftSeries(run[0].stream, photo, sign, is_borrowed=True))
        series[-1].photos.append(photo)
    return series
