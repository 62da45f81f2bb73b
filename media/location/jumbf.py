"""Removes locations from JUMBF boxes (ISO/IEC 19566-5), which contain the assertions of C2PA (C2PA 2.2, §11).

They are signed, so any change invalidates them. A box that contains a location, or can't be read, is removed whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from domain.rendering import Patch
from media.isobmff import Box, iterate_boxes
from media.location.cbor import map_keys
from media.location.embedded_pictures import picture_contains_location
from media.location.location_fields import is_location_field
from media.location.patches import shift_patches, would_change
from media.location.xmp import xmp_patches

SUPERBOX = b"jumb"
HARMLESS = frozenset({b"jumd", b"c2sh", b"bfdb", b"free"})
"""Descriptions, salts, media types of embedded files, padding."""

XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MAX_DEPTH = 32


def jumbf_patches(boxes: bytes) -> Iterator[Patch]:
    """`boxes` is a sequence of boxes. A removed box becomes a `free` box of zeros."""
    file, at = BytesIO(boxes), 0
    for box in iterate_boxes(file, 0, len(boxes)):
        if _contains_location(file, box, depth=0):
            yield Patch(box.at + 4, b"free")
            yield Patch(box.start, bytes(box.end - box.start))
        at = box.end
    if boxes[at:].strip(b"\0"):
        yield Patch(at, bytes(len(boxes) - at))


def _contains_location(file: BytesIO, box: Box, depth: int) -> bool:
    if box.type in HARMLESS:
        return False
    if box.type == SUPERBOX:
        at = box.start
        for part in iterate_boxes(file, box.start, box.end):
            if depth == MAX_DEPTH or _contains_location(file, part, depth + 1):
                return True
            at = part.end
        return at != box.end
    return _content_contains_location(box.type, file.getbuffer()[box.start : box.end].tobytes())


def _content_contains_location(box_type: bytes, content: bytes) -> bool:
    try:
        match box_type:
            case b"json":
                return _has_location_field(_json_keys(content))
            case b"cbor":
                return _has_location_field(map_keys(content))
            case b"xml ":
                return would_change(content, xmp_patches(content))
            case b"uuid" if content.startswith(XMP_ID):
                return would_change(content, shift_patches(xmp_patches(content[len(XMP_ID) :]), len(XMP_ID)))
            case b"bidb":
                return picture_contains_location(content)
    except (ValueError, RecursionError):
        pass
    return True


def _has_location_field(keys: Iterable[str]) -> bool:
    return any(is_location_field(key.rpartition(":")[2]) for key in keys)


def _json_keys(content: bytes) -> list[str]:
    keys: list[str] = []
    json.loads(content, object_pairs_hook=lambda pairs: keys.extend(key for key, _ in pairs))
    return keys
