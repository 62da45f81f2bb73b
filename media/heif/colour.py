"""Reads the colour space of a picture from its properties (ISO/IEC 14496-12, §12.1.5 and §12.1.6)."""

from __future__ import annotations

from media.cicp import Cicp
from media.heif.items import HeifItem
from media.heif.primary_picture import PrimaryPicture

CODE_POINTS = b"nclx"


def read_cicp(picture: PrimaryPicture, light_levels: bytes) -> Cicp | None:
    """`light_levels` is the content of the `clli` of the picture, or empty. None without code points.

    The tiles of a grid are asked where it has none itself.
    """
    tiles = (to_id for each in picture.references if each.reference_type == b"dimg" for to_id in each.to_ids)
    for item_id in (picture.primary_id, *list(tiles)[:1]):
        content = _code_points(picture.items[item_id])
        if content:
            primaries, transfer = int.from_bytes(content[4:6], "big"), int.from_bytes(content[6:8], "big")
            return Cicp.of(primaries, transfer, int.from_bytes(light_levels[:2], "big"))
    return None


def _code_points(item: HeifItem) -> bytes:
    colours = (each.content for each in item.properties if each.property_type == b"colr")
    return next((content for content in colours if content.startswith(CODE_POINTS)), b"")
