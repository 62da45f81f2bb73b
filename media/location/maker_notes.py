"""Removes locations from maker notes in Exif, for the makers and tags that ExifTool knows (its MakerNotes.pm).

These notes are a directory behind a signature of the maker. A note with the signature but no valid directory is
zeroed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.patches import zero_patch
from media.location.tiff_structure import Order, TiffBlock, TiffDirectory, TiffEntry

MAX_NOTE_ENTRIES = 512
UNKNOWN_TAG = b"\xff\xff"
VALUE_TYPES = frozenset(range(1, 14))

PANASONIC = frozenset({0x67, 0x69, 0x6B, 0x6D, 0x6F, 0x80})
"""Location, country, state, city, landmark, city again. Leica cameras made by Panasonic have them too."""

NIKON = frozenset({0x39})
"""Country and the nearest point of interest."""

SAMSUNG = frozenset(range(0x2F, 0x35))
"""GPS records, and names of the location in two languages."""

PENTAX = frozenset({0x23, 0x24, 0x1000, 0x1001})
CASIO = frozenset({0x3006})
CANON = frozenset({0x35})
"""The city of the camera's time zone."""


class Layout(NamedTuple):
    """`directory` and `base` count from the start of the note: the directory, and the base of its offsets.

    Without `base`, offsets count from the start of the Exif block.
    """

    signature: re.Pattern[bytes]
    directory: int
    base: int | None
    location_tags: frozenset[int]
    make: bytes = b""


LAYOUTS = (
    Layout(re.compile(rb"Panasonic\x00"), 12, None, PANASONIC),
    Layout(re.compile(rb"LEICA\x00{3}"), 8, None, PANASONIC),
    Layout(re.compile(rb"LEICA CAMERA AG\x00"), 18, None, PANASONIC),
    Layout(re.compile(rb"Nikon\x00\x02"), 18, 10, NIKON),
    Layout(re.compile(rb"AOC\x00"), 6, None, PENTAX),
    Layout(re.compile(rb"PENTAX \x00"), 10, 0, PENTAX),
    Layout(re.compile(rb"(?:QVC|DCI)\x00"), 6, None, CASIO),
    Layout(
        re.compile(rb"(?:\x00.\x00\x01\x00\x07\x00{3}\x04|.\x00\x01\x00\x07\x00\x04\x00{3})0100", re.DOTALL),
        0,
        0,
        SAMSUNG,
    ),
    Layout(re.compile(b""), 0, None, CANON, make=b"Canon"),
)


def maker_note_patches(block: TiffBlock, note: TiffEntry, make: bytes) -> Iterator[Patch]:
    """`make` is the value of Exif's Make."""
    head = block.content[note.start : min(note.start + 32, note.end)]
    layout = next((each for each in LAYOUTS if each.signature.match(head) and make.startswith(each.make)), None)
    if not layout or note.start == note.end:
        return
    start = block.start if layout.base is None else note.start + layout.base
    at = note.start + layout.directory
    orders: tuple[Order, ...] = (block.order, "big" if block.order == "little" else "little")
    for order in orders:
        notes = TiffBlock(block.content, start, block.end, order)
        directory = notes.directory(at - start)
        if directory and _is_plausible(directory, note):
            yield from _directory_patches(directory, note, layout.location_tags)
            return
    yield zero_patch(note.start, note.end)


def _is_plausible(directory: TiffDirectory, note: TiffEntry) -> bool:
    """The wrong byte order gives far too many entries, of types that do not exist."""
    entries = directory.entries
    return (
        0 < len(entries) <= MAX_NOTE_ENTRIES and directory.end <= note.end + 4 and entries[0].value_type in VALUE_TYPES
    )


def _directory_patches(directory: TiffDirectory, note: TiffEntry, location_tags: frozenset[int]) -> Iterator[Patch]:
    """Keeps the number of entries: readers guess the base of offsets from the end of the directory."""
    for entry in directory.entries:
        if entry.tag in location_tags:
            if note.start <= entry.start and entry.end <= note.end:
                yield zero_patch(entry.start, entry.end)
            yield Patch(entry.at, UNKNOWN_TAG)
