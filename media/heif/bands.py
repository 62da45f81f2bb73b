"""Cuts a large grid into bands: pictures of some rows of its tiles each, which are decoded one after the other.

Decoded whole, the 200 megapixels of a phone would take more memory than a decoder may have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from media.heif.boxes import UnsupportedHeif
from media.heif.item_tables import ItemProperty, ItemReference
from media.heif.items import HeifItem
from media.heif.primary_picture import GRID, PrimaryPicture
from media.heif.properties import picture_size
from media.heif.writer import write_heif

MAX_BAND_PIXELS = 16_000_000
"""A band of one row of tiles may have more."""

APERTURE = b"clap"
TRANSFORMS = frozenset({b"irot", b"imir"})


@dataclass(frozen=True)
class Bands:
    """`files` are HEIF files without rotation, from the top down. All but the last have the height `band_height`.

    `size` is that of the whole picture in pixels, before its `transforms`, which are applied in their order.
    """

    files: tuple[bytes, ...]
    band_height: int
    size: tuple[int, int]
    transforms: tuple[ItemProperty, ...]


def is_plain_grid(picture: PrimaryPicture) -> bool:
    """Whether the picture is a grid without alpha."""
    return picture.items[picture.primary_id].item_type == GRID and len(picture.references) == 1


def cut_into_bands(picture: PrimaryPicture, contents: Mapping[int, bytes], brand: bytes) -> Bands:
    """`picture` is a plain grid. Raises UnsupportedHeif for one that is cropped."""
    grid = picture.items[picture.primary_id]
    if grid.property_content(APERTURE):
        raise UnsupportedHeif("a cropped picture that is too large to decode whole")
    width, height = picture.size
    columns = contents[grid.item_id][3] + 1
    tile_ids = picture.references[0].to_ids
    tile_height = picture_size(picture.items[tile_ids[0]])[1]
    rows = max(1, MAX_BAND_PIXELS // (width * tile_height))
    files = []
    for top, tiles in zip(range(0, height, rows * tile_height), _chunks(tile_ids, rows * columns), strict=True):
        size = (width, min(rows * tile_height, height - top))
        files.append(_band(picture, contents, brand, tiles, columns, size))
    transforms = tuple(each for each in grid.properties if each.property_type in TRANSFORMS)
    return Bands(tuple(files), rows * tile_height, picture.size, transforms)


def _chunks(tile_ids: tuple[int, ...], size: int) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(tile_ids), size):
        yield tile_ids[start : start + size]


def _band(
    picture: PrimaryPicture,
    contents: Mapping[int, bytes],
    brand: bytes,
    tile_ids: tuple[int, ...],
    columns: int,
    size: tuple[int, int],
) -> bytes:
    grid_id = picture.primary_id
    band = PrimaryPicture(grid_id, {grid_id: _resized(picture.items[grid_id], size)})
    band.items |= {tile_id: picture.items[tile_id] for tile_id in tile_ids}
    band.references.append(ItemReference(b"dimg", grid_id, tile_ids))
    grid = struct.pack(">BBBBII", 0, 1, len(tile_ids) // columns - 1, columns - 1, *size)
    return write_heif(band, {grid_id: grid, **{tile_id: contents[tile_id] for tile_id in tile_ids}}, brand)


def _resized(grid: HeifItem, size: tuple[int, int]) -> HeifItem:
    kept = [each for each in grid.properties if each.property_type not in TRANSFORMS | {b"ispe"}]
    ispe = ItemProperty(b"ispe", struct.pack(">III", 0, *size), is_essential=False)
    return replace(grid, properties=(ispe, *kept))
