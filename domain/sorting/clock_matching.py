"""The distance between two clocks, found in what both cameras saw. All times and distances are in seconds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

PAUSE_SECONDS = 15
"""After it, the next photo begins a burst."""

MAX_BURSTS = 600
BURST_BIN_SECONDS = 4
MAX_DISTANCE_SECONDS = 25 * 3600
"""A clock of another zone, or of another day. Farther ones are found by cards alone."""

MIN_PEAK = 1.5
"""How often the most frequent distance occurs, compared with the next: below, bursts tell nothing."""

MIN_BURST_SHARE = 0.25


@dataclass(frozen=True)
class Distance:
    """`seconds` are added to the other clock to get the first one's. `spread_seconds` is that of the matches."""

    seconds: float
    matches: int
    spread_seconds: float


def densest(values: Sequence[float], width_seconds: float) -> Distance:
    """The median of the window with most values. Strays, such as somebody who came back later, don't pull it.

    `values` are not empty.
    """
    ordered = sorted(values)
    start, end = 0, 0
    for low, value in enumerate(ordered):
        high = bisect_right(ordered, value + width_seconds, lo=low)
        if high - low > end - start:
            start, end = low, high
    return Distance(median(ordered[start:end]), end - start, ordered[end - 1] - ordered[start])


def by_bursts(reference: Sequence[float], other: Sequence[float]) -> Distance | None:
    """The distance at which most bursts of one camera begin beside a burst of the other. None if it does not stand out.

    Both are times in ascending order. Two cameras at one place fire in the same moments.
    """
    first, second = _burst_starts(reference), _burst_starts(other)
    distances = [
        here - there
        for there in second
        for here in first[
            bisect_left(first, there - MAX_DISTANCE_SECONDS) : bisect_right(first, there + MAX_DISTANCE_SECONDS)
        ]
    ]
    if not distances:
        return None
    bins = Counter(round(distance / BURST_BIN_SECONDS) for distance in distances)
    peaks = {each: bins[each - 1] + bins[each] + bins[each + 1] for each in sorted(bins)}
    best = max(peaks, key=lambda each: peaks[each])
    rest = max((count for each, count in peaks.items() if abs(each - best) > 3), default=0)
    if peaks[best] < MIN_PEAK * max(rest, 1) or peaks[best] < MIN_BURST_SHARE * len(second):
        return None
    near = sorted(each for each in distances if abs(round(each / BURST_BIN_SECONDS) - best) <= 1)
    return Distance(median(near), len(near), near[-1] - near[0])


def _burst_starts(times: Sequence[float]) -> list[float]:
    starts = [after for before, after in pairwise(times) if after - before > PAUSE_SECONDS]
    return [*times[:1], *starts][:MAX_BURSTS]
