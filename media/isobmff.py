"""Reads the boxes of ISO base media files: MP4, QuickTime, HEIC and AVIF.

Reads only headers and small contents, so memory and time do not depend on the size of the file, and a hole in its
middle does not matter. Sources: ISO/IEC 14496-12, and Apple's QuickTime File Format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

MAX_BOXES = 10_000
MAX_CONTENT_BYTES = 64 * 1024
HEADER_BYTES, LARGE_HEADER_BYTES = 8, 16
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"udta", b"meta"})


class Box(NamedTuple):
    """`at` is the offset of the box in its file; `start` and `end` are those of its content."""

    type: bytes
    at: int
    start: int
    end: int


class TooManyBoxes(Exception):
    """More than any camera writes."""


def find_boxes(file: BinaryIO, size_bytes: int, wanted: frozenset[bytes]) -> Iterator[Box]:
    """Yields every box of a wanted type, in the file's order. Raises TooManyBoxes."""
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
    """Yields boxes until the end, or until a size does not fit. Size zero means up to the end."""
    while at + HEADER_BYTES <= end:
        file.seek(at)
        header = file.read(LARGE_HEADER_BYTES)
        if len(header) < HEADER_BYTES:
            return
        box = parse_header(header, at, size_if_zero=end - at)
        if box.end < box.start or box.end > end:
            return
        yield box
        at = box.end


def parse_header(header: bytes, at: int, size_if_zero: int = 0) -> Box:
    """`header` has 8 bytes, or 16 where the file goes on. The size may be wrong: check `end` against `start`."""
    size, box_type = struct.unpack_from(">I4s", header)
    if size == 1 and len(header) == LARGE_HEADER_BYTES:
        return Box(box_type, at, at + LARGE_HEADER_BYTES, at + int.from_bytes(header[HEADER_BYTES:], "big"))
    return Box(box_type, at, at + HEADER_BYTES, at + (size or size_if_zero))


def child_contents(content: bytes, start: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """Yields type and content of the boxes inside of a content."""
    for box in iterate_boxes(BytesIO(content), start, len(content)):
        yield box.type, content[box.start : box.end]


def read_box_content(file: BinaryIO, box: Box) -> bytes:
    """At most 64 KiB."""
    file.seek(box.start)
    return file.read(min(box.end - box.start, MAX_CONTENT_BYTES))


def _inside(file: BinaryIO, box: Box) -> int:
    """`meta` starts with a version in ISO files and without one in QuickTime's. The first box shows which it is."""
    if box.type != b"meta":
        return box.start
    file.seek(box.start)
    return box.start if file.read(8)[4:] in (b"hdlr", b"keys", b"ilst", b"mhdr") else box.start + 4
