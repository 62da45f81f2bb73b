"""How likely a duration or a length is at an event, learnt from the event."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

BIN_WIDTH = 0.25
"""Of a logarithm: each bin is longer than the one before by 28 %."""

SMOOTHING = (0.06, 0.24, 0.4, 0.24, 0.06)
PRIOR_COUNT = 3.0
"""Spread evenly over the bins, so that nothing is impossible."""

SMALLEST = 0.05


class Density:
    """A smoothed histogram over logarithms. `logarithms` has that of each bin's share."""

    def __init__(self, values: Iterable[float], lowest: float, highest: float) -> None:
        self.lowest = lowest
        self.bins = int((highest - lowest) / BIN_WIDTH) + 1
        counts = [0.0] * self.bins
        for value in values:
            counts[self.bin_of(value)] += 1
        total = sum(counts) + PRIOR_COUNT
        self.logarithms: Sequence[float] = [
            math.log((smooth + PRIOR_COUNT / self.bins) / total) for smooth in self._smoothed(counts)
        ]

    def bin_of(self, value: float) -> int:
        bin_ = int((math.log(max(value, SMALLEST)) - self.lowest) / BIN_WIDTH)
        return min(max(bin_, 0), self.bins - 1)

    def __call__(self, value: float) -> float:
        return self.logarithms[self.bin_of(value)]

    def _smoothed(self, counts: Sequence[float]) -> list[float]:
        reach, last = len(SMOOTHING) // 2, self.bins - 1
        return [
            sum(share * counts[min(max(bin_ + step - reach, 0), last)] for step, share in enumerate(SMOOTHING))
            for bin_ in range(self.bins)
        ]
