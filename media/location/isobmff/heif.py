"""Removes locations from HEIC and AVIF files: from their items and from their boxes."""

from __future__ import annotations

from collections.abc import Iterable

from domain.rendering import Patch
from media.heif.boxes import DamagedHeif, UnsupportedHeif
from media.heif.items import HeifItem, read_items
from media.location.exif import exif_patches
from media.location.extents import file_patches
from media.location.isobmff.movie import redact_movie
from media.location.isobmff.redaction import Redaction
from media.location.patches import apply_patches
from media.location.ranges import Range
from media.location.tiff_structure import HEADERS
from media.location.xmp import xmp_patches

METADATA = frozenset({b"Exif", b"mime", b"uri ", b"jumb"})
XMP = b"application/rdf+xml"
EXIF_MARK = b"Exif\0\0"
LENGTH_BYTES = 4
EMPTY_BLOCK = b"II*\0\x08\0\0\0" + bytes(6)


def redact_heif(redaction: Redaction) -> None:
    try:
        found = read_items(redaction.file, redaction.size_bytes)
        items = list(found.items.values())
    except (DamagedHeif, UnsupportedHeif):
        items, redaction.location_may_remain = [], True
    redaction.protect([each for item in items if item.item_type not in METADATA for each in _ranges(item)])
    for item in items:
        if item.item_type in METADATA:
            _redact_item(redaction, item)
    redact_movie(redaction)


def _ranges(item: HeifItem) -> list[Range]:
    return [Range(extent.offset, extent.offset + extent.length) for extent in item.extents]


def _redact_item(redaction: Redaction, item: HeifItem) -> None:
    """Erases an item whole if it is compressed or of an unknown type."""
    ranges = _ranges(item)
    pieces = [redaction.read(*each) for each in ranges]
    is_plain = not item.content_encoding.strip(b"\0") and None not in pieces
    content = b"".join(piece or b"" for piece in pieces)
    if is_plain and item.item_type == b"Exif":
        redaction.write_all(file_patches(ranges, _exif_patches(content)))
    elif is_plain and item.content_type.strip(b"\0") == XMP:
        redaction.write_all(file_patches(ranges, xmp_patches(content)))
    else:
        for each in ranges:
            redaction.erase(*each)


def _exif_patches(content: bytes) -> Iterable[Patch]:
    """An offset comes first, counted from its own end, then the block. What is between them is blanked."""
    start = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "big")
    if content[start : start + 4] not in HEADERS:
        return exif_patches(content, 0, len(content))
    patches = list(exif_patches(content, start, len(content)))
    prefix = content[LENGTH_BYTES:start]
    if prefix not in (b"", EXIF_MARK):
        patches.append(Patch(LENGTH_BYTES, bytes(len(prefix))))
    if apply_patches(content, patches)[start : start + 4] not in HEADERS:
        # libavif opens no file with an invalid Exif block.
        patches.append(Patch(start, EMPTY_BLOCK[: len(content) - start]))
    return patches
