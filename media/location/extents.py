"""Data that stands in several pieces of a file, read as one and patched piece by piece."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from domain.rendering import Patch


class JoinedExtents:
    """`ranges` are starts and ends in the file, in the order in which they belong together."""

    def __init__(self, file_content: bytes, ranges: Sequence[tuple[int, int]]) -> None:
        self.content = b"".join(file_content[start:end] for start, end in ranges)
        self._ranges = ranges
        self._starts = [0]
        for start, end in ranges:
            self._starts.append(self._starts[-1] + end - start)

    def in_file(self, patches: Iterable[Patch]) -> Iterator[Patch]:
        """Patches of `content`, as patches of the file."""
        for patch in patches:
            piece, done = bisect_right(self._starts, patch.offset) - 1, 0
            while done < len(patch.body):
                start, end = self._ranges[piece]
                at = start + patch.offset + done - self._starts[piece]
                yield Patch(at, patch.body[done : done + end - at])
                done, piece = done + end - at, piece + 1
