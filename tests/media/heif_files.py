"""Builds HEIF files box by box, for what no encoder writes."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from tests.media.pictures import encoded

ReferenceList = Sequence[tuple[bytes, int, Sequence[int]]]
"""Type, from which item, to which items."""


def box(box_type: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, box_type) + body


def full_box(box_type: bytes, *content: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(box_type, struct.pack(">I", version << 24 | flags), *content)


@dataclass
class Item:
    """`pieces` are the contents of its extents. A property is a type, a content, and whether it is essential."""

    item_type: bytes
    pieces: Sequence[bytes] = ()
    properties: Sequence[tuple[bytes, bytes, bool]] = ()
    is_in_idat: bool = False
    extra: bytes = b"\0"
    """What follows the type in its entry: a name, and the content type of a `mime` item."""

    overlap: int = 0
    """The content starts so many bytes earlier, in the previous item."""


@dataclass
class HeifFile:
    """Items are numbered from 1."""

    items: Sequence[Item]
    references: ReferenceList = ()
    primary_id: int = 1
    major_brand: bytes = b"heic"
    brands: bytes = b"mif1heic"
    replaced: dict[bytes, bytes] = field(default_factory=dict)
    """Replaces boxes of `meta` by type; empty bytes leave one out."""

    more_in_meta: bytes = b""
    behind: bytes = b""

    def build(self) -> bytes:
        ftyp = box(b"ftyp", self.major_brand, bytes(4), self.brands)
        start = len(ftyp) + len(self._meta(0)) + 8
        data = b"".join(piece for item in self.items if not item.is_in_idat for piece in item.pieces)
        return ftyp + self._meta(start) + box(b"mdat", data) + self.behind

    def _meta(self, data_start: int) -> bytes:
        idat = b"".join(piece for item in self.items if item.is_in_idat for piece in item.pieces)
        ours = {
            b"hdlr": full_box(b"hdlr", bytes(4), b"pict", bytes(13)),
            b"pitm": full_box(b"pitm", struct.pack(">H", self.primary_id)),
            b"iinf": full_box(b"iinf", struct.pack(">H", len(self.items)), *self._entries()),
            b"iref": full_box(b"iref", *map(_reference, self.references)) if self.references else b"",
            b"iprp": self._properties(),
            b"idat": box(b"idat", idat) if idat else b"",
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
                entries.append(struct.pack(">II", at[item.is_in_idat] - item.overlap, item.overlap + len(piece)))
                at[item.is_in_idat] += len(piece)
        return full_box(b"iloc", struct.pack(">HH", 0x4400, len(self.items)), *entries, version=1)


def _reference(reference: tuple[bytes, int, Sequence[int]]) -> bytes:
    reference_type, from_id, to_ids = reference
    return box(reference_type, struct.pack(f">HH{len(to_ids)}H", from_id, len(to_ids), *to_ids))


class Coded(NamedTuple):
    """A picture by an encoder. `configuration` is an `hvcC` or `av1C`."""

    configuration: bytes
    content: bytes
    width: int
    height: int

    def item(self, *more: tuple[bytes, bytes, bool], size: tuple[int, int] | None = None) -> Item:
        """`size` overrides the true size."""
        is_hevc = self.configuration[0] == 1
        item_type, configuration = (b"hvc1", b"hvcC") if is_hevc else (b"av01", b"av1C")
        width, height = size or (self.width, self.height)
        return Item(item_type, [self.content], [(configuration, self.configuration, True), ispe(width, height), *more])


def ispe(width: int, height: int) -> tuple[bytes, bytes, bool]:
    return b"ispe", struct.pack(">III", 0, width, height), False


@cache
def hevc(colour: str, width: int = 128, height: int = 64, *options: str) -> Coded:
    """One picture of one colour, by x265. `options` are ffmpeg's."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "made.mp4"
        source = ("-f", "lavfi", "-i", f"color={colour}:size={width}x{height}")
        quiet = ("-x265-params", "log-level=none:info=0")
        encoder = ("-frames:v", "1", "-pix_fmt", "yuv420p", "-c:v", "libx265", "-tag:v", "hvc1", *quiet)
        command = [get_ffmpeg_exe(), "-y", "-v", "error", *source, *encoder, *options, str(made)]
        subprocess.run(command, check=True)
        whole = made.read_bytes()
    return Coded(content_of(whole, b"hvcC"), content_of(whole, b"mdat"), width, height)


@cache
def av1(colour: str, width: int = 128, height: int = 64) -> Coded:
    """One picture of one colour, by libaom."""
    whole = encoded(Image.new("RGB", (width, height), colour), "AVIF")
    return Coded(content_of(whole, b"av1C"), content_of(whole, b"mdat"), width, height)


def content_of(whole: bytes, box_type: bytes) -> bytes:
    at = whole.index(box_type)
    return whole[at + 4 : at - 4 + int.from_bytes(whole[at - 4 : at], "big")]


def grid(rows: int, columns: int, width: int, height: int, **fields: Any) -> Item:
    content = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
    return Item(b"grid", [content], [ispe(width, height)], is_in_idat=True, **fields)
