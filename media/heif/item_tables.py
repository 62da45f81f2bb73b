"""Reads the item tables of a `meta` box: infos, locations in the file, properties and references.

Source: ISO/IEC 14496-12:2022, §8.11, and ISO/IEC 23008-12:2022, §9.3. Each reader takes the content of one box, and
raises DamagedHeif for what breaks the standard or is larger than any camera writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from media.heif.boxes import ByteReader, DamagedHeif, child_boxes

MAX_ITEMS = 2_000
MAX_EXTENTS = 16
"""Of one item."""

MAX_REFERENCED_ITEMS = 10_000
"""Of all references together."""

FIELD_SIZES = frozenset({0, 4, 8})


class ItemInfo(NamedTuple):
    """`content_type` and `content_encoding` of a `mime` item. The `content_type` of a `uri ` item is its URI."""

    item_type: bytes
    content_type: bytes
    content_encoding: bytes


class Extent(NamedTuple):
    """A range in bytes."""

    offset: int
    length: int


class ItemLocation(NamedTuple):
    """Extents of an item in the content of `idat`, or in the file."""

    is_in_idat: bool
    extents: tuple[Extent, ...]


class ItemProperty(NamedTuple):
    """A box of `ipco`, associated with one item."""

    property_type: bytes
    content: bytes
    is_essential: bool


class ItemReference(NamedTuple):
    """`to_ids` are in the file's order."""

    reference_type: bytes
    from_id: int
    to_ids: tuple[int, ...]


def read_item_infos(iinf: bytes) -> dict[int, ItemInfo]:
    reader = ByteReader(iinf)
    version = reader.number(4) >> 24
    reader.take(4 if version else 2)  # the count; the boxes are counted instead
    entries: dict[int, ItemInfo] = {}
    for box_type, start, end in child_boxes(iinf, reader.at):
        entry = ByteReader(iinf[start:end])
        version = entry.number(4) >> 24
        if box_type != b"infe" or version not in (2, 3):
            raise DamagedHeif("an item's entry has no type")
        item_id, protection, item_type = entry.number(2 if version == 2 else 4), entry.number(2), entry.take(4)
        if protection or item_id in entries or len(entries) == MAX_ITEMS:
            raise DamagedHeif("an item is protected or comes twice, or there are too many")
        entry.text()  # its name
        content_type = entry.text() if item_type in (b"mime", b"uri ") else b""
        entries[item_id] = ItemInfo(item_type, content_type, entry.text() if item_type == b"mime" else b"")
    return entries


def read_item_locations(iloc: bytes) -> dict[int, ItemLocation]:
    reader = ByteReader(iloc)
    version, sizes = reader.number(4) >> 24, reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version > 2 or {offset_size, length_size, base_size} - FIELD_SIZES:
        raise DamagedHeif("iloc is of an unknown version")
    id_size = 4 if version == 2 else 2
    locations: dict[int, ItemLocation] = {}
    for _ in range(reader.number(id_size)):
        item_id, method = reader.number(id_size), reader.number(2) & 15 if version else 0
        data_reference, base, count = reader.number(2), reader.number(base_size), reader.number(2)
        if data_reference or method > 1:
            raise DamagedHeif("an item is made of another item, or lies in another file")
        if item_id in locations or len(locations) == MAX_ITEMS or count > MAX_EXTENTS:
            raise DamagedHeif("an item has two locations or too many extents, or there are too many items")
        extents = []
        for _ in range(count):
            reader.take(index_size if version else 0)
            extents.append(Extent(base + reader.number(offset_size), reader.number(length_size)))
        locations[item_id] = ItemLocation(method == 1, tuple(extents))
    return locations


def read_item_properties(
    ipmas: Sequence[bytes], properties: Sequence[tuple[bytes, bytes]]
) -> dict[int, tuple[ItemProperty, ...]]:
    """`properties` are the boxes of `ipco` in their order: type and content."""
    associations: dict[int, tuple[ItemProperty, ...]] = {}
    for ipma in ipmas:
        reader = ByteReader(ipma)
        head = reader.number(4)
        id_size, index_size = (4 if head >> 24 else 2), (2 if head & 1 else 1)
        essential_bit = 1 << (8 * index_size - 1)
        for _ in range(reader.number(4)):
            item_id, count = reader.number(id_size), reader.number(1)
            indices = [reader.number(index_size) for _ in range(count)]
            if item_id in associations or any(index & ~essential_bit > len(properties) for index in indices):
                raise DamagedHeif("an item's properties come twice, or do not exist")
            associations[item_id] = tuple(
                ItemProperty(*properties[(index & ~essential_bit) - 1], bool(index & essential_bit))
                for index in indices
                if index & ~essential_bit
            )
    return associations


def read_item_references(iref: bytes) -> tuple[ItemReference, ...]:
    id_size = 4 if ByteReader(iref).number(4) >> 24 else 2
    references, total = [], 0
    for reference_type, start, end in child_boxes(iref, 4):
        reader = ByteReader(iref[start:end])
        from_id, count = reader.number(id_size), reader.number(2)
        total += count
        if total > MAX_REFERENCED_ITEMS:
            raise DamagedHeif("there are too many references")
        to_ids = tuple(reader.number(id_size) for _ in range(count))
        references.append(ItemReference(reference_type, from_id, to_ids))
    return tuple(references)
