"""Compares the times of several cameras whose clocks nobody has set yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.sorting.clock_proposals import MIN_MATCHES, CameraClock, common_cards
from domain.sorting.cutting import DraftSeries

Runs = Mapping[str, Sequence[DraftSeries]]
"""The series of each stream, by its name. None is empty."""

Shifts = Mapping[str, float]
"""By the name of each stream, the seconds to add to its instants."""


def shifts(runs: Runs, set_cameras: Collection[str | None]) -> Shifts:
    """By the cards that several cameras have seen, unless the photographer has set the clock."""
    if not runs:
        return {}
    clocks = {name: _clock(run) for name, run in sorted(runs.items())}
    is_set = {name: run[0].stream.camera_id in set_cameras for name, run in runs.items()}
    reference = max(clocks, key=lambda name: (is_set[name], len(clocks[name].cards)))
    found = {reference: 0.0}
    for name, clock in clocks.items():
        distance = None if is_set[name] or name == reference else common_cards(clocks[reference], clock)
        found[name] = distance.seconds if distance and distance.matches >= MIN_MATCHES else 0.0
    return found


def _clock(run: Sequence[DraftSeries]) -> CameraClock:
    cards: dict[str, float] = {}
    for series in sorted(run, key=lambda each: each.anchor.instant):
        for code in sorted(series.subjects):
            cards.setdefault(code, series.anchor.instant)
    return CameraClock((), cards)
