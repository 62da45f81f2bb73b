"""Collects the patches that remove locations from one file.

Every patch lies inside the file, outside of protected ranges, and within limits. `location_may_remain` is set whenever
something can't be checked or erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from domain.rendering import PATCHED_BLOCK_BYTES, Patch
from domain.uploads import SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES
from media.isobmff import Box
from media.location.ranges import Range, merge_ranges, overlaps

MAX_ERASED_BYTES = 24 << 20
MAX_PATCHES = 1 << 14
"""Each costs the worker a tenth of a millisecond."""

MAX_READ_BYTES = 16 << 20
MAX_HOLE_BLOCKS = 128
"""Each is copied through the worker, which has minutes for a file. A gigabyte takes about half a minute."""

MAX_BOXES = 200_000
"""A video of six hours in fragments of one second has so many."""

CHUNK_BYTES = 1 << 20


class Redaction:
    """`location_may_remain` is true if a location may be left in the file after all patches.

    Only head and tail of a large video are stored locally: the file has a hole between them, which reads as zeros.
    """

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self.file = file
        self.size_bytes = size_bytes
        self.location_may_remain = False
        self._patches: list[Patch] = []
        self._erased_bytes = 0
        self._boxes = 0
        self._hole_blocks: set[int] = set()
        self._protected: list[Range] = []
        self._hole = Range(SPARSE_HEAD_BYTES, max(SPARSE_HEAD_BYTES, size_bytes - SPARSE_TAIL_BYTES))

    @property
    def patches(self) -> tuple[Patch, ...]:
        """To be written in this order."""
        return tuple(self._patches)

    def protect(self, ranges: list[Range]) -> None:
        """Never writes over these ranges of pictures and sound, whatever a crafted file says about them."""
        self._protected = merge_ranges([*self._protected, *ranges])

    def is_in_hole(self, start: int, end: int) -> bool:
        """True if any part is in the hole."""
        return start < self._hole.end and end > self._hole.start

    def count_box(self) -> bool:
        """Returns False and sets `location_may_remain` past `MAX_BOXES`."""
        self._boxes += 1
        if self._boxes > MAX_BOXES:
            self.location_may_remain = True
        return self._boxes <= MAX_BOXES

    def read(self, start: int, end: int, max_bytes: int = MAX_READ_BYTES) -> bytes | None:
        """Returns None and sets `location_may_remain` where it is too long or in the hole."""
        if end - start > max_bytes or self.is_in_hole(start, end):
            self.location_may_remain = True
            return None
        self.file.seek(start)
        return self.file.read(max(0, min(end, self.size_bytes) - start))

    def write(self, offset: int, body: bytes) -> None:
        if overlaps(self._protected, offset, offset + len(body)):
            self.location_may_remain = True
        else:
            self.write_sample(offset, body)

    def write_all(self, patches: Iterable[Patch]) -> None:
        for patch in patches:
            self.write(*patch)

    def write_sample(self, offset: int, body: bytes) -> None:
        """Also writes to protected ranges: for bytes known not to be a picture."""
        if not 0 <= offset <= offset + len(body) <= self.size_bytes or not self._spend(body):
            self.location_may_remain = True
        elif body:
            self._patches.append(Patch(offset, body))

    def erase(self, start: int, end: int) -> None:
        """Overwrites with zeros what is not zero."""
        if not 0 <= start <= end <= self.size_bytes or end - start > MAX_ERASED_BYTES:
            self.location_may_remain = True
        elif not self.is_in_hole(start, end):
            for extent in self._not_zero(start, end):
                self.write(extent.start, bytes(extent.end - extent.start))
        elif self._spend_hole_blocks(start, end):
            self.write(start, bytes(end - start))

    def erase_box(self, box: Box) -> None:
        """Turns the box into padding, which every reader skips."""
        if self.is_in_hole(box.at, box.start):
            self.location_may_remain = True
            return
        self.write(box.at + 4, b"free")
        self.erase(box.start, box.end)

    def _not_zero(self, start: int, end: int) -> Iterator[Range]:
        """Yields one range for each chunk, without zeros at its ends."""
        for at in range(start, end, CHUNK_BYTES):
            self.file.seek(at)
            chunk = self.file.read(min(CHUNK_BYTES, end - at))
            if length := len(chunk.rstrip(b"\0")):
                yield Range(at + len(chunk) - len(chunk.lstrip(b"\0")), at + length)

    def _spend(self, body: bytes) -> bool:
        self._erased_bytes += len(body)
        return self._erased_bytes <= MAX_ERASED_BYTES and len(self._patches) < MAX_PATCHES

    def _spend_hole_blocks(self, start: int, end: int) -> bool:
        blocks = range(start // PATCHED_BLOCK_BYTES, (end - 1) // PATCHED_BLOCK_BYTES + 1)
        self._hole_blocks.update(blocks)
        if len(self._hole_blocks) > MAX_HOLE_BLOCKS:
            self.location_may_remain = True
            return False
        return True
