"""The items of a HEIF file (HEIC, AVIF): their descriptions in `meta`, and where their bytes are in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from media.heif.boxes import DamagedHeif, UnsupportedHeif, child_boxes
from media.heif.item_tables import (
    MAX_ITEMS,
    Extent,
    ItemLocation,
    ItemProperty,
    ItemReference,
    read_item_infos,
    read_item_locations,
    read_item_properties,
    read_item_references,
)
from media.isobmff import MAX_BOXES, Box, iterate_boxes

MAX_FTYP_BYTES = 4096
MAX_META_BYTES = 4 << 20
PADDING = frozenset({b"free", b"skip", b"uuid"})
OTHER_FORMS = frozenset({b"mini", b"moov"})
"""Boxes of files that have pictures but no primary item."""


@dataclass(frozen=True)
class HeifItem:
    """`content_type` and `content_encoding` as in `ItemInfo`. `extents` are ranges of the file, in order."""

    item_id: int
    item_type: bytes
    content_type: bytes
    content_encoding: bytes
    extents: tuple[Extent, ...]
    properties: tuple[ItemProperty, ...]

    @property
    def size_bytes(self) -> int:
        return sum(extent.length for extent in self.extents)

    def property_content(self, property_type: bytes) -> bytes:
        """Returns the content of the first such property; empty when there is none."""
        return next((each.content for each in self.properties if each.property_type == property_type), b"")


@dataclass(frozen=True)
class HeifItems:
    """`major_brand` comes from `ftyp`. Every extent lies within the file."""

    major_brand: bytes
    primary_id: int
    items: dict[int, HeifItem]
    references: tuple[ItemReference, ...]


def read_items(file: BinaryIO, size_bytes: int) -> HeifItems:
    """Reads `ftyp` and `meta`, not the content of items.

    Raises UnsupportedHeif for a file without a primary item: an image sequence, or the short form `mini`. Raises
    DamagedHeif.
    """
    top_level = _top_level(file, size_bytes)
    if b"ftyp" not in top_level:
        raise DamagedHeif("there is no ftyp")
    if b"meta" not in top_level:
        if not top_level.keys() & OTHER_FORMS:
            raise DamagedHeif("there is no meta")
        raise UnsupportedHeif("no primary picture")
    major_brand = _content(file, top_level[b"ftyp"], MAX_FTYP_BYTES)[:4]
    meta_box = top_level[b"meta"]
    meta = _content(file, meta_box, MAX_META_BYTES)
    ranges = _unique_boxes(meta, 4)
    boxes = {box_type: meta[start:end] for box_type, (start, end) in ranges.items()}
    if b"pitm" not in boxes:
        raise UnsupportedHeif("no primary picture")
    if not {b"hdlr", b"iinf", b"iloc"} <= set(boxes):
        raise DamagedHeif("there is no hdlr, iinf or iloc")
    if boxes[b"hdlr"][8:12] != b"pict":
        raise DamagedHeif("the handler of meta is not pict")
    idat_start, idat_end = ranges.get(b"idat", (0, 0))
    idat = Extent(meta_box.start + idat_start, idat_end - idat_start)
    return HeifItems(
        major_brand=major_brand,
        primary_id=int.from_bytes(boxes[b"pitm"][4:8], "big"),  # of two bytes or four
        items=_items(boxes, Extent(0, size_bytes), idat),
        references=read_item_references(boxes[b"iref"]) if b"iref" in boxes else (),
    )


def read_item_content(file: BinaryIO, item: HeifItem) -> bytes:
    pieces = []
    for extent in item.extents:
        file.seek(extent.offset)
        pieces.append(file.read(extent.length))
    return b"".join(pieces)


def _top_level(file: BinaryIO, size_bytes: int) -> dict[bytes, Box]:
    """By type: `ftyp` and `meta`, each at most once, and boxes of other forms. Cameras append data behind the boxes."""
    found: dict[bytes, Box] = {}
    for number, box in enumerate(iterate_boxes(file, 0, size_bytes)):
        if number == MAX_BOXES:
            raise DamagedHeif("there are too many boxes")
        if box.type in found and box.type not in OTHER_FORMS:
            raise DamagedHeif("ftyp or meta comes twice")
        if box.type in (b"ftyp", b"meta") or box.type in OTHER_FORMS:
            found[box.type] = box
    return found


def _content(file: BinaryIO, box: Box, max_bytes: int) -> bytes:
    if box.end - box.start > max_bytes:
        raise DamagedHeif("ftyp or meta is too large")
    file.seek(box.start)
    return file.read(box.end - box.start)


def _unique_boxes(content: bytes, at: int = 0) -> dict[bytes, tuple[int, int]]:
    """Returns start and end of the content of each box by type, without padding."""
    found: dict[bytes, tuple[int, int]] = {}
    for box_type, start, end in child_boxes(content, at):
        if box_type in found:
            raise DamagedHeif("a box comes twice")
        if box_type not in PADDING:
            found[box_type] = start, end
    return found


def _items(boxes: dict[bytes, bytes], file: Extent, idat: Extent) -> dict[int, HeifItem]:
    locations, properties = read_item_locations(boxes[b"iloc"]), _properties(boxes.get(b"iprp", b""))
    no_location = ItemLocation(is_in_idat=False, extents=())
    items = {}
    for item_id, entry in read_item_infos(boxes[b"iinf"]).items():
        location = locations.get(item_id, no_location)
        container = idat if location.is_in_idat else file
        extents = tuple(_within(container, extent) for extent in location.extents)
        items[item_id] = HeifItem(item_id, *entry, extents, properties.get(item_id, ()))
    return items


def _within(container: Extent, extent: Extent) -> Extent:
    if extent.offset + extent.length > container.length:
        raise DamagedHeif("an item lies outside of the file")
    return Extent(container.offset + extent.offset, extent.length)


def _properties(iprp: bytes) -> dict[int, tuple[ItemProperty, ...]]:
    """There may be several `ipma`, each about other items."""
    boxes = [(box_type, iprp[start:end]) for box_type, start, end in child_boxes(iprp)]
    ipcos, ipmas = ([content for box_type, content in boxes if box_type == wanted] for wanted in (b"ipco", b"ipma"))
    if len(ipcos) > 1 or len(ipmas) > MAX_ITEMS:
        raise DamagedHeif("ipco comes twice, or there are too many ipma")
    properties = [(box_type, ipco[start:end]) for ipco in ipcos for box_type, start, end in child_boxes(ipco)]
    return read_item_properties(ipmas, properties)
