"""Writes a HEIF file with only a selected picture, so that its decoder parses no untrusted boxes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from media.heif.item_tables import ItemReference
from media.heif.primary_picture import PrimaryPicture


def write_heif(picture: PrimaryPicture, contents: Mapping[int, bytes], brand: bytes) -> bytes:
    """`contents` are by item; one object is written once. Items are renumbered from 1."""
    numbers = {item_id: number for number, item_id in enumerate(picture.items, start=1)}
    chunks = {id(content): content for content in contents.values()}
    no_extents = dict.fromkeys(picture.items, (0, 0))
    head = _box(b"ftyp", brand, bytes(4), b"mif1miaf", brand)
    at = len(head) + len(_meta(picture, numbers, no_extents)) + 8
    mdat = struct.pack(">I4s", 8 + sum(map(len, chunks.values())), b"mdat")
    starts = {}
    for key, content in chunks.items():
        starts[key] = at
        at += len(content)
    extents = {item_id: (starts[id(content)], len(content)) for item_id, content in contents.items()}
    return b"".join([head, _meta(picture, numbers, extents), mdat, *chunks.values()])


def _meta(picture: PrimaryPicture, numbers: Mapping[int, int], extents: Mapping[int, tuple[int, int]]) -> bytes:
    """`extents` are offsets and lengths in the new file."""
    locations = [
        struct.pack(">HHHII", numbers[item_id], 0, 1, offset, length) for item_id, (offset, length) in extents.items()
    ]
    references = [_reference(each, numbers) for each in picture.references]
    return _full_box(
        b"meta",
        _full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
        _full_box(b"pitm", struct.pack(">H", numbers[picture.primary_id])),
        _full_box(b"iinf", struct.pack(">H", len(numbers)), *_entries(picture, numbers)),
        _full_box(b"iref", *references) if references else b"",
        _properties(picture, numbers),
        _full_box(b"iloc", struct.pack(">HH", 0x4400, len(locations)), *locations),
    )


def _entries(picture: PrimaryPicture, numbers: Mapping[int, int]) -> Sequence[bytes]:
    tiles = {to_id for each in picture.references if each.reference_type == b"dimg" for to_id in each.to_ids}
    return [
        # The flag marks an item as hidden: tiles are not shown by themselves.
        _full_box(
            b"infe", struct.pack(">HH4sx", numbers[item_id], 0, item.item_type), version=2, flags=item_id in tiles
        )
        for item_id, item in picture.items.items()
    ]


def _properties(picture: PrimaryPicture, numbers: Mapping[int, int]) -> bytes:
    indexes: dict[tuple[bytes, bytes], int] = {}
    associations = []
    for item_id, item in picture.items.items():
        words = [
            each.is_essential << 15 | indexes.setdefault((each.property_type, each.content), len(indexes) + 1)
            for each in item.properties
        ]
        associations.append(struct.pack(f">HB{len(words)}H", numbers[item_id], len(words), *words))
    return _box(
        b"iprp",
        _box(b"ipco", *(_box(property_type, content) for property_type, content in indexes)),
        _full_box(b"ipma", struct.pack(">I", len(associations)), *associations, flags=1),
    )


def _reference(reference: ItemReference, numbers: Mapping[int, int]) -> bytes:
    to_numbers = [numbers[to_id] for to_id in reference.to_ids]
    fields = struct.pack(f">HH{len(to_numbers)}H", numbers[reference.from_id], len(to_numbers), *to_numbers)
    return _box(reference.reference_type, fields)


def _box(box_type: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, box_type) + body


def _full_box(box_type: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return _box(box_type, struct.pack(">I", version << 24 | flags), *content)
