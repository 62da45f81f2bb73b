"""Files in which the same bytes are a directory or a track, and also part of the picture (issue 11 A6).

Each was found by `bench/fuzz_media.py`: the copy for viewers could not be opened any more.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.media.location.files_with_location import removal_of
from tests.media.pictures import encoded, four_corners
from tests.media.rendering import render

SAMPLES = Path(__file__).parents[1] / "samples"
EXIF, SUB_IMAGES, GPS, XMP = 0x8769, 0x014A, 0x8825, 700
LONG, BYTE = 4, 1


def copy_of(original: bytes) -> bytes:
    changed = bytearray(original)
    for offset, body in removal_of(original).patches:
        changed[offset : offset + len(body)] = body
    return bytes(changed)


def tiff_with(entries: list[tuple[int, int, int, int]], *more: tuple[int, bytes]) -> bytes:
    """A TIFF of 64 × 48 pixels with more entries in its directory, and with bytes written at offsets.

    Its pixels stand at 8, one strip of 9,216 bytes; behind them stands the directory.
    """
    pixels = bytearray(four_corners(64, 48).convert("RGB").tobytes())
    own = [(256, LONG, 1, 64), (257, LONG, 1, 48), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2), (273, LONG, 1, 8)]
    own += [(277, 3, 1, 3), (278, LONG, 1, 48), (279, LONG, 1, len(pixels)), *entries]
    directory = struct.pack("<H", len(own)) + b"".join(struct.pack("<HHII", *each) for each in sorted(own)) + bytes(4)
    content = bytearray(b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + directory)
    for offset, body in more:
        content[offset : offset + len(body)] = body
    return bytes(content)


def directory(*entries: tuple[int, int, int, int]) -> bytes:
    return struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *each) for each in entries) + bytes(4)


def test_no_copy_of_a_gif_with_an_empty_extension() -> None:
    """Issue 11 A6. Some readers take the bytes behind it as its sub-blocks, so none may change."""
    plain = encoded(four_corners(64, 48), "GIF")
    xmp = b"\x21\xff\x0bXMP DataXMP" + LOCATION_XMP + b"\1" + bytes(range(0xFF, -1, -1)) + b"\0"
    at = 13 + (3 << (plain[10] & 7) + 1)

    assert removal_of(plain[:at] + xmp + plain[at:]).patches
    assert removal_of(plain[:at] + b"\x21\x42\0" + xmp + plain[at:]).location_may_remain


IN_THE_PIXELS = 1000
LOCATED = directory((271, 2, 4, 0x006D6143), (GPS, LONG, 1, 3000))
LOCATION_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="52,31.2N"/></x:xmpmeta>'
OWN_DIRECTORY = 8 + 64 * 48 * 3


@pytest.mark.parametrize("pointer", [EXIF, SUB_IMAGES])
def test_a_directory_within_pixels_leaves_them_unchanged(pointer: int) -> None:
    """Issue 11 A6"""
    original = tiff_with([(pointer, LONG, 1, IN_THE_PIXELS)], (IN_THE_PIXELS, LOCATED))

    assert removal_of(original).location_may_remain
    assert render(copy_of(original), "image/tiff").preview == render(original, "image/tiff").preview


def test_text_within_pixels_leaves_them_unchanged() -> None:
    """Issue 11 A6"""
    original = tiff_with([(XMP, BYTE, len(LOCATION_XMP), IN_THE_PIXELS)], (IN_THE_PIXELS, LOCATION_XMP))

    assert removal_of(original).location_may_remain
    assert render(copy_of(original), "image/tiff").preview == render(original, "image/tiff").preview


def test_a_directory_within_a_directory_leaves_it_unchanged() -> None:
    """Issue 11 A6. Shifted by two bytes, an entry's type is read as a location tag."""
    entries = [(EXIF, LONG, 1, OWN_DIRECTORY + 2), (0xFE00, GPS, 1, 0)]
    original = tiff_with(entries)

    removal = removal_of(original)
    assert removal.location_may_remain or copy_of(original) == original
    assert render(copy_of(original), "image/tiff").preview == render(original, "image/tiff").preview


def test_a_page_with_its_location_beside_the_pixels_gets_a_copy() -> None:
    """Issue 11 A6"""
    original = tiff_with([(GPS, LONG, 1, OWN_DIRECTORY + 200)]) + bytes(200)

    removal = removal_of(original)
    assert removal.patches
    assert not removal.location_may_remain


@pytest.mark.parametrize("name", ["silent.mp4", "phone.mov"])
def test_no_copy_of_a_video_with_pictures_only_in_an_unnamed_track(name: str) -> None:
    """Issue 11 A6. Players show it, but the allowlist of tracks would remove it."""
    original = (SAMPLES / name).read_bytes()
    at = original.index(b"vide")
    unnamed = original[: at - 12] + b"skip" + original[at - 8 :]
    assert original[at - 12 : at - 8] == b"hdlr"

    removal = removal_of(unnamed)
    assert removal.location_may_remain
    assert not removal.patches


@pytest.mark.parametrize(("name", "kind"), [("camera.mp4", b"soun"), ("phone.mov", b"soun")])
def test_no_copy_of_a_video_with_sound_in_an_unnamed_track(name: str, kind: bytes) -> None:
    """Issue 11 A6"""
    original = (SAMPLES / name).read_bytes()
    at = original.index(kind)

    assert removal_of(original[: at - 12] + b"skip" + original[at - 8 :]).location_may_remain


@pytest.mark.parametrize(
    ("name", "moved", "around"),
    [
        ("camera.mp4", b"stbl", b"traf"),
        ("camera.mp4", b"minf", b"minf"),
        ("silent.mp4", b"tkhd", b"mdia"),
        ("fragments.mp4", b"traf", b"trak"),
        ("fragments.mp4", b"trex", b"trak"),
    ],
)
def test_no_copy_of_a_video_with_needed_boxes_elsewhere(name: str, moved: bytes, around: bytes) -> None:
    """Issue 11 A6. Some players find it, but the allowlist would remove it."""
    original = (SAMPLES / name).read_bytes()
    at = original.index(moved) - 4
    end = at + int.from_bytes(original[at : at + 4])
    nested = (end - at).to_bytes(4) + around + (end - at - 8).to_bytes(4) + moved + original[at + 8 : end - 8]

    assert removal_of(original[:at] + nested + original[end:]).location_may_remain
