"""Removes locations from items of `ilst`, named by Apple's `keys` or by iTunes.

Source: QuickTime File Format, "Metadata".
"""

from __future__ import annotations

from collections.abc import Sequence

from media.isobmff import Box, child_contents
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.coordinate_text import contains_coordinates, is_location_key
from media.location.isobmff.redaction import Redaction

MAX_KEYS_BYTES = 1 << 20
MAX_TEXT_BYTES = 1 << 20
LOCATION_ATOM = b"\xa9xyz"
PICTURES = frozenset({13, 14, 27})
"""Value types of JPEG, PNG and BMP."""


def redact_items(redaction: Redaction, keys: Sequence[Box], lists: Sequence[Box]) -> None:
    """`keys` and `lists` are the boxes `keys` and `ilst` of one `meta`."""
    names = [name for box in keys for name in _names(redaction, box)]
    for items in lists:
        for item in read_boxes(redaction, items.start, items.end).boxes:
            number = int.from_bytes(item.type, "big")
            name = names[number - 1] if 1 <= number <= len(names) else item.type
            if name == LOCATION_ATOM or is_location_key(name) or _value_contains_location(redaction, item):
                redaction.erase_box(item)


def _names(redaction: Redaction, keys: Box) -> list[bytes]:
    content = redaction.read(keys.start, keys.end, MAX_KEYS_BYTES) or b""
    return [name for _, name in child_contents(content, 8)]


def _value_contains_location(redaction: Redaction, item: Box) -> bool:
    """Also checks the name of an iTunes item, which contains it."""
    for part in read_boxes(redaction, item.start, item.end).boxes:
        if part.type == b"data" and _value_type(redaction, part) in PICTURES:
            continue
        content = redaction.read(part.start, part.end, MAX_TEXT_BYTES) or b""
        if contains_coordinates(content) or (part.type in (b"name", b"mean") and is_location_key(content)):
            return True
    return False


def _value_type(redaction: Redaction, data: Box) -> int:
    return int.from_bytes(redaction.read(data.start, min(data.start + 4, data.end)) or b"", "big")
