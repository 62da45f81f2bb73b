"""Reads the directories of a TIFF (TIFF 6.0, §2), a BigTIFF or an Exif block, which has the same structure.

All positions are in the given content. Nothing outside of the block is read or returned.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Literal, NamedTuple

from domain.rendering import Patch

Order = Literal["little", "big"]
BYTE_ORDERS: dict[bytes, Order] = {b"II": "little", b"MM": "big"}
HEADERS = frozenset({b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"})
VALUE_BYTES = dict(enumerate((0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4))) | {16: 8, 17: 8, 18: 8, 129: 1}
"""The size of one value by its type. 16 to 18 are of BigTIFF, 129 is UTF-8 of Exif 3.0."""

FRACTIONS = frozenset({5, 10, 11, 12})
MIN_OFFSET = 8
MAX_ENTRIES = 50_000
"""Of all directories of a block. A scan with a thousand pages has 20,000."""


class InvalidTiff(Exception):
    """There is no TIFF header, or no first directory."""


class TooManyEntries(Exception):
    """More than any camera or program writes."""


class TiffEntry(NamedTuple):
    """`start` and `end` are those of the value; equal if it is outside of the block."""

    tag: int
    value_type: int
    at: int
    start: int
    end: int


class TiffDirectory(NamedTuple):
    """From `at`, its entry count, to `end`, behind the offset of the next directory, or less if it is cut off."""

    at: int
    end: int
    entries: tuple[TiffEntry, ...]
    next_offset: int


class TiffBlock:
    """A block of directories from `start` to `end`. Offsets count from `start`."""

    def __init__(self, content: bytes, start: int, end: int, order: Order, *, is_big: bool = False) -> None:
        self.content, self.start, self.end, self.order = content, start, end, order
        self.count_bytes, self.entry_bytes, self.offset_bytes = (8, 20, 8) if is_big else (2, 12, 4)
        self.header_end = start + 2 * self.offset_bytes
        self._entries = 0

    @classmethod
    def read(cls, content: bytes, start: int, end: int) -> TiffBlock:
        """Reads a header with the byte order mark at `start`. Raises InvalidTiff."""
        header = content[start : min(start + 16, end)]
        if header[:4] not in HEADERS or len(header) < MIN_OFFSET:
            raise InvalidTiff
        return cls(content, start, end, BYTE_ORDERS[header[:2]], is_big=b"+" in header[:4])

    @property
    def first_offset(self) -> int:
        return self.number(self.header_end - self.offset_bytes, self.offset_bytes)

    def directory(self, offset: int) -> TiffDirectory | None:
        """`offset` is from the start of the block. None where there is no entry count. Raises TooManyEntries."""
        at = self.start + offset
        entries_at = at + self.count_bytes
        if offset < 0 or entries_at > self.end:
            return None
        count = self.number(at, self.count_bytes)
        readable = min(count, (self.end - entries_at) // self.entry_bytes)
        self._entries += readable + 1
        if self._entries > MAX_ENTRIES:
            raise TooManyEntries
        entries = tuple(self._entry(entries_at + index * self.entry_bytes) for index in range(readable))
        end = entries_at + readable * self.entry_bytes
        if readable < count or end + self.offset_bytes > self.end:
            return TiffDirectory(at, end, entries, 0)
        return TiffDirectory(at, end + self.offset_bytes, entries, self.number(end, self.offset_bytes))

    def numbers(self, entry: TiffEntry) -> Iterator[int]:
        """Yields the integers of a value."""
        size = VALUE_BYTES.get(entry.value_type, 0)
        if size and entry.value_type not in FRACTIONS:
            for at in range(entry.start, entry.end - size + 1, size):
                yield self.number(at, size)

    def number(self, at: int, size: int) -> int:
        return int.from_bytes(self.content[at : at + size], self.order)

    def without(self, directory: TiffDirectory, tags: Container[int]) -> Patch:
        """Removes entries: the others and the offset of the next directory move up, and zeros fill the end."""
        kept = [each for each in directory.entries if each.tag not in tags]
        content = len(kept).to_bytes(self.count_bytes, self.order)
        content += b"".join(self.content[each.at : each.at + self.entry_bytes] for each in kept)
        content += directory.next_offset.to_bytes(self.offset_bytes, self.order)
        return Patch(directory.at, content.ljust(directory.end - directory.at, b"\0"))

    def _entry(self, at: int) -> TiffEntry:
        tag, value_type, count = self.number(at, 2), self.number(at + 2, 2), self.number(at + 4, self.offset_bytes)
        size = VALUE_BYTES.get(value_type, 0) * count
        start = at + 4 + self.offset_bytes
        if size > self.offset_bytes:
            start = self.start + self.number(start, self.offset_bytes)
            if start + size > self.end:
                size = 0
        return TiffEntry(tag, value_type, at, start, start + size)
