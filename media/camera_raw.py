"""Recognizes the raw files of cameras that are TIFF: DNG, NEF, ARW, PEF, SRW, 3FR, IIQ and others.

Their first picture is often a thumbnail that every reader of TIFF opens.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

COMPRESSION, PHOTOMETRIC, SUBDIRECTORIES, DNG_VERSION = 0x0103, 0x0106, 0x014A, 0xC612
RAW_PIXELS = {
    PHOTOMETRIC: frozenset({32803, 34892}),
    COMPRESSION: frozenset({262, 32767, 32769, 32770, 34713, 65000, 65535}),
}
"""A colour filter array or linear sensor data (DNG 1.7, chapter 4), and compressions of Kodak, Sony, Samsung, Nikon and
Pentax (ExifTool's table of them)."""

MAX_DIRECTORIES, MAX_ENTRIES = 50, 1_000
ENTRY_BYTES = 12
SHORT = 3
BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


def is_tiff_raw(file: BinaryIO) -> bool:
    """`file` begins like a TIFF. Reads its directories, not its pictures. BigTIFF is never raw."""
    file.seek(0)
    head = file.read(8)
    order = BYTE_ORDERS.get(head[:4])
    if not order or len(head) < 8:
        return False
    offsets, seen = list(struct.unpack(f"{order}I", head[4:])), set[int]()
    while offsets and len(seen) < MAX_DIRECTORIES:
        offset = offsets.pop()
        if offset and offset not in seen:
            seen.add(offset)
            tags, following = _directory(file, offset, order)
            if DNG_VERSION in tags or any(RAW_PIXELS[tag] & set(tags.get(tag, ())) for tag in RAW_PIXELS):
                return True
            offsets += [*following, *tags.get(SUBDIRECTORIES, ())]
    return False


def _directory(file: BinaryIO, offset: int, order: str) -> tuple[dict[int, tuple[int, ...]], tuple[int, ...]]:
    """Returns the numbers of the tags that matter, and the offset of the next directory if there is one."""
    file.seek(offset)
    count = int.from_bytes(file.read(2), "little" if order == "<" else "big")
    content = file.read(min(count, MAX_ENTRIES) * ENTRY_BYTES + 4)
    tags = {}
    for at in range(0, len(content) - ENTRY_BYTES + 1, ENTRY_BYTES):
        tag, value_type, values, value = struct.unpack_from(f"{order}HHII", content, at)
        if tag in (COMPRESSION, PHOTOMETRIC, SUBDIRECTORIES, DNG_VERSION):
            tags[tag] = _numbers(file, order, content[at + 8 : at + 12], value_type, values, value)
    return tags, struct.unpack(f"{order}I", content[-4:]) if count <= MAX_ENTRIES and len(content) >= 4 else ()


def _numbers(file: BinaryIO, order: str, field: bytes, value_type: int, values: int, value: int) -> tuple[int, ...]:
    """Of 16 or 32 bits. `field` is the value, or `value` the offset of several."""
    if value_type == SHORT:
        return struct.unpack(f"{order}HH", field)[: min(values, 2)]
    if values <= 1:
        return (value,)
    file.seek(value)
    content = file.read(4 * min(values, MAX_DIRECTORIES))
    return struct.unpack(f"{order}{len(content) // 4}I", content[: len(content) // 4 * 4])
