"""Doubts that come from several series of one code, or from two cameras."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from domain.sorting.alignment import Runs, Shifts
from domain.sorting.cutting import DraftSeries
from domain.sorting.questions import Doubt, filenames_of
from domain.sorting.records import QuestionKind

MAX_VISIT_PAUSE_SECONDS = 30
"""Series of one code on two cameras, with at most this between them, are one visit."""

SIDE_BY_SIDE_SHARE = 0.5
"""Cameras that have seen this share of each other's codes work side by side."""


def seen_twice(runs: Runs, shifts: Shifts) -> Iterator[Doubt]:
    """A code with two visits: the person came back, or somebody held the wrong card."""
    by_code: dict[str, list[DraftSeries]] = defaultdict(list)
    for run in runs.values():
        for series in run:
            for code in series.subjects:
                if series.photos:
                    by_code[code].append(series)
    for code, several in sorted(by_code.items()):
        visits = _visits(several, shifts)
        if len(visits) > 1:
            about = tuple(sorted(several, key=lambda each: (each.anchor.instant, each.id)))
            place = (code, *sorted(each.id for each in several))
            at = visits[-1][0].anchor
            yield Doubt(QuestionKind.SEEN_TWICE, place, about, filenames_of(*about), at, codes=(code,))


def _visits(several: Sequence[DraftSeries], shifts: Shifts) -> list[list[DraftSeries]]:
    """Series that overlap in time, on different cameras and with the same codes, are one visit."""
    spans = sorted(
        (
            each.anchor.instant + shifts[each.stream.name],
            each.photos[-1].instant + shifts[each.stream.name],
            each.id,
            each,
        )
        for each in several
    )
    visits: list[list[DraftSeries]] = []
    visit_ends = -math.inf
    for starts, ends, _, each in spans:
        alike = visits and all(other.stream != each.stream and other.codes == each.codes for other in visits[-1])
        if alike and starts <= visit_ends + MAX_VISIT_PAUSE_SECONDS:
            visits[-1].append(each)
        else:
            visits.append([each])
        visit_ends = max(visit_ends, ends)
    return visits


def other_camera(runs: Runs, shifts: Shifts) -> Iterator[Doubt]:
    """Where two cameras work side by side, a card that only one of them saw may end the other's series."""
    codes = {name: frozenset(code for series in run for code in series.subjects) for name, run in runs.items()}
    for name in sorted(runs):
        for other in sorted(runs):
            fewer = min(len(codes[name]), len(codes[other]))
            if name != other and fewer and len(codes[name] & codes[other]) >= SIDE_BY_SIDE_SHARE * fewer:
                yield from _beside(runs[name], shifts[name], runs[other], shifts[other])


def _beside(
    run: Sequence[DraftSeries], shift: float, others: Sequence[DraftSeries], other_shift: float
) -> Iterator[Doubt]:
    cards = sorted(
        ((each.anchor.instant + other_shift, each.id, each) for each in others if each.cards), key=lambda each: each[:2]
    )
    times = [seconds for seconds, _, _ in cards]
    for series in run:
        if not series.cards or not series.photos:
            continue
        first, last = (series.photos[place].instant + shift for place in (0, -1))
        between = [each for _, _, each in cards[bisect_right(times, first) : bisect_right(times, last)]]
        between = [each for each in between if each.codes != series.codes]
        if between:
            card_seconds = between[0].anchor.instant + other_shift - shift
            k = bisect_left([each.instant for each in series.photos], card_seconds)
            at = series.photos[min(k, len(series.photos) - 1)]
            place, codes = (series.id, between[0].id), tuple(sorted(between[0].codes))
            yield Doubt(QuestionKind.OTHER_CAMERA, place, (series,), filenames_of(series), at, codes=codes)
