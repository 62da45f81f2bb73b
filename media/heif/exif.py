"""Reads the metadata of the primary picture of a HEIF file: its Exif block and its XMP packet."""

from __future__ import annotations

from typing import BinaryIO

from media.heif.items import HeifItem, HeifItems, read_item_content

MAX_EXIF_BYTES = 4 << 20
BYTE_ORDERS = (b"II*\0", b"MM\0*")
PREFIX = b"Exif\0\0"
XMP_TYPE = b"application/rdf+xml"


def read_exif(file: BinaryIO, heif: HeifItems) -> bytes:
    """Returns a TIFF; empty where there is none. Its item has an offset of the start (ISO/IEC 23008-12, §A.2.1).

    Phones and editors differ in the prefix and in whether the offset includes it, so several starts are tried.
    """
    item = _described(heif, b"Exif")
    if not item or item.size_bytes > MAX_EXIF_BYTES:
        return b""
    content = read_item_content(file, item)
    starts = (4 + int.from_bytes(content[:4], "big"), 4, 4 + len(PREFIX), 0, len(PREFIX))
    return next((content[start:] for start in starts if content.startswith(BYTE_ORDERS, start)), b"")


def read_xmp(file: BinaryIO, heif: HeifItems) -> bytes:
    """Empty where there is none, or one that is compressed."""
    item = _described(heif, b"mime", XMP_TYPE)
    if not item or item.content_encoding or item.size_bytes > MAX_EXIF_BYTES:
        return b""
    return read_item_content(file, item)


def _described(heif: HeifItems, item_type: bytes, content_type: bytes = b"") -> HeifItem | None:
    """Returns the item of this type that describes the primary picture, else the first."""
    wanted = (item_type, content_type)
    items = {
        item.item_id: item
        for item in heif.items.values()
        if (item.item_type, item.content_type if content_type else b"") == wanted
    }
    described = (
        each.from_id
        for each in heif.references
        if each.reference_type == b"cdsc" and heif.primary_id in each.to_ids and each.from_id in items
    )
    item_id = next(described, next(iter(items), None))
    return items[item_id] if item_id is not None else None
