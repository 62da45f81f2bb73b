"""MP4, MOV, HEIC and AVIF: their boxes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random

from bench.mutations import numbers, tiff, xmp

PLAIN = frozenset(b"moov trak mdia minf stbl udta edts dinf moof traf mvex iprp ipco ilst jumb".split())
FULL = frozenset(b"meta iref".split())
TYPES = (
    *PLAIN,
    *FULL,
    *b"free skip uuid mdat XMP_ loci \xa9xyz hdlr iloc iinf pitm idat ftyp mvhd tkhd keys data".split(),
)
ADOBE = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
EXIF_UUID = b"JpgTiffExif->JP2"
MAX_DEPTH = 12
NEST = (5, 60, 400)


@dataclass
class Box:
    """`prefix` are version and flags of a box with children; `body` is empty where there are children."""

    kind: bytes
    body: bytes = b""
    prefix: bytes = b""
    children: list[Box] | None = None
    head: bytes | None = None
    """Replaces size and type, if they are wrong."""
    extra: bytes = b""
    """Behind the children: too short for a box."""
    is_raw: bool = False
    """Whether `body` is all of it."""

    def encoded(self) -> bytes:
        if self.is_raw:
            return self.body
        inner = self.body if self.children is None else b"".join(each.encoded() for each in self.children)
        content = self.prefix + inner + self.extra
        return (self.head or (len(content) + 8 & 0xFFFFFFFF).to_bytes(4) + self.kind) + content


def mutate(random: Random, content: bytes) -> bytes:
    boxes, rest = parse(content)
    if not boxes:
        return numbers.write_number(random, content)
    before = _data_start(boxes)
    change: Callable[[Random, list[Box]], None] = random.choice(CHANGES)
    change(random, boxes)
    if random.random() < 0.8:
        _move_offsets(boxes, _data_start(boxes) - before)
    return b"".join(each.encoded() for each in boxes) + rest


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (len(body) + 8).to_bytes(4) + kind + body


def parse(content: bytes, depth: int = 0) -> tuple[list[Box], bytes]:
    """Whole boxes, and what is behind the last of them."""
    boxes: list[Box] = []
    at = 0
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        end = len(content) if size == 0 else at + size
        if end > len(content) or end < at + head:
            break
        boxes.append(_parsed(kind, content[at + head : end], content[at : at + head], depth))
        at = end
    return boxes, content[at:]


def _parsed(kind: bytes, body: bytes, head: bytes, depth: int) -> Box:
    lying = head if len(head) == 16 or head[:4] == bytes(4) else None
    if depth < MAX_DEPTH and (kind in PLAIN or kind in FULL):
        skip = 4 if kind in FULL and body[4:8] != b"hdlr" else 0
        children, extra = parse(body[skip:], depth + 1)
        if children:
            return Box(kind, prefix=body[:skip], children=children, head=lying, extra=extra)
    return Box(kind, body, head=lying)


def _lists(boxes: list[Box]) -> list[list[Box]]:
    found = [boxes]
    for each in boxes:
        if each.children is not None:
            found += _lists(each.children)
    return found


def _any(random: Random, boxes: list[Box]) -> tuple[list[Box], int]:
    """Returns a list of siblings and an index. Deeper lists come as often as the first."""
    siblings = random.choice([each for each in _lists(boxes) if each] or [boxes])
    return siblings, random.randrange(len(siblings))


def _reorder(random: Random, boxes: list[Box]) -> None:
    siblings, at = _any(random, boxes)
    to = random.randrange(len(siblings))
    match random.choice(("swap", "drop", "twice", "move", "often")):
        case "swap":
            siblings[at], siblings[to] = siblings[to], siblings[at]
        case "drop":
            del siblings[at]
        case "twice":
            siblings.insert(to, deepcopy(siblings[at]))
        case "move":
            moved = siblings.pop(at)
            others = random.choice(_lists(boxes))
            others.insert(random.randrange(len(others) + 1), moved)
        case "often" if len(siblings[at].encoded()) < 4096:
            siblings[to:to] = [Box(b"", siblings[at].encoded(), is_raw=True)] * random.choice((10, 100, 3000))


def _nest(random: Random, boxes: list[Box]) -> None:
    """A box within boxes, once or very deep."""
    siblings, at = _any(random, boxes)
    inner = siblings[at].encoded()
    if len(inner) > 100_000:
        return
    for _ in range(random.choice((1, 1, 2, *NEST))):
        kind = random.choice((*PLAIN, *FULL, b"uuid", b"free"))
        inner = box(kind, bytes(4) if kind in FULL else b"", inner)
    siblings[at] = Box(b"", inner, is_raw=True)


def _kind(random: Random, boxes: list[Box]) -> None:
    siblings, at = _any(random, boxes)
    if not siblings[at].is_raw:
        siblings[at].kind = random.choice(TYPES)
        siblings[at].head = None


def _size(random: Random, boxes: list[Box]) -> None:
    """A size that lies, also in its long form."""
    siblings, at = _any(random, boxes)
    true = len(siblings[at].encoded())
    kind = siblings[at].kind
    match random.choice(("odd", "odd", "long", "odd-long", "rest")):
        case "odd":
            siblings[at].head = numbers.odd_number(random, true, 4).to_bytes(4) + kind
        case "long":
            siblings[at].head = (1).to_bytes(4) + kind + (true + 8).to_bytes(8)
        case "odd-long":
            siblings[at].head = (1).to_bytes(4) + kind + numbers.odd_number(random, true, 8).to_bytes(8)
        case "rest":
            siblings[at].head = bytes(4) + kind


def _inside(random: Random, boxes: list[Box]) -> None:
    """A number in one box: counts of tables, versions, offsets."""
    leaves = [(siblings, at) for siblings in _lists(boxes) for at, each in enumerate(siblings) if each.children is None]
    siblings, at = random.choice(leaves or [(boxes, 0)])
    body = siblings[at].body
    head = min(len(body), random.choice((4, 8, 16, 64, 4096)))
    siblings[at].body = numbers.write_number(random, body[:head]) + body[head:]


def _cut(random: Random, boxes: list[Box]) -> None:
    siblings, at = _any(random, boxes)
    body = siblings[at].body
    if siblings[at].children is None and len(body) < 1 << 20:
        keep = random.randrange(len(body) + 1)
        siblings[at].body = body[:keep] if random.random() < 0.5 else body + random.choice((bytes(8), b"\xff" * 64))


def _exif(random: Random, boxes: list[Box]) -> None:
    """Changes the directories of an Exif item in the data, if there is one."""
    for siblings in _lists(boxes):
        for each in siblings:
            starts = [at for mark in (b"II*\0", b"MM\0*") if (at := each.body.find(mark)) >= 0]
            if each.kind in (b"mdat", b"idat", b"uuid") and starts:
                at = min(starts)
                end = min(len(each.body), at + 4096)
                block = tiff.mutate(random, each.body[at:end])[: end - at]
                each.body = each.body[:at] + block.ljust(end - at, b"\0") + each.body[end:]
                return
    _inside(random, boxes)


def _add(random: Random, boxes: list[Box]) -> None:
    """Adds metadata with a location, where cameras write it, or anywhere."""
    (made,), _ = parse(_location_box(random))
    moov = [each for each in boxes if each.kind in (b"moov", b"meta") and each.children is not None]
    if moov and random.random() < 0.7:
        inside = moov[0].children or []
        data = [each for each in inside if each.kind == b"udta" and each.children is not None]
        if data and random.random() < 0.6:
            inside = data[0].children or []
        elif random.random() < 0.6:
            made = Box(b"udta", children=[made])
        inside.insert(random.randrange(len(inside) + 1), made)
    else:
        boxes.insert(random.choice((len(boxes), random.randrange(1, len(boxes) + 1))), made)


def _location_box(random: Random) -> bytes:
    """One box."""
    match random.choice(("xyz", "loci", "xmp", "uuid", "late", "exif", "keys", "nested")):
        case "xyz":
            return location_box(b"+52.5200+013.4050/")
        case "loci":
            return box(
                b"loci", bytes(4), b"\x15\xc7Musterort\0\0", struct.pack(">3i", 13 << 16, 52 << 16, 0), b"e\0n\0"
            )
        case "xmp":
            return box(b"XMP_", xmp.packet(random))
        case "uuid":
            return box(b"uuid", ADOBE, xmp.packet(random))
        case "late":
            return box(b"uuid", ADOBE, b" " * random.choice((70_000, 300_000)), xmp.packet(random))
        case "exif":
            return box(b"uuid", EXIF_UUID, tiff.mutate(random, tiff.exif_block(random)))
        case "keys":
            return apple_keys()
    return box(b"udta", box(b"udta", location_box(b"+52.5200+013.4050/")))


def location_box(text: bytes) -> bytes:
    return box(b"\xa9xyz", len(text).to_bytes(2), b"\x15\xc7", text)


def apple_keys() -> bytes:
    """A `meta` of QuickTime: keys by name, and values by number."""
    name = b"com.apple.quicktime.location.ISO6709"
    keys = box(b"keys", bytes(4), (1).to_bytes(4), (len(name) + 8).to_bytes(4), b"mdta", name)
    data = box(b"data", (1).to_bytes(4), bytes(4), b"+52.5200+013.4050+034.000/")
    handler = box(b"hdlr", bytes(8), b"mdta", bytes(12), b"\0")
    return box(b"meta", handler, keys, box(b"ilst", (len(data) + 8).to_bytes(4), (1).to_bytes(4), data))


def located_video(random: Random) -> bytes:
    """As it stands behind a motion photo."""
    location = box(b"udta", _location_box(random))
    return box(b"ftyp", b"mp42", bytes(4), b"mp42isom") + box(b"moov", location) + box(b"mdat", bytes(64))


def _data_start(boxes: list[Box]) -> int:
    """Where the first data begin; 0 without any."""
    at = 0
    for each in boxes:
        if each.kind == b"mdat":
            return at
        at += len(each.encoded())
    return 0


def _move_offsets(boxes: list[Box], moved: int) -> None:
    """What points into the data does so again, where that can be read."""
    for siblings in _lists(boxes) if moved else ():
        for each in siblings:
            try:
                if each.kind in (b"stco", b"co64"):
                    each.body = _moved_chunks(each.body, moved, "I" if each.kind == b"stco" else "Q")
                elif each.kind == b"iloc":
                    each.body = _moved_items(each.body, moved)
            except (struct.error, OverflowError, IndexError):
                pass


def _moved_chunks(body: bytes, moved: int, word: str) -> bytes:
    (count,) = struct.unpack_from(">I", body, 4)
    if count > 1 << 16:
        return body
    offsets = struct.unpack_from(f">{count}{word}", body, 8)
    made = struct.pack(f">{count}{word}", *(offset + moved for offset in offsets))
    return body[:8] + made + body[8 + len(made) :]


def _moved_items(body: bytes, moved: int) -> bytes:
    """Versions 0 and 1 with offsets of 4 bytes and without bases and indexes: what encoders write."""
    if body[0] > 1 or body[4] != 0x44 or body[5] & 0xF:
        return body
    changed, at = bytearray(body), 8
    base_bytes = body[5] >> 4
    for _ in range(int.from_bytes(body[6:8])):
        in_file = body[0] == 0 or body[at + 3] & 0xF == 0
        at += (6 if body[0] else 4) + base_bytes
        extents = int.from_bytes(body[at : at + 2])
        at += 2
        for _ in range(min(extents, 64)):
            if in_file:
                changed[at : at + 4] = (int.from_bytes(body[at : at + 4]) + moved).to_bytes(4)
            at += 8
    return bytes(changed)


CHANGES = (_reorder, _nest, _kind, _size, _inside, _inside, _cut, _exif, _add, _add, _add)
