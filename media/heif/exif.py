"""The Exif block of a HEIF file's primary picture."""

from __future__ import annotations

from typing import BinaryIO

from media.heif.items import HeifItem, HeifItems, read_item_content

MAX_EXIF_BYTES = 4 << 20
BYTE_ORDERS = (b"II*\0", b"MM\0*")
PREFIX = b"Exif\0\0"


def read_exif(file: BinaryIO, found: HeifItems) -> bytes:
    """A TIFF, empty where there is none. It starts where its item says (ISO/IEC 23008-12, §A.2.1), or close to it.

    Phones and editors agree neither on the prefix nor on whether the start counts it.
    """
    item = _exif_item(found)
    if not item or item.size_bytes > MAX_EXIF_BYTES:
        return b""
    content = read_item_content(file, item)
    starts = (4 + int.from_bytes(content[:4], "big"), 4, 4 + len(PREFIX), 0, len(PREFIX))
    return next((content[start:] for start in starts if content.startswith(BYTE_ORDERS, start)), b"")


def _exif_item(found: HeifItems) -> HeifItem | None:
    """The one that describes the primary picture; else the first."""
    items = {item.item_id: item for item in found.items.values() if item.item_type == b"Exif"}
    described = (
        each.from_id
        for each in found.references
        if each.reference_type == b"cdsc" and found.primary_id in each.to_ids and each.from_id in items
    )
    item_id = next(described, next(iter(items), None))
    return items[item_id] if item_id is not None else None
