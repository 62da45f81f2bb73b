"""Locations in HEIC and AVIF files: in items of every form, and in other boxes (issue 11 A6)."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pi_heif
import pytest
from PIL import Image, UnidentifiedImageError

from media.heif.items import HeifItem, read_items
from tests.media.exiftool import location_tags_of, tags_of
from tests.media.heif_files import HeifFile, Item, box, full_box
from tests.media.location import movie_location_records as records
from tests.media.location.viewer_copies import assert_location_removed, viewers_copy
from tests.media.pictures import encoded, exif, four_corners

SAMPLES = Path(__file__).parents[1] / "samples"
PHONE = (SAMPLES / "phone.heic").read_bytes()
PLAIN = encoded(four_corners(160, 120), "AVIF", quality=80)
GPS = exif(taken="2026:06:20 15:04:05")
GPS[0x8825] = {1: "N", 2: (52.0, 31.0, 12.12), 3: "E", 4: (13.0, 24.0, 18.18)}
TIFF = GPS.tobytes().removeprefix(b"Exif\0\0")
DATE = "2026:06:20 15:04:05"


def pixels_of(content: bytes) -> bytes | None:
    """None where the decoder rejects other content of the file."""
    pi_heif.register_heif_opener()
    try:
        with Image.open(BytesIO(content)) as picture:
            return picture.convert("RGBA").tobytes()
    except (ValueError, UnidentifiedImageError):
        return None


def picture_of(content: bytes) -> Item:
    """The coded picture of a file with one, by its encoder."""
    found = read_items(BytesIO(content), len(content))
    item: HeifItem = found.items[found.primary_id]
    data = b"".join(content[each.offset : each.offset + each.length] for each in item.extents)
    properties = [(each.property_type, each.content, each.is_essential) for each in item.properties]
    return Item(item.item_type, [data], properties)


def avif_with(*items: Item, behind: bytes = b"", more_in_meta: bytes = b"") -> bytes:
    """A picture by a real encoder, with items that describe it."""
    references = [(b"cdsc", number, [1]) for number in range(2, len(items) + 2)]
    return HeifFile(
        [picture_of(PLAIN), *items],
        references,
        major_brand=b"avif",
        brands=b"mif1miafavif",
        behind=behind,
        more_in_meta=more_in_meta,
    ).build()


def check(original: bytes, *planted: bytes, is_seen: bool = True) -> bytes:
    assert bool(location_tags_of(original)) == is_seen
    copy = viewers_copy(original)
    assert_location_removed(copy, original, *planted)
    assert len(copy) == len(original)
    assert picture_of(copy).pieces == picture_of(original).pieces
    assert pixels_of(copy) == pixels_of(original)
    return copy


EXIF = {
    "bare": bytes(4) + TIFF,
    "with a prefix": struct.pack(">I", 6) + b"Exif\0\0" + TIFF,
    "behind other bytes": struct.pack(">I", 40) + b"Exif\0\0".ljust(40, b"x") + TIFF,
    "behind another block": struct.pack(">I", len(TIFF)) + TIFF + TIFF,
}


@pytest.mark.parametrize("is_in_idat", [False, True])
@pytest.mark.parametrize("content", EXIF.values(), ids=EXIF.keys())
def test_exif_items_of_every_form(content: bytes, *, is_in_idat: bool) -> None:
    """A6"""
    original = avif_with(Item(b"Exif", [content], is_in_idat=is_in_idat))
    copy = check(original, is_seen=bool(location_tags_of(original)))
    assert (DATE in tags_of(copy).values()) == (DATE in tags_of(original).values())


def test_an_exif_block_without_a_directory_is_removed_and_the_file_opens() -> None:
    """A6"""
    original = avif_with(Item(b"Exif", [bytes(4) + b"MM\0*" + bytes(4) + TIFF[8:]]))
    copy = viewers_copy(original)
    assert TIFF[8:] not in copy
    assert pixels_of(copy) == pixels_of(original)
    assert pixels_of(copy)


@pytest.mark.parametrize("pieces", [2, 7, 16])
def test_an_item_in_several_extents(pieces: int) -> None:
    """A6"""
    for content, item_type, extra in ((bytes(4) + TIFF, b"Exif", b"\0"), (records.XMP, b"mime", XMP_ITEM)):
        size = -(-len(content) // pieces)
        parts = [content[at : at + size] for at in range(0, len(content), size)]
        check(avif_with(Item(item_type, parts, extra=extra)))


XMP_ITEM = b"\0application/rdf+xml\0"


def test_an_xmp_item() -> None:
    """A6"""
    copy = check(avif_with(Item(b"mime", [records.XMP], extra=XMP_ITEM)), b"52,31.2N")
    assert b'xmp:Rating="5"' in copy


@pytest.mark.parametrize(
    "item",
    [
        Item(b"mime", [zlib.compress(records.XMP)], extra=XMP_ITEM + b"deflate\0"),
        Item(b"mime", [b'{"latitude": 52.52}'], extra=b"\0application/json\0"),
        Item(b"uri ", [b"52.52 13.405 Berlin"], extra=b"\0urn:iptc:std:Iptc4xmpCore\0"),
        Item(b"Exif", [b"no block of Exif, but Berlin"]),
    ],
)
def test_unreadable_items_are_removed_whole(item: Item) -> None:
    """A6"""
    original = avif_with(item)
    copy = viewers_copy(original)
    assert item.pieces[0] not in copy
    assert picture_of(copy).pieces == picture_of(original).pieces
    assert not location_tags_of(copy)


def test_photos_of_phones_by_real_encoders() -> None:
    """A6"""
    xmp = records.XMP
    for original in (PHONE, encoded(four_corners(160, 120), "AVIF", exif=GPS.tobytes(), xmp=xmp)):
        copy = check(original)
        assert DATE in tags_of(copy).values()


C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
JUMBF = box(
    b"jumb",
    box(b"jumd", b"c2pa".ljust(16, b"\0"), b"\3c2pa\0"),
    box(b"json", b'{"exif:GPSLatitude": "52,31.2N"}'),
)


@pytest.mark.parametrize(
    "added",
    [
        box(b"uuid", C2PA, bytes(4), b"manifest\0", bytes(8), JUMBF),
        JUMBF,
        box(b"uuid", records.XMP_UUID, records.XMP),
        box(b"uuid", bytes(16), b"52,31.2N"),
        box(b"abcd", b"52,31.2N"),
        box(b"skip", b"52,31.2N 13,24.3E"),
    ],
)
def test_boxes_around_the_items(added: bytes) -> None:
    """A6: at the top level, and in `meta`"""
    for original in (avif_with(behind=added), avif_with(more_in_meta=added)):
        check(original, b"52,31.2N", is_seen=bool(location_tags_of(original)))


def test_credentials_without_a_location_are_kept() -> None:
    """A6"""
    plain = JUMBF.replace(b"exif:GPSLatitude", b"c2pa:actionlabel")
    original = avif_with(behind=box(b"uuid", C2PA, bytes(4), b"manifest\0", bytes(8), plain))
    assert viewers_copy(original) == original


def test_properties_with_a_location() -> None:
    """A6"""
    picture = picture_of(PLAIN)
    described = (b"udes", full_box(b"udes", b"en\0Berlin\0at 52.52\0\0")[8:], False)
    item = Item(picture.item_type, picture.pieces, [*picture.properties, described])
    check(HeifFile([item], major_brand=b"avif", brands=b"mif1miafavif").build(), b"Berlin", is_seen=False)


def test_no_copy_where_an_item_claims_to_be_the_picture() -> None:
    """A6"""
    from tests.media.location.files_with_location import removal_of

    original = bytearray(avif_with(Item(b"Exif", [bytes(4) + TIFF])))
    iloc = original.index(b"iloc")
    picture, metadata = iloc + 12 + 8, iloc + 12 + 16 + 8
    original[metadata : metadata + 4] = original[picture : picture + 4]
    assert removal_of(bytes(original)).location_may_remain
