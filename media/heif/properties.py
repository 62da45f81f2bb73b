"""Selects and checks the properties of a picture that its decoder gets."""

from __future__ import annotations

import struct

from media.heif.boxes import DamagedHeif, UnsupportedHeif
from media.heif.item_tables import ItemProperty
from media.heif.items import HeifItem

SIZE_BYTES = {b"ispe": 12, b"irot": 1, b"imir": 1, b"clap": 32, b"pasp": 8, b"a1op": 1, b"lsel": 2}
REPEATABLE = frozenset({b"colr"})
"""A picture may have an ICC profile and colour numbers."""

ALPHA = frozenset({b"urn:mpeg:hevc:2015:auxid:1", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"})


def allowed_properties(item: HeifItem, allowed: frozenset[bytes]) -> tuple[ItemProperty, ...]:
    """Returns the allowed properties. Raises UnsupportedHeif for another that is essential, and DamagedHeif."""
    kept = []
    for each in item.properties:
        if each.property_type in allowed:
            kept.append(each)
        elif each.is_essential:
            raise UnsupportedHeif("an essential property that no camera writes")
    types = [each.property_type for each in kept if each.property_type not in REPEATABLE]
    if len(set(types)) < len(types):
        raise DamagedHeif("a property comes twice")
    for each in kept:
        if len(each.content) != SIZE_BYTES.get(each.property_type, len(each.content)):
            raise DamagedHeif("a property has the wrong length")
        if each.property_type == b"clap":
            _check_aperture(each.content, picture_size(item))
    return tuple(kept)


def picture_size(item: HeifItem) -> tuple[int, int]:
    """Returns width and height in pixels, before any rotation. Raises DamagedHeif."""
    extents = item.property_content(b"ispe")
    if len(extents) != SIZE_BYTES[b"ispe"]:
        raise DamagedHeif("a picture has no size")
    width, height = struct.unpack(">II", extents[4:])
    if not width or not height:
        raise DamagedHeif("a picture has no size")
    return width, height


def is_alpha(item: HeifItem) -> bool:
    return item.property_content(b"auxC")[4:].split(b"\0")[0] in ALPHA


def _check_aperture(clap: bytes, size: tuple[int, int]) -> None:
    """The clean aperture must not be empty or larger than the picture (ISO/IEC 14496-12, §12.1.4)."""
    width, width_divisor, height, height_divisor, _, x_divisor, _, y_divisor = struct.unpack(">IIIIiIiI", clap)
    is_inside = 0 < width <= size[0] * width_divisor and 0 < height <= size[1] * height_divisor
    if not is_inside or not x_divisor or not y_divisor:
        raise DamagedHeif("an aperture that does not fit")
