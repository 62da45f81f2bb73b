"""Reads the content identifier of a Live Photo from the maker note that iPhones write into Exif.

The note is a directory behind a signature. Its offsets count from the start of the note (ExifTool's Apple.pm).
"""

from __future__ import annotations

import re
import struct

HEAD = re.compile(rb"Apple iOS\0..(MM|II)", re.DOTALL)
DIRECTORY = 14
ENTRY_BYTES = 12
MAX_ENTRIES = 200
CONTENT_IDENTIFIER, ASCII = 17, 2
MAX_IDENTIFIER_BYTES = 100


def read_content_identifier(note: object) -> str | None:
    """None if there is none, or the note is broken."""
    head = HEAD.match(note) if isinstance(note, bytes) else None
    if head is None or not isinstance(note, bytes):
        return None
    order = ">" if head[1] == b"MM" else "<"
    try:
        (count,) = struct.unpack_from(f"{order}H", note, DIRECTORY)
        for number in range(min(count, MAX_ENTRIES)):
            entry = struct.unpack_from(f"{order}HHII", note, DIRECTORY + 2 + number * ENTRY_BYTES)
            tag, value_type, size_bytes, at = entry
            if tag == CONTENT_IDENTIFIER and value_type == ASCII:
                is_whole = size_bytes <= MAX_IDENTIFIER_BYTES and at + size_bytes <= len(note)
                return note[at : at + size_bytes].rstrip(b"\0").decode("ascii", "replace") if is_whole else None
    except struct.error:
        return None
    return None
