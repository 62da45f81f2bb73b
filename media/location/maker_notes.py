"""Places in the notes of makers within Exif, as far as ExifTool knows that a maker writes some (its MakerNotes.pm).

Such notes are a directory behind a mark of the maker. Whatever is no such directory though it has the mark is zeroed.
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
"""Location, country, state, city, landmark, city again. Leica's cameras by Panasonic have them too."""

NIKON = frozenset({0x39})
"""Country and the nearest point of interest."""

SAMSUNG = frozenset(range(0x2F, 0x35))
"""GPS records, and the names of the place in two languages."""

PENTAX = frozenset({0x23, 0x24, 0x1000, 0x1001})
CASIO = frozenset({0x3006})
CANON = frozenset({0x35})
"""The city that the camera's clock is set to."""


class Layout(NamedTuple):
    """`directory` is where it begins, and `base` from where its offsets count, both from the note's start.

    None: from the start of the Exif block.
    """

    mark: re.Pattern[bytes]
    directory: int
    base: int | None
    places: frozenset[int]
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
    """`make` is the camera's maker as Exif tells it."""
    head = block.content[note.start : min(note.start + 32, note.end)]
    layout = next((each for each in LAYOUTS if each.mark.match(head) and make.startswith(each.make)), None)
    if not layout or note.start == note.end:
        return
    start = block.start if layout.base is None else note.start + layout.base
    at = note.start + layout.directory
    orders: tuple[Order, ...] = (block.order, "big" if block.order == "little" else "little")
    for order in orders:
        notes = TiffBlock(block.content, start, block.end, order)
        directory = notes.directory(at - start)
        if directory and _is_plausible(directory, note):
            yield from _directory_patches(directory, note, layout.places)
            return
    yield zero_patch(note.start, note.end)


def _is_plausible(directory: TiffDirectory, note: TiffEntry) -> bool:
    """In the wrong byte order there are far too many entries, of kinds that there are none of."""
    entries = directory.entries
    return (
        0 < len(entries) <= MAX_NOTE_ENTRIES and directory.end <= note.end + 4 and entries[0].value_type in VALUE_TYPES
    )


def _directory_patches(directory: TiffDirectory, note: TiffEntry, places: frozenset[int]) -> Iterator[Patch]:
    """The number of entries stays: readers tell by where a directory ends whether its offsets count from elsewhere."""
    for entry in directory.entries:
        if entry.tag in places:
            if note.start <= entry.start and entry.end <= note.end:
                yield zero_patch(entry.start, entry.end)
            yield Patch(entry.at, UNKNOWN_TAG)
