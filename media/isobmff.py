"""The boxes of ISO base media files: MP4 and QuickTime (ISO/IEC 14496-12, and Apple's QuickTime File Format).

Only headers and small contents are read, so that a file of any size, or with a hole in its middle, takes the same
memory and the same time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

MAX_BOXES = 10_000
MAX_CONTENT_BYTES = 64 * 1024
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"udta", b"meta"})


class Box(NamedTuple):
    """A box at `at` of its file, and where its content starts and ends."""

    type: bytes
    at: int
    start: int
    end: int


class TooManyBoxes(Exception):
    """More than any camera writes."""


def find_boxes(file: BinaryIO, size_bytes: int, wanted: frozenset[bytes]) -> Iterator[Box]:
    """Every wanted box, in the file's order. Raises TooManyBoxes."""
    within, seen = [(0, size_bytes)], 0
    while within:
        at, end = within.pop()
        for box in iterate_boxes(file, at, end):
            seen += 1
            if seen > MAX_BOXES:
                raise TooManyBoxes
            if box.type in wanted:
                yield box
            elif box.type in CONTAINERS:
                within += [(box.end, end), (_inside(file, box), box.end)]
                break


def iterate_boxes(file: BinaryIO, at: int, end: int) -> Iterator[Box]:
    """One box after the other, until the end or a size that does not fit."""
    while at + 8 <= end:
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return
        size, box_type = struct.unpack_from(">I4s", header)
        start = at + 8
        if size == 1 and len(header) == 16:
            size, start = int.from_bytes(header[8:16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < start - at or at + size > end:
            return
        yield Box(box_type, at, start, at + size)
        at += size


def child_contents(content: bytes, start: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """FileType and content of the boxes inside of a content."""
    for box in iterate_boxes(BytesIO(content), start, len(content)):
        yield box.type, content[box.start : box.end]


def read_box_content(file: BinaryIO, box: Box) -> bytes:
    """Cut at 64 KiB."""
    file.seek(box.start)
    return file.read(min(box.end - box.start, MAX_CONTENT_BYTES))


def _inside(file: BinaryIO, box: Box) -> int:
    """`meta` starts with a version in ISO files and without one in QuickTime's: told by where its first box is."""
    if box.type != b"meta":
        return box.start
    file.seek(box.start)
    return box.start if file.read(8)[4:] in (b"hdlr", b"keys", b"ilst", b"mhdr") else box.start + 4
