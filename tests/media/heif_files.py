"""HEIF files built box by box, for what no encoder writes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

ReferenceList = Sequence[tuple[bytes, int, Sequence[int]]]
"""Type, from which item, to which items."""


def box(box_type: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, box_type) + body


def full_box(box_type: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(box_type, struct.pack(">I", version << 24 | flags), *content)


@dataclass
class Item:
    """`pieces` are its extents. A property is a type, a content, and whether it is essential."""

    item_type: bytes
    pieces: Sequence[bytes] = ()
    properties: Sequence[tuple[bytes, bytes, bool]] = ()
    is_in_idat: bool = False
    extra: bytes = b"\0"
    """What follows the type in its entry: a name, and the content type of a `mime` item."""


@dataclass
class HeifFile:
    """Items are numbered from 1. What is None of the boxes is built of the items; else it is put in its place."""

    items: Sequence[Item]
    references: ReferenceList = ()
    primary_id: int = 1
    major_brand: bytes = b"heic"
    brands: bytes = b"mif1heic"
    replaced: dict[bytes, bytes] = field(default_factory=dict)
    """Boxes of `meta` to put in place of ours, by type; empty to leave one out."""

    more_in_meta: bytes = b""
    behind: bytes = b""

    def build(self) -> bytes:
        ftyp = box(b"ftyp", self.major_brand, bytes(4), self.brands)
        start = len(ftyp) + len(self._meta(0)) + 8
        data = b"".join(piece for item in self.items if not item.is_in_idat for piece in item.pieces)
        return ftyp + self._meta(start) + box(b"mdat", data) + self.behind

    def _meta(self, data_start: int) -> bytes:
        ours = {
            b"hdlr": full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            b"pitm": full_box(b"pitm", struct.pack(">H", self.primary_id)),
            b"iinf": full_box(b"iinf", struct.pack(">H", len(self.items)), *self._entries()),
            b"iref": full_box(b"iref", *(_reference(*each) for each in self.references)),
            b"iprp": self._properties(),
            b"idat": box(b"idat", *(piece for item in self.items if item.is_in_idat for piece in item.pieces)),
            b"iloc": self._locations(data_start),
        }
        return full_box(b"meta", *(ours | self.replaced).values(), self.more_in_meta)

    def _entries(self) -> list[bytes]:
        return [
            full_box(b"infe", struct.pack(">HH4s", number, 0, item.item_type), item.extra, version=2)
            for number, item in enumerate(self.items, start=1)
        ]

    def _properties(self) -> bytes:
        boxes, associations = [], []
        for number, item in enumerate(self.items, start=1):
            words = []
            for property_type, content, is_essential in item.properties:
                boxes.append(box(property_type, content))
                words.append(is_essential << 15 | len(boxes))
            associations.append(struct.pack(f">HB{len(words)}H", number, len(words), *words))
        ipma = full_box(b"ipma", struct.pack(">I", len(associations)), *associations, flags=1)
        return box(b"iprp", box(b"ipco", *boxes), ipma)

    def _locations(self, data_start: int) -> bytes:
        at = {False: data_start, True: 0}
        entries = []
        for number, item in enumerate(self.items, start=1):
            entries.append(struct.pack(">HHHH", number, item.is_in_idat, 0, len(item.pieces)))
            for piece in item.pieces:
                entries.append(struct.pack(">II", at[item.is_in_idat], len(piece)))
                at[item.is_in_idat] += len(piece)
        return full_box(b"iloc", struct.pack(">HH", 0x4400, len(self.items)), *entries, version=1)


def _reference(reference_type: bytes, from_id: int, to_ids: Sequence[int]) -> bytes:
    return box(reference_type, struct.pack(f">HH{len(to_ids)}H", from_id, len(to_ids), *to_ids))
