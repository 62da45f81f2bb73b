"""Ranges of bytes in a file, from `start` up to `end`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Range(NamedTuple):
    start: int
    end: int


def merge_ranges(ranges: Iterable[tuple[int, int]]) -> list[Range]:
    """Sorted, without empty ones, and none touches the next. Made for millions."""
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


def gaps(outer: Sequence[Range], covered: Sequence[Range]) -> Iterator[Range]:
    """What of `outer` none of `covered` covers. Both are as `merged` returns them; takes steps by their lengths."""
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
