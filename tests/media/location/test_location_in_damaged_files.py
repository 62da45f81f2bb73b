"""Metadata with wrong lengths: no patch outside of its block, no changed pixel (issue 11 A3)."""

from __future__ import annotations

import struct

import pytest

from tests.media.exiftool import location_tags_of
from tests.media.location.files_with_location import patches_of
from tests.media.location.viewer_copies import assert_location_removed, assert_same_pixels, viewers_copy
from tests.media.pictures import four_corners
from tests.media.still_files import jpeg_with, segment
from tests.media.tiff_files import GPS, LONG, PLANTED, RATIONAL, UNDEFINED, Field, located, page, structure


def exif_with_pointer(offset: int) -> bytes:
    """A block with its GPS directory at `offset`."""
    block = structure({0x010F: Field(2, b"Nikon\0"), 0x8825: Field(LONG, (offset,))})
    return b"Exif\0\0" + block


@pytest.mark.parametrize(
    "behind", [b"\0\0\3\xe8\xa9xyz\0\x0e+52.52", b"\0\0\3\xe8\xa9xyz", b"\xff\xff\xff\xffftypmp42"]
)
def test_a_box_that_is_too_long_gives_no_patch_behind_the_end(behind: bytes) -> None:
    """A3"""
    original = jpeg_with(behind=behind)
    assert all(offset >= 0 and offset + len(body) <= len(original) for offset, body in patches_of(original))
    assert_same_pixels(viewers_copy(original), original)


@pytest.mark.parametrize("offset", [0, 7, 8, 60, 70, 100, 300, 600, 0x7FFFFFFF, 0xFFFFFFFF])
def test_an_offset_out_of_its_block_changes_no_pixel(offset: int) -> None:
    """A3: beyond the block are the quantisation tables."""
    original = jpeg_with(segment(0xE1, exif_with_pointer(offset)))
    block_end = original.index(b"Exif\0\0") + len(exif_with_pointer(offset))
    assert all(start + len(body) <= block_end for start, body in patches_of(original))
    copy = viewers_copy(original)
    assert_same_pixels(copy, original)
    assert b"Nikon" in copy
    assert struct.pack("<H", 0x8825) not in copy[:block_end]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(("tag", "kind"), [(2, RATIONAL), (0x8825, LONG)])
def test_pixels_declared_as_a_location_stay(tag: int, kind: int) -> None:
    """A3: a latitude, and a GPS directory, in the first row of the picture."""
    whole = structure({**page(), **located()})
    pixels = whole.index(four_corners(64, 48).tobytes())
    entry = next(at for at in range(len(whole)) if whole[at : at + 4] == struct.pack("<HH", tag, kind))
    original = whole[: entry + 8] + struct.pack("<I", pixels) + whole[entry + 12 :]
    copy = viewers_copy(original)
    assert_same_pixels(copy, original)
    assert not location_tags_of(copy)


def test_a_thumbnail_and_a_date_declared_as_a_location_stay() -> None:
    """A3: a value that something else needs."""
    block = structure({**located(), 0x010E: Field(2, b"Cake with candles\0")})
    candles = block.index(b"Cake with candles")
    latitude = block.index(struct.pack("<HHI", 2, RATIONAL, 3)) + 8
    lying = block[:latitude] + struct.pack("<I", candles) + block[latitude + 4 :]
    original = jpeg_with(segment(0xE1, b"Exif\0\0" + lying))
    copy = viewers_copy(original)
    assert b"Cake with candles" in copy
    assert_location_removed(copy, original, PLANTED)


def test_a_circular_directory_chain_ends() -> None:
    """A3"""
    block = bytearray(structure(located()))
    block[8 + 2 + 12 * 4 : 8 + 2 + 12 * 4 + 4] = struct.pack("<I", 8)  # the next directory is the first
    original = jpeg_with(segment(0xE1, b"Exif\0\0" + bytes(block)))
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)


def test_a_location_in_a_truncated_directory_is_removed() -> None:
    """A3"""
    block = structure({0x8825: Field(LONG, (GPS,))}, {0x9286: Field(UNDEFINED, bytes(8))})
    for cut in range(10, len(block), 7):
        original = jpeg_with(segment(0xE1, b"Exif\0\0" + block[:cut]))
        assert PLANTED not in viewers_copy(original)
