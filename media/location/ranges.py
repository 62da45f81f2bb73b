"""Ranges of bytes from `start` up to `end`: merged, compared and subtracted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Range(NamedTuple):
    start: int
    end: int


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[Range]:
    """Returns the same positions sorted, without empty ranges, and none touches the next. Fast enough for millions."""
    result: list[Range] = []
    start = end = 0
    for next_start, next_end in sorted(ranges):
        if next_start > end or end == start:
            if start < end:
                result.append(Range(start, end))
            start, end = next_start, max(next_start, next_end)
        elif next_end > end:
            end = next_end
    return [*result, Range(start, end)] if start < end else result


def overlaps(merged: Sequence[Range], start: int, end: int) -> bool:
    """Whether a position from `start` up to `end` is in one of `merged`, which is as `merge_ranges` returns it."""
    first = bisect_right(merged, start, key=lambda each: each.end)
    return first < bisect_left(merged, end, key=lambda each: each.start)


def gaps(outer: Sequence[Range], covered: Sequence[Range]) -> Iterator[Range]:
    """Yields what of `outer` is in none of `covered`. Both are as `merge_ranges` returns them. Takes linear time."""
    number = 0
    for start, end in outer:
        at = start
        while number < len(covered) and covered[number].start < end:
            if covered[number].start > at:
                yield Range(at, covered[number].start)
            at = max(at, covered[number].end)
            if at >= end:
                break
            number += 1
        if at < end:
            yield Range(at, end)
