"""TIFF and Exif: directories, their entries, and where they point."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.mutations import numbers, xmp

TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
POINTERS = (0x8769, 0x8825, 0xA005, 0x014A, 0x8290, 0xC4A5)
TAGS = (
    *POINTERS,
    0x010F,
    0x0110,
    0x0112,
    0x02BC,
    0x83BB,
    0x8649,
    0x9003,
    0x927C,
    0x9286,
    0x9C9B,
    0xC634,
    1,
    2,
    3,
    4,
    27,
)
SPARE = frozenset(
    {0x010F, 0x0110, 0x0112, 0x011A, 0x011B, 0x0128, 0x0131, 0x8769, 0x02BC, 0x83BB, *range(0x9000, 0xA500)}
)
MAX_DIRECTORIES = 64
GPS_ENTRIES = ((1, 2, b"N\0"), (2, 5, struct.pack(">6I", 52, 1, 31, 1, 1212, 100)), (3, 2, b"E\0"))


@dataclass(frozen=True)
class Layout:
    order: str
    is_big: bool = False

    @property
    def entry_bytes(self) -> int:
        return 20 if self.is_big else 12

    @property
    def word(self) -> str:
        return "Q" if self.is_big else "I"

    def pack(self, form: str, *values: int) -> bytes:
        return struct.pack(self.order + form, *values)

    def unpack(self, form: str, content: bytes | bytearray, at: int) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack_from(self.order + form, content, at)
        return found


def mutate_file(random: Random, content: bytes) -> bytes:
    """A TIFF; now and then it gets metadata that it did not have."""
    if random.random() < 0.4:
        return with_directory(random, content)
    return mutate(random, content)


def mutate(random: Random, content: bytes) -> bytes:
    """A TIFF or the block of Exif; unchanged where it is none."""
    layout = layout_of(content)
    if layout is None:
        return content
    at_all = list(directories(content, layout))
    if not at_all:
        return numbers.write_number(random, content)
    # Changes of the first directory mostly end in a picture that can't be opened.
    at, count = random.choice(at_all[1:]) if len(at_all) > 1 and random.random() < 0.7 else random.choice(at_all)
    changes = (_odd_field, _odd_field, _point, _point, _swap, _next, _count, _append)
    try:
        return random.choice(changes)(random, bytearray(content), layout, at, count, [each for each, _ in at_all])
    except struct.error:  # a directory that the end of the block cuts off
        return content


def layout_of(content: bytes) -> Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(content[:2])
    if order is None or len(content) < 16:
        return None
    (magic,) = struct.unpack_from(f"{order}H", content, 2)
    return Layout(order, magic == 43) if magic in (42, 43) else None


def directories(content: bytes, layout: Layout) -> Iterator[tuple[int, int]]:
    """Where each begins that can be found, and how many entries it has."""
    (first,) = layout.unpack(layout.word, content, 8 if layout.is_big else 4)
    to_visit, seen = [first], set[int]()
    head = 8 if layout.is_big else 2
    while to_visit and len(seen) < MAX_DIRECTORIES:
        at = to_visit.pop()
        if at in seen or at <= 0 or at + head > len(content):
            continue
        seen.add(at)
        (count,) = layout.unpack("Q" if layout.is_big else "H", content, at)
        if count > 1000 or at + head + count * layout.entry_bytes + 4 > len(content):
            continue
        yield at, count
        for number in range(count):
            entry = at + head + number * layout.entry_bytes
            tag, _ = layout.unpack("HH", content, entry)
            if tag in POINTERS:
                to_visit += layout.unpack(layout.word, content, entry + (12 if layout.is_big else 8))
        with_next = at + head + count * layout.entry_bytes
        if with_next + (8 if layout.is_big else 4) <= len(content):
            to_visit += layout.unpack(layout.word, content, with_next)


def _entry(layout: Layout, at: int, number: int) -> int:
    return at + (8 if layout.is_big else 2) + number * layout.entry_bytes


def _odd_field(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    """Another tag, type, number of values, or value."""
    entry = _entry(layout, at, random.randrange(max(count, 1)))
    match random.choice(("tag", "type", "count", "value")):
        case "tag":
            content[entry : entry + 2] = layout.pack("H", random.choice(TAGS))
        case "type":
            content[entry + 2 : entry + 4] = layout.pack("H", random.choice((*TYPE_BYTES, 0, 14, 99, 0xFFFF)))
        case "count":
            (true,) = layout.unpack(layout.word, content, entry + 4)
            size = struct.calcsize(layout.order + layout.word)
            content[entry + 4 : entry + 4 + size] = layout.pack(layout.word, numbers.odd_number(random, true, size))
        case "value":
            size = struct.calcsize(layout.order + layout.word)
            value = entry + 4 + size
            (true,) = layout.unpack(layout.word, content, value)
            content[value : value + size] = layout.pack(layout.word, numbers.odd_number(random, true, size))
    return bytes(content)


def _point(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    """An entry becomes a pointer to a directory: a known one, itself, or anywhere."""
    entry = _entry(layout, at, random.randrange(max(count, 1)))
    target = random.choice((*offsets, at, 0, 4, 8, len(content) - 2, len(content), random.randrange(len(content))))
    tag, kind = random.choice(POINTERS), random.choice((4, 4, 13, 3, 18 if layout.is_big else 4))
    content[entry : entry + layout.entry_bytes] = layout.pack(
        f"HH{layout.word}{layout.word}", tag, kind, random.choice((1, 1, 2, 1000)), target
    )
    return bytes(content)


def _swap(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    """Entries out of order, or one entry twice."""
    first, second = (_entry(layout, at, random.randrange(max(count, 1))) for _ in range(2))
    size = layout.entry_bytes
    one, other = bytes(content[first : first + size]), bytes(content[second : second + size])
    content[first : first + size] = other
    if random.random() < 0.7:
        content[second : second + size] = one
    return bytes(content)


def _next(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    """The chain of directories goes on: in a circle, or where none is."""
    where = _entry(layout, at, count)
    target = random.choice(
        (*offsets, at, 0, 1, 8, len(content) - 1, len(content) + 100, random.randrange(len(content)))
    )
    body = layout.pack(layout.word, target)
    content[where : where + len(body)] = body
    return bytes(content)


def _count(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    """A directory claims more or fewer entries than it has."""
    size = 8 if layout.is_big else 2
    content[at : at + size] = numbers.odd_number(random, count, size).to_bytes(
        size, "big" if layout.order == ">" else "little"
    )
    return bytes(content)


def _append(random: Random, content: bytearray, layout: Layout, at: int, count: int, offsets: list[int]) -> bytes:
    return with_directory(random, bytes(content))


def with_directory(random: Random, content: bytes) -> bytes:
    """Appends a directory with a location, which an entry or the chain points to."""
    layout = layout_of(content)
    found = list(directories(content, layout)) if layout else []
    if layout is None or not found:
        return content
    content += bytes(-len(content) % 8)
    at, count = random.choice(found)
    made, where = (
        _gps_directory(layout, len(content)),
        _entry(layout, at, _spare_entry(random, content, layout, at, count)),
    )
    changed = bytearray(content + made)
    if random.random() < 0.3:
        made_by_name = _named_directory(random, layout, len(content))
        changed = bytearray(content + made_by_name)
        body, where = layout.pack(layout.word, len(content)), _entry(layout, at, count)
    elif random.random() < 0.2:
        body, where = layout.pack(layout.word, len(content)), _entry(layout, at, count)
    else:
        tag = random.choice((0x8825, 0x8825, 0x8825, 0x014A, 0x8769))
        body = layout.pack(f"HH{layout.word}{layout.word}", tag, random.choice((4, 13)), 1, len(content))
    changed[where : where + len(body)] = body
    return bytes(changed)


def _spare_entry(random: Random, content: bytes, layout: Layout, at: int, count: int) -> int:
    """The number of an entry that a picture can do without, where there is one."""
    numbers_of_spare = [
        number for number in range(count) if layout.unpack("H", content, _entry(layout, at, number))[0] in SPARE
    ]
    return random.choice(numbers_of_spare or [random.randrange(max(count, 1))])


def exif_block(random: Random) -> bytes:
    """An Exif block with a location and a camera."""
    layout = Layout(random.choice("<>"))
    mark = b"II*\0" if layout.order == "<" else b"MM\0*"
    make = layout.pack("HHI", 0x010F, 2, 4) + b"Cam\0"
    pointer = layout.pack("HHII", 0x8825, 4, 1, 8 + 2 + 24 + 4)
    return (
        mark
        + layout.pack("I", 8)
        + layout.pack("H", 2)
        + make
        + pointer
        + layout.pack("I", 0)
        + _gps_directory(layout, 8 + 2 + 24 + 4)
    )


def _gps_directory(layout: Layout, at: int) -> bytes:
    return _directory(layout, at, [(tag, kind, _ordered(layout, kind, body)) for tag, kind, body in GPS_ENTRIES])


def _named_directory(random: Random, layout: Layout, at: int) -> bytes:
    """A directory with a packet of XMP, and one of IPTC."""
    return _directory(layout, at, [(0x02BC, 1, xmp.packet(random)), (0x83BB, 7, iptc())])


def iptc() -> bytes:
    """IIM records of a city and a country."""
    return b"".join(
        b"\x1c\x02" + bytes([number]) + len(text).to_bytes(2) + text
        for number, text in ((90, b"Musterstadt"), (101, b"Musterreich"), (5, b"A title"))
    )


def _ordered(layout: Layout, kind: int, body: bytes) -> bytes:
    if kind != 5 or layout.order == ">":
        return body
    return struct.pack("<6I", *struct.unpack(">6I", body))


def _directory(layout: Layout, at: int, entries: list[tuple[int, int, bytes]]) -> bytes:
    room = struct.calcsize(layout.order + layout.word)
    head = layout.pack("Q" if layout.is_big else "H", len(entries))
    values_at = at + len(head) + len(entries) * layout.entry_bytes + room
    lines, values = b"", b""
    for tag, kind, body in entries:
        lines += layout.pack(f"HH{layout.word}", tag, kind, len(body) // TYPE_BYTES[kind])
        if len(body) <= room:
            lines += body.ljust(room, b"\0")
        else:
            lines += layout.pack(layout.word, values_at + len(values))
            values += body + bytes(len(body) % 2)
    return head + lines + bytes(room) + values
