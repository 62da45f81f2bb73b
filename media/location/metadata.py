"""The place in Exif blocks and XMP packets, wherever in a file they stand.

Phones put whole pictures and videos with metadata of their own behind the main one, so all of the file is searched.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from domain.rendering import Patch

EXIF = (b"Exif\0\0", b"EXIF")
"""What stands before an Exif block; in a WebP its size comes between."""

XMP = (b":GPS", b":Gps", b":gps")
VIDEO_PLACE = b"\xa9xyz"
MOST_NAME_BYTES = 32
MOST_VALUE_BYTES = 512
ATTRIBUTE = re.compile(rb"[\w-]+:[Gg][Pp][Ss]\w*\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
ELEMENT = re.compile(rb"<([\w-]+:[Gg][Pp][Ss]\w*)[^<>]*(?:/>|>[^<>]*</\1\s*>)")
BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
GPS_DIRECTORY = 0x8825
GPS_VERSION = 0
MOST_ENTRIES = 1000
BYTES_OF_TYPE = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4)
"""Of one value, by its type's number (TIFF 6.0, §2)."""

MOST_PATCHED_BYTES = 1 << 20


class TooMuchPlace(Exception):
    """More bytes than any camera takes to tell a place: such a file would cost memory and time."""


def in_photo(content: bytes, *, is_jpeg: bool) -> Iterator[Patch]:
    """Of a file whose metadata has no checksum and stands in one piece."""
    for part in _beside_pixels(content) if is_jpeg else [(0, len(content))]:
        for mark in EXIF:
            for at in _places(content, mark, part):
                start = next((start for start in (at + 6, at + 8) if content[start : start + 4] in BYTE_ORDERS), None)
                if start is not None:
                    yield from in_exif(content, start)
        yield from in_packets(content, part)
        for at in _places(content, VIDEO_PLACE, part):
            length = int.from_bytes(content[at + 4 : at + 6], "big")
            # The four bytes come about by chance too, so the size before and the sign of the latitude must fit.
            if int.from_bytes(content[at - 4 : at], "big") == 12 + length and content[at + 8 : at + 9] in (b"+", b"-"):
                yield Patch(at, b"free" + bytes(4 + length))  # the box that every player passes over


def in_packets(content: bytes, part: tuple[int, int]) -> Iterator[Patch]:
    """Of XMP, as it is written in plain text."""
    for mark in XMP:
        for at in _places(content, mark, part):
            yield from _in_packet(content, at)


def _beside_pixels(content: bytes) -> Iterator[tuple[int, int]]:
    """Of a JPEG, what is before its first scan, and what is behind its picture: the most of it need not be searched.

    Within a scan no 0xFF is followed by 0xD9, the end of a picture.
    """
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] != b"\xda":
        at += 2 + max(2, int.from_bytes(content[at + 2 : at + 4], "big"))
    yield 0, at
    end = content.find(b"\xff\xd9", at)
    yield (at if end < 0 else end), len(content)


def _places(content: bytes, mark: bytes, part: tuple[int, int]) -> Iterator[int]:
    at = content.find(mark, *part)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1, part[1])


def _in_packet(content: bytes, at: int) -> Iterator[Patch]:
    """`at` is the colon in the name of an attribute or an element."""
    start = max(0, at - MOST_NAME_BYTES)
    window = content[start : at + MOST_VALUE_BYTES]
    for pattern in (ELEMENT, ATTRIBUTE):
        for found in pattern.finditer(window):
            if found.start() <= at - start < found.end():
                yield Patch(start + found.start(), b" " * (found.end() - found.start()))


def in_exif(content: bytes, start: int) -> Iterator[Patch]:
    """The GPS directory of the Exif block at `start` is emptied, down to its version where that comes first."""
    order = BYTE_ORDERS[content[start : start + 4]]
    for tag, _, _, gps in _entries(content, start, order, _number(content, start + 4, order)):
        entries = list(_entries(content, start, order, gps)) if tag == GPS_DIRECTORY else []
        kept = 1 if entries and entries[0][0] == GPS_VERSION else 0
        if len(entries) == kept:
            continue
        yield Patch(start + gps, struct.pack(f"{order}H", kept))
        yield Patch(start + gps + 2 + 12 * kept, bytes(12 * (len(entries) - kept)))
        for _, kind, count, offset in entries[kept:]:
            size = BYTES_OF_TYPE[kind] * count if kind < len(BYTES_OF_TYPE) else 0
            inside = min(size, MOST_PATCHED_BYTES, len(content) - start - offset)
            if size > 4 and inside > 0:
                yield Patch(start + offset, bytes(inside))


def _entries(content: bytes, start: int, order: str, directory: int) -> Iterator[tuple[int, int, int, int]]:
    """Tag, type, count, and value or its offset; all offsets count from `start`."""
    at = start + directory
    if not 0 < directory < len(content) - start - 2:
        return
    (count,) = struct.unpack_from(f"{order}H", content, at)
    for number in range(min(count, MOST_ENTRIES)):
        place = at + 2 + 12 * number
        if place + 12 > len(content):
            return
        yield struct.unpack_from(f"{order}HHII", content, place)


def _number(content: bytes, at: int, order: str) -> int:
    return int(struct.unpack_from(f"{order}I", content, at)[0]) if at + 4 <= len(content) else 0
