"""Content that stands in several extents of a file: joined to be read, and patched extent by extent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from domain.rendering import Patch


def join_extents(file_content: bytes, extents: Sequence[tuple[int, int]]) -> bytes:
    """`extents` are starts and ends in the file, in the order of the content."""
    return b"".join(file_content[start:end] for start, end in extents)


def file_patches(extents: Sequence[tuple[int, int]], patches: Iterable[Patch]) -> Iterator[Patch]:
    """Converts patches of the joined content to patches of the file. Drops what lies behind the last extent."""
    joined_starts = list(accumulate((end - start for start, end in extents), initial=0))
    for offset, body in patches:
        index, done = bisect_right(joined_starts, offset) - 1, 0
        while done < len(body) and index < len(extents):
            start, end = extents[index]
            at = start + offset + done - joined_starts[index]
            if at < end:
                yield Patch(at, body[done : done + end - at])
            done, index = done + end - at, index + 1
