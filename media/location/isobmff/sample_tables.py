"""Locates the samples of a track in the file. Source: ISO/IEC 14496-12:2022, §8.7."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import add, sub

from media.location.isobmff.redaction import Redaction
from media.location.isobmff.tracks import Track
from media.location.ranges import Range

MAX_TABLE_BYTES = 16 << 20
"""Enough for four million samples: eighteen hours at sixty pictures a second."""


class SampleTable:
    """Chunk i is at `offsets[i]` and has the samples from `firsts[i]` up to `firsts[i + 1]`.

    Either all samples have `sample_bytes`, or `ends` are the cumulated sizes of samples.
    """

    def __init__(self, offsets: Sequence[int], firsts: Sequence[int], sample_bytes: int, ends: Sequence[int]) -> None:
        self.sample_count = firsts[-1]
        self._offsets = offsets
        self._firsts = firsts
        self._sample_bytes = sample_bytes
        self._ends = ends

    def chunk_ranges(self) -> Iterator[tuple[int, int]]:
        """Fast enough for millions."""
        if self._sample_bytes:
            ends = [self._sample_bytes * first for first in self._firsts]
        else:
            last = len(self._ends) - 1
            ends = [self._ends[first if first < last else last] for first in self._firsts]
        sizes = map(sub, ends[1:], ends)
        return zip(self._offsets, map(add, self._offsets, sizes), strict=False)

    def sample_ranges(self) -> Iterator[Range]:
        for offset, (first, end) in zip(self._offsets, pairwise(self._firsts), strict=False):
            base = offset - self._end(first)
            for number in range(first, end):
                yield Range(base + self._end(number), base + self._end(number + 1))

    def _end(self, sample_count: int) -> int:
        if self._sample_bytes:
            return sample_count * self._sample_bytes
        return self._ends[min(sample_count, len(self._ends) - 1)]


def read_sample_table(redaction: Redaction, track: Track) -> SampleTable | None:
    """Returns None and sets `location_may_remain` where it is too large or in the hole. A missing table is empty."""
    tables = {box_type: _read(redaction, track, box_type) for box_type in (b"stsz", b"stz2", b"stsc", b"stco", b"co64")}
    if any(table is None for table in tables.values()):
        return None
    sizes, compact, runs, offsets, large_offsets = (table or b"" for table in tables.values())
    chunk_offsets = [*read_numbers(offsets[8:], "I"), *read_numbers(large_offsets[8:], "Q")]
    firsts = _firsts(len(chunk_offsets), read_numbers(runs[8:], "I"))
    if sizes:
        return SampleTable(
            chunk_offsets, firsts, int.from_bytes(sizes[4:8], "big"), _ends(read_numbers(sizes[12:], "I"))
        )
    return SampleTable(chunk_offsets, firsts, 0, _ends(_compact_sizes(compact)))


def _read(redaction: Redaction, track: Track, box_type: bytes) -> bytes | None:
    box = track.tables.get(box_type)
    return redaction.read(box.start, box.end, MAX_TABLE_BYTES) if box else b""


def _ends(sizes: Sequence[int]) -> Sequence[int]:
    return array("Q", accumulate(sizes, initial=0))


def _firsts(chunk_count: int, runs: Sequence[int]) -> list[int]:
    """Returns the index of each chunk's first sample, and at the end the number of samples.

    `runs` has three numbers a run: its first chunk, the samples in each chunk, and their description.
    """
    counts: list[int] = []
    starts = [*runs[0 : len(runs) - 2 : 3], chunk_count + 1]
    for (first_chunk, next_chunk), samples in zip(pairwise(starts), runs[1::3], strict=False):
        # Never backwards: runs in a crafted order would take quadratic time.
        start = min(max(len(counts), first_chunk - 1), chunk_count)
        counts += [0] * (start - len(counts))
        counts += [samples] * (min(next_chunk - 1, chunk_count) - start)
    return list(accumulate(counts, initial=0))


def _compact_sizes(stz2: bytes) -> Sequence[int]:
    bits, content = stz2[7:8], stz2[12:]
    if bits == b"\x04":
        return [half for byte in content for half in (byte >> 4, byte & 15)]
    return read_numbers(content, "H") if bits == b"\x10" else content


def read_numbers(content: bytes, code: str) -> array[int]:
    """Reads big-endian numbers. `code` is a type code of `array`."""
    numbers: array[int] = array(code)
    numbers.frombytes(content[: len(content) - len(content) % numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
