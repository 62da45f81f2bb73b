"""Reads Samsung's SEF: data blocks and a directory, behind a picture or in the box `sefd` of a HEIC.

Source: ExifTool's Samsung.pm, ProcessSamsung.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from media.location.location_fields import is_location_field
from media.location.ranges import Range

START, END = b"SEFH", b"SEFT"
HEADER_BYTES = 12
ENTRY_BYTES = 12
BLOCK_HEADER_BYTES = 8
LENGTH_BYTES = 4
MAX_ENTRIES = 1000
MAX_DIRECTORIES = 100
COUNTRY_OF_NETWORK = 0x0AA1
"""`MCC_Data`."""


class SefPart(NamedTuple):
    """A directory, an entry of it, or a block. One with `is_location` is erased whole."""

    range: Range
    is_location: bool = False


def sef_parts(content: bytes) -> Iterator[SefPart]:
    """The directory is at the end of `content`, or other data follows it."""
    end = len(content)
    for _ in range(MAX_DIRECTORIES):
        end = content.rfind(END, 0, end)
        if end < 0:
            return
        start = end - LENGTH_BYTES - int.from_bytes(content[max(0, end - LENGTH_BYTES) : end], "little")
        if start >= 0 and content.startswith(START, start):
            yield SefPart(Range(start, end + len(END)))
            yield from _blocks(content, start, end - LENGTH_BYTES)


def _blocks(content: bytes, start: int, end: int) -> Iterator[SefPart]:
    """Offsets count backwards from the directory. A block starts with its type and the length of its name."""
    count = min(int.from_bytes(content[start + 8 : start + 12], "little"), MAX_ENTRIES)
    for at in range(start + HEADER_BYTES, min(start + HEADER_BYTES + count * ENTRY_BYTES, end), ENTRY_BYTES):
        block_type, back, size = struct.unpack_from("<HII", content, at + 2)
        block = Range(start - back, start - back + size)
        if not 0 <= block.start <= block.end - BLOCK_HEADER_BYTES <= start - BLOCK_HEADER_BYTES:
            continue
        name_start = block.start + BLOCK_HEADER_BYTES
        name_end = name_start + int.from_bytes(content[block.start + 4 : name_start], "little")
        name = content[name_start : min(name_end, block.end)].decode("latin-1")
        is_location = block_type == COUNTRY_OF_NETWORK or is_location_field(name)
        yield SefPart(block, is_location)
        yield SefPart(Range(at + 2, at + 4), is_location)
