"""Locations in maker notes, as ExifTool reads them (issue 11 A6)."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from tests.media.location.viewer_copies import (
    assert_location_removed,
    assert_same_except_location,
    assert_same_pixels,
    viewers_copy,
)
from tests.media.still_files import jpeg_with, segment
from tests.media.tiff_files import ASCII, BYTES_OF_KIND, CAMERA, LONG, PLANTED, UNDEFINED, Directory, Field, structure

TEXT = PLANTED.ljust(72, b"\0")


def note(entries: Directory, *, start: int, order: str = "<") -> bytes:
    """A directory followed by its values. Offsets count from `start` before it."""
    directory, values = struct.pack(f"{order}H", len(entries)), b""
    values_at = start + 2 + 12 * len(entries) + 4
    for tag, (kind, value) in sorted(entries.items()):
        assert isinstance(value, bytes)
        where = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(f"{order}I", values_at + len(values))
        directory += struct.pack(f"{order}HHI", tag, kind, len(value) // BYTES_OF_KIND[kind]) + where
        values += value if len(value) > 4 else b""
    return directory + bytes(4) + values


def photo(make: bytes, make_note: Callable[[int], bytes]) -> bytes:
    """`make_note` takes the offset of the note in the Exif block."""

    def block(content: bytes) -> bytes:
        details = {0x9003: Field(ASCII, b"2026:06:20 15:04:05\0"), 0x927C: Field(UNDEFINED, content)}
        return structure({**CAMERA, 0x010F: Field(ASCII, make + b"\0"), 0x8769: Field(LONG, (details,))})

    at = block(bytes(100) + b"#" * 20).index(b"#" * 20) - 100
    return jpeg_with(segment(0xE1, b"Exif\0\0" + block(make_note(at))))


def nikon(at: int) -> bytes:
    where = b"0100\1DEU\0" + PLANTED.ljust(70, b"\0")
    entries = {
        0x0001: Field(UNDEFINED, b"0210"),
        0x0039: Field(UNDEFINED, where),
        0x0004: Field(ASCII, b"FINE\0\0\0\0"),
    }
    return b"Nikon\0\2\x10\0\0" + b"MM\0*\0\0\0\x08" + note(entries, start=8, order=">")


def samsung(at: int) -> bytes:
    entries = {
        0x0001: Field(UNDEFINED, b"0100"),
        0x0021: Field(ASCII, b"ROM-1.0\0"),
        0x0030: Field(ASCII, TEXT),
        0x0031: Field(ASCII, TEXT),
    }
    return note(entries, start=0)


def panasonic(mark: bytes) -> Callable[[int], bytes]:
    entries = {tag: Field(UNDEFINED, TEXT) for tag in (0x67, 0x69, 0x6B, 0x6D, 0x6F, 0x80)}
    entries |= {0x0051: Field(ASCII, b"LUMIX G 20/F1.7\0"), 0x0001: Field(ASCII, b"ab\0")}
    return lambda at: mark + note(entries, start=at + len(mark))


def casio(at: int) -> bytes:
    return b"QVC\0\0\0" + note(
        {0x2001: Field(ASCII, b"2606201504\0"), 0x3006: Field(ASCII, TEXT)}, start=at + 6, order=">"
    )


NOTES = {
    "Panasonic": lambda: photo(b"Panasonic", panasonic(b"Panasonic\0\0\0")),
    "Leica": lambda: photo(b"LEICA", panasonic(b"LEICA\0\0\0")),
    "Leica by Panasonic": lambda: photo(b"LEICA CAMERA AG", panasonic(b"LEICA CAMERA AG\0\0\0")),
    "Nikon": lambda: photo(b"NIKON", nikon),
    "Samsung": lambda: photo(b"SAMSUNG", samsung),
    "Casio": lambda: photo(b"CASIO COMPUTER CO.,LTD.", casio),
}


@pytest.mark.parametrize("maker", NOTES)
def test_a_maker_note_loses_its_location_and_keeps_the_rest(maker: str) -> None:
    """A6"""
    original = NOTES[maker]()
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)
    assert_same_except_location(copy, original)


def test_the_city_of_a_cameras_time_zone_is_removed() -> None:
    """A6: Canon and Pentax store it as a number."""
    canon = {0x0035: Field(LONG, struct.pack("<4I", 16, 60, 15, 0)), 0x0006: Field(ASCII, b"Canon EOS\0")}
    pentax = {0x0023: Field(3, struct.pack("<H", 8)), 0x0024: Field(3, struct.pack("<H", 9))}
    for original in (
        photo(b"Canon", lambda at: note(canon, start=at)),
        photo(b"PENTAX", lambda at: b"AOC\0II" + note(pentax, start=at + 6)),
    ):
        copy = viewers_copy(original)
        assert_location_removed(copy, original)
        assert_same_pixels(copy, original)


def test_a_maker_note_without_a_valid_directory_is_removed() -> None:
    """A6"""
    original = photo(b"Panasonic", lambda at: b"Panasonic\0\0\0\xff\xff" + TEXT)
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)
    assert_same_pixels(copy, original)
