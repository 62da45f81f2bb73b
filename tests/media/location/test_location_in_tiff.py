"""Locations in TIFF files: in every page, directory type and metadata block (issue 11 A6)."""

from __future__ import annotations

import struct

import pytest

from tests.media.exiftool import location_tags_of
from tests.media.location.viewer_copies import (
    assert_location_removed,
    assert_same_except_location,
    assert_same_pixels,
    viewers_copy,
)
from tests.media.still_files import iptc, resource, xmp_packet
from tests.media.tiff_files import (
    ASCII,
    BYTE,
    CAMERA,
    DOUBLE,
    IFD,
    LONG,
    LONG8,
    PLANTED,
    SHORT,
    UNDEFINED,
    Directory,
    Field,
    Order,
    located,
    page,
    structure,
)

LOCATED_PAGE = {**page(), **located()}


def check(original: bytes) -> None:
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)
    assert_same_except_location(copy, original)


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_page_loses_its_location(order: Order) -> None:
    """A6"""
    original = structure(LOCATED_PAGE, order=order)
    assert len(location_tags_of(original)) > 4
    check(original)


@pytest.mark.parametrize("kind", [LONG, IFD, LONG8])
def test_every_page_of_a_big_tiff_loses_its_location(kind: int) -> None:
    """A6"""
    located_page = {**page(), **located(kind)}
    check(structure(located_page, page(), located_page, is_big=True))


@pytest.mark.parametrize("kind", [SHORT, LONG, IFD])
def test_every_page_loses_its_location_however_its_directory_is_linked(kind: int) -> None:
    """A6"""
    check(structure(page(8, 8), {**page(8, 8), **located(kind)}, page(8, 8), {**page(8, 8), **located(kind)}))


def test_images_within_an_image_lose_their_locations() -> None:
    """A6"""
    original = structure({**page(), 0x014A: Field(LONG, (LOCATED_PAGE, {**page(32, 24), **located()}))})
    assert location_tags_of(original)
    check(original)


BLOCKS: dict[str, Directory] = {
    "XMP": {700: Field(BYTE, xmp_packet())},
    "XMP in UTF-16": {700: Field(BYTE, xmp_packet().decode().encode("utf-16-le"))},
    "IPTC": {33723: Field(UNDEFINED, iptc(90, 101))},
    "Photoshop resources": {34377: Field(BYTE, resource(0x0404, iptc(90, 101)))},
    "GeoTIFF": {
        33550: Field(DOUBLE, struct.pack("<3d", 10, 10, 0)),
        33922: Field(DOUBLE, struct.pack("<6d", 0, 0, 0, 13.4, 52.5, 0)),
        34735: Field(SHORT, (1, 1, 0, 1, 1024, 0, 1, 2)),
        34737: Field(ASCII, b"WGS 84 / " + PLANTED + b"|\0"),
        42112: Field(ASCII, b"<GDALMetadata>" + PLANTED + b"</GDALMetadata>\0"),
    },
}


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("is_big", [False, True])
def test_metadata_on_a_later_page_loses_its_location(name: str, is_big: bool) -> None:
    """A6"""
    check(structure(page(), {**page(), **CAMERA, **BLOCKS[name]}, is_big=is_big))


def test_iptc_in_the_other_byte_order_is_removed() -> None:
    """A6: some programs write it as 32-bit numbers."""
    datasets = iptc(90, 101)
    padded = datasets + bytes(-len(datasets) % 4)
    swapped = struct.pack(f">{len(padded) // 4}I", *struct.unpack(f"<{len(padded) // 4}I", padded))
    original = structure({**page(), 33723: Field(LONG, struct.unpack(f"<{len(padded) // 4}I", swapped))})
    assert location_tags_of(original)
    copy = viewers_copy(original)
    assert not location_tags_of(copy)
    assert_same_pixels(copy, original)
