"""Selects the items of the primary picture: a coded picture or a grid of them, and their alpha planes.

Leaves out thumbnails, gain maps, depth maps, other pictures, metadata and sequences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import BinaryIO

from media.heif.boxes import ByteReader, DamagedHeif, UnsupportedHeif
from media.heif.hevc import PixelFormat
from media.heif.item_tables import ItemReference
from media.heif.items import HeifItem, HeifItems, read_item_content
from media.heif.properties import allowed_properties, is_alpha, picture_size

MAX_TILES = 1_024
MAX_CODED_PIXELS = 256_000_000
"""Of all coded pictures: more than the largest accepted picture, to allow for alpha and the margins of tiles."""

GRID = b"grid"
GRID_BYTES = frozenset({8, 12})


@dataclass(frozen=True)
class HeifCodec:
    """What is allowed in HEIC or AVIF. `properties` are those that the decoder gets.

    `brand` is that of the rewritten file. `check` takes the configuration, content, and width and height of a coded
    item, and returns its pixel format.
    """

    brand: bytes
    item_type: bytes
    configuration: bytes
    major_brands: frozenset[bytes]
    properties: frozenset[bytes]
    may_share_content: bool
    check: Callable[[bytes, bytes, tuple[int, int]], PixelFormat] | None = None


@dataclass
class PrimaryPicture:
    """`items` have only allowed properties. `references` are between these items."""

    primary_id: int
    items: dict[int, HeifItem] = field(default_factory=dict)
    references: list[ItemReference] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, before any rotation."""
        return picture_size(self.items[self.primary_id])


def select_primary_picture(file: BinaryIO, heif: HeifItems, codec: HeifCodec) -> PrimaryPicture:
    """Raises DamagedHeif, and UnsupportedHeif."""
    if heif.major_brand not in codec.major_brands:
        raise UnsupportedHeif("another brand")
    picture = _Selector(file, heif, codec).select()
    _check_overlaps(list(picture.items.values()), may_share_content=codec.may_share_content)
    return picture


def check_coded_pixels(picture: PrimaryPicture) -> None:
    """Raises UnsupportedHeif."""
    coded = (picture_size(item) for item in picture.items.values() if item.item_type != GRID)
    if sum(width * height for width, height in coded) > MAX_CODED_PIXELS:
        raise UnsupportedHeif("too many coded pixels")


class _Selector:
    def __init__(self, file: BinaryIO, heif: HeifItems, codec: HeifCodec) -> None:
        self._file, self._heif, self._codec = file, heif, codec
        self._picture = PrimaryPicture(heif.primary_id)

    def select(self) -> PrimaryPicture:
        self._add(self._heif.primary_id)
        self._add_alphas()
        added = self._picture.items.keys()
        self._picture.references += [each for each in self._of_type(b"prem") if {each.from_id, *each.to_ids} <= added]
        return self._picture

    def _add(self, item_id: int, *, may_be_grid: bool = True) -> HeifItem:
        item = self._heif.items.get(item_id)
        if not item or item_id in self._picture.items:
            raise DamagedHeif("a picture is missing, or used twice")
        if item.item_type != self._codec.item_type and not (may_be_grid and item.item_type == GRID):
            raise UnsupportedHeif("a picture of another type")
        self._picture.items[item_id] = replace(item, properties=allowed_properties(item, self._codec.properties))
        if item.item_type == GRID:
            self._add_tiles(item)
        return item

    def _add_tiles(self, grid: HeifItem) -> None:
        references = [each for each in self._of_type(b"dimg") if each.from_id == grid.item_id]
        if len(references) != 1 or len(references[0].to_ids) > MAX_TILES:
            raise DamagedHeif("a grid without tiles, or with too many")
        self._picture.references += references
        tiles = [self._add(tile_id, may_be_grid=False) for tile_id in references[0].to_ids]
        _check_grid(self._file, grid, [picture_size(tile) for tile in tiles])

    def _add_alphas(self) -> None:
        """Adds the alpha plane of the picture or of each tile."""
        without_alpha = set(self._picture.items)
        for reference in self._of_type(b"auxl"):
            alpha = self._heif.items.get(reference.from_id)
            for colour_id in without_alpha.intersection(reference.to_ids) if alpha and is_alpha(alpha) else ():
                without_alpha.discard(colour_id)
                self._add(reference.from_id)
                self._picture.references.append(ItemReference(b"auxl", reference.from_id, (colour_id,)))
                if self._size(reference.from_id) != self._size(colour_id):
                    raise UnsupportedHeif("an alpha plane of another size")

    def _of_type(self, reference_type: bytes) -> list[ItemReference]:
        return [each for each in self._heif.references if each.reference_type == reference_type]

    def _size(self, item_id: int) -> tuple[int, int]:
        return picture_size(self._picture.items[item_id])


def _check_grid(file: BinaryIO, grid: HeifItem, tiles: Sequence[tuple[int, int]]) -> None:
    """Tiles must have one size, cover the picture, and none may be superfluous (ISO/IEC 23008-12, §6.6.2.3)."""
    if grid.size_bytes not in GRID_BYTES:
        raise DamagedHeif("a grid of the wrong length")
    reader = ByteReader(read_item_content(file, grid))
    version, flags, rows, columns = reader.take(4)
    field_size = 4 if flags & 1 else 2
    width, height = reader.number(field_size), reader.number(field_size)
    rows, columns = rows + 1, columns + 1
    if version or (width, height) != picture_size(grid) or len(tiles) != rows * columns or len(set(tiles)) != 1:
        raise DamagedHeif("an inconsistent grid")
    tile_width, tile_height = tiles[0]
    if not (0 <= tile_width * columns - width < tile_width and 0 <= tile_height * rows - height < tile_height):
        raise DamagedHeif("tiles that do not fit into their grid")


def _check_overlaps(items: Sequence[HeifItem], *, may_share_content: bool) -> None:
    """AVIF encoders write equal tiles once: items may share all their content there, but never overlap partly."""
    contents = {item.extents for item in items} if may_share_content else [item.extents for item in items]
    extents = sorted(extent for content in contents for extent in content if extent.length)
    if any(extent.offset + extent.length > following.offset for extent, following in pairwise(extents)):
        raise UnsupportedHeif("items that overlap")
