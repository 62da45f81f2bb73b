"""Locations in JPEG, PNG, WebP and GIF, wherever the formats allow metadata (issue 11 A6).

Each file goes through the worker's door; what a viewer gets is read by ExifTool and decoded.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable

import pytest

from tests.media.exiftool import location_tag_names, location_tags_of, with_tags
from tests.media.location.viewer_copies import (
    assert_location_removed,
    assert_same_except_location,
    assert_same_pixels,
    viewers_copy,
)
from tests.media.pictures import encoded, four_corners
from tests.media.still_files import (
    XMP_MARK,
    box,
    c2pa,
    dataset,
    exif_block,
    extended_xmp_segments,
    gif_extension,
    gif_with,
    gif_xmp,
    iptc,
    jpeg_with,
    jumbf,
    jumbf_segments,
    png_chunk,
    png_with,
    raw_profile,
    resource,
    segment,
    sub_blocks,
    thumbnail_block,
    webp_chunk,
    webp_with,
    xmp_packet,
)
from tests.media.tiff_files import PLANTED, page, structure

IPTC_PLACES = (26, 27, 90, 92, 95, 100, 101)
EXIF = b"Exif\0\0" + exif_block()
XMP = XMP_MARK + xmp_packet()
LOCATED = jpeg_with(segment(0xE1, EXIF), width=8, height=6)
IN_LINES = base64.encodebytes(LOCATED).splitlines()
PHOTOSHOP = b"Photoshop 3.0\0"
RESOURCES = b"".join(
    (resource(0x03ED, bytes(16)), resource(0x0404, iptc(*IPTC_PLACES), name=b"odd"), resource(0x0424, xmp_packet()))
)
EXIF_ASSERTION = json.dumps({"@context": {}, "exif:GPSLatitude": "52,31.2N", "exif:Note": PLANTED.decode()}).encode()
MANIFEST = c2pa(jumbf(b"stds.exif", box(b"json", EXIF_ASSERTION)))
PHOTOS: dict[str, Callable[[], bytes]] = {
    "JPEG, Exif": lambda: jpeg_with(segment(0xE1, EXIF)),
    "JPEG, Exif, big-endian": lambda: jpeg_with(segment(0xE1, b"Exif\0\0" + exif_block("big"))),
    "JPEG, Exif twice": lambda: jpeg_with(segment(0xE1, EXIF), segment(0xE1, EXIF)),
    "JPEG, Exif behind other bytes": lambda: jpeg_with(segment(0xE1, b"ab" + EXIF)),
    "JPEG, XMP": lambda: jpeg_with(segment(0xE1, XMP)),
    "JPEG, XMP in UTF-16": lambda: jpeg_with(segment(0xE1, XMP_MARK + xmp_packet().decode().encode("utf-16-be"))),
    "JPEG, extended XMP": lambda: jpeg_with(*extended_xmp_segments(xmp_packet(), 100)),
    "JPEG, extended XMP, out of order": lambda: jpeg_with(*reversed(extended_xmp_segments(xmp_packet(), 100))),
    "JPEG, Photoshop resources": lambda: jpeg_with(segment(0xED, PHOTOSHOP + RESOURCES)),
    "JPEG, Photoshop resources in two segments": lambda: jpeg_with(
        segment(0xED, PHOTOSHOP + RESOURCES[:80]), segment(0xED, PHOTOSHOP + RESOURCES[80:])
    ),
    "JPEG, Exif in Photoshop resources": lambda: jpeg_with(
        segment(0xED, PHOTOSHOP + resource(0x0422, EXIF) + resource(0x0423, exif_block("big")))
    ),
    "JPEG, one more picture behind it": lambda: jpeg_with(behind=jpeg_with(segment(0xE1, EXIF), segment(0xE1, XMP))),
    "JPEG, pictures behind padding": lambda: jpeg_with(behind=2 * (bytes(100) + jpeg_with(segment(0xE1, EXIF)))),
    "JPEG, metadata of its thumbnail": lambda: jpeg_with(
        segment(
            0xE1, b"Exif\0\0" + thumbnail_block(jpeg_with(segment(0xE1, EXIF), segment(0xE1, XMP), width=8, height=6))
        )
    ),
    "JPEG, two pictures of one camera": lambda: encoded(
        four_corners(64, 48), "MPO", save_all=True, append_images=[four_corners(32, 24)], exif=EXIF, quality=90
    ),
    "PNG, Exif": lambda: png_with(png_chunk(b"eXIf", exif_block())),
    "PNG, Exif with prefix": lambda: png_with(png_chunk(b"eXIf", EXIF)),
    "PNG, XMP": lambda: png_with(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp_packet())),
    "WebP, Exif": lambda: webp_with(webp_chunk(b"EXIF", exif_block())),
    "WebP, Exif with prefix, XMP": lambda: webp_with(webp_chunk(b"EXIF", EXIF), webp_chunk(b"XMP ", xmp_packet())),
    "GIF, XMP": lambda: gif_with(gif_xmp(xmp_packet())),
}
"""Blocks that can be patched: everything else in these files stays."""

WHOLE_BLOCKS: dict[str, Callable[[], bytes]] = {
    "JPEG, XMP that is not well-formed": lambda: jpeg_with(segment(0xE1, XMP.replace(b"</rdf:RDF>", b""))),
    "JPEG, XMP with a located picture in an element": lambda: jpeg_with(
        segment(0xE1, XMP_MARK + xmp_packet(b"<xmpGImg:image>" + b"&#xA;".join(IN_LINES) + b"</xmpGImg:image>"))
    ),
    "JPEG, XMP with a located picture in an attribute": lambda: jpeg_with(
        segment(0xE1, XMP_MARK + xmp_packet(b"<x GImage:Data='" + b"\n".join(IN_LINES) + b"'/>"))
    ),
    "JPEG, a part of extended XMP": lambda: jpeg_with(*extended_xmp_segments(xmp_packet(), 100)[1:]),
    "JPEG, C2PA": lambda: jpeg_with(*jumbf_segments(MANIFEST, 60_000)),
    "JPEG, C2PA in many segments": lambda: jpeg_with(*jumbf_segments(MANIFEST, 50)),
    "JPEG, C2PA in CBOR": lambda: jpeg_with(
        *jumbf_segments(c2pa(jumbf(b"x", box(b"cbor", b"\xa1\x68LocationN" + PLANTED), kind=b"cbor")), 999)
    ),
    "JPEG, C2PA with a located thumbnail": lambda: jpeg_with(
        *jumbf_segments(
            c2pa(
                jumbf(b"c2pa.thumbnail", box(b"bfdb", b"\0image/jpeg\0"), box(b"bidb", jpeg_with(segment(0xE1, XMP))))
            ),
            9999,
        )
    ),
    "JPEG, segments of unknown kinds": lambda: jpeg_with(
        segment(0xE1, b"FLIR\0" + PLANTED), segment(0xE5, b"RMETA\0" + PLANTED), segment(0xE6, b"GoPro\0" + PLANTED)
    ),
    "JPEG, damaged IPTC": lambda: jpeg_with(
        segment(0xED, PHOTOSHOP + resource(0x0404, iptc(90) + dataset(2, 90, PLANTED)[:-3]))
    ),
    "PNG, Exif as hexadecimal digits": lambda: png_with(
        png_chunk(b"tEXt", b"Raw profile type exif\0" + raw_profile(b"exif", EXIF))
    ),
    "PNG, Exif as compressed digits": lambda: png_with(
        png_chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(raw_profile(b"APP1", EXIF)))
    ),
    "PNG, XMP as digits": lambda: png_with(
        png_chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(raw_profile(b"generic profile", XMP)))
    ),
    "PNG, IPTC as digits": lambda: png_with(
        png_chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(raw_profile(b"iptc", RESOURCES)))
    ),
    "PNG, compressed XMP": lambda: png_with(
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp_packet()))
    ),
    "PNG, texts named after locations": lambda: png_with(
        png_chunk(b"tEXt", b"exif:GPSLatitude\0" + PLANTED), png_chunk(b"tEXt", b"Location\0" + PLANTED)
    ),
    "PNG, C2PA": lambda: png_with(png_chunk(b"caBX", MANIFEST)),
    "PNG, chunk of an unknown kind": lambda: png_with(png_chunk(b"plAc", PLANTED)),
    "WebP, C2PA": lambda: webp_with(webp_chunk(b"C2PA", MANIFEST)),
    "WebP, chunk of an unknown kind": lambda: webp_with(webp_chunk(b"LIST", b"INFOILOC" + PLANTED)),
    "GIF, XMP in sub-blocks": lambda: gif_with(gif_extension(b"XMP DataXMP", sub_blocks(xmp_packet()))),
    "GIF, Photoshop resources": lambda: gif_with(gif_extension(b"MGK8BIM0000", sub_blocks(RESOURCES))),
    "GIF, IPTC": lambda: gif_with(gif_extension(b"MGKIPTC0000", sub_blocks(iptc(*IPTC_PLACES)))),
    "GIF, C2PA": lambda: gif_with(gif_extension(b"C2PA_GIF\1\0\0", sub_blocks(MANIFEST))),
    "GIF, extension of an unknown kind": lambda: gif_with(gif_extension(b"PLACES 1.00", sub_blocks(PLANTED))),
}


@pytest.mark.parametrize("name", PHOTOS)
def test_a_location_is_removed_and_all_else_stays(name: str) -> None:
    """A6"""
    original = PHOTOS[name]()
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)
    assert_same_except_location(copy, original)


@pytest.mark.parametrize("name", WHOLE_BLOCKS)
def test_an_unpatchable_block_is_removed_and_the_picture_stays(name: str) -> None:
    """A6"""
    original = WHOLE_BLOCKS[name]()
    copy = viewers_copy(original)
    assert_location_removed(copy, original, PLANTED)
    assert_same_pixels(copy, original)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "GIF", "TIFF"])
def test_whatever_exiftool_can_write_of_a_place_is_gone(name: str) -> None:
    """A6: every tag of its category Location, in Exif, IPTC and XMP."""
    plain = {"JPEG": jpeg_with, "PNG": png_with, "WebP": webp_with, "GIF": gif_with, "TIFF": lambda: structure(page())}
    groups = ("XMP",) if name == "GIF" else ("EXIF", "IPTC", "XMP")
    original = with_tags(plain[name](), [f"{group}:{tag}" for tag in location_tag_names() for group in groups])
    assert len(location_tags_of(original)) > 150
    copy = viewers_copy(original)
    assert_location_removed(copy, original)
    # IPTC in a PNG is hexadecimal text, and removed whole.
    (assert_same_pixels if name == "PNG" else assert_same_except_location)(copy, original)
