"""The search for locations takes linear time, whatever the file contains (issue 11 A4)."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from media.file_type import detect_file_type
from media.location import remove_location
from tests.media.counted_bytes import CountedFile, steps_of
from tests.media.still_files import (
    XMP_MARK,
    c2pa,
    dataset,
    extended_xmp_segments,
    gif_extension,
    gif_with,
    iptc,
    jpeg_with,
    jumbf_segments,
    png_chunk,
    png_with,
    resource,
    segment,
    sub_blocks,
    webp_chunk,
    webp_with,
    xmp_packet,
)
from tests.media.tiff_files import GPS, LONG, UNDEFINED, Directory, Field, located, page, structure

PHOTOSHOP = b"Photoshop 3.0\0"


def pages(count: int) -> list[Directory]:
    return [{**page(1, 1), **located()} for _ in range(count)]


def shared(tag: int, value: bytes, count: int) -> bytes:
    """A TIFF of `count` pages that all lead to the same value."""
    whole = bytearray(structure(*({256: Field(LONG, (1,)), tag: Field(UNDEFINED, bytes(8))} for _ in range(count))))
    at = len(whole)
    for page_at in (at for at in range(0, len(whole) - 12, 2) if whole[at : at + 4] == struct.pack("<HH", tag, 7)):
        whole[page_at + 4 : page_at + 12] = struct.pack("<II", len(value), at)
    return bytes(whole) + value


def extended(packet: bytes) -> bytes:
    return jpeg_with(*extended_xmp_segments(packet, 60_000))


GROWING: dict[str, Callable[[int], bytes]] = {
    "XMP, open tags": lambda n: extended(b"<x>" + b"<a:GPS" * n),
    "XMP, nested locations": lambda n: extended(b"<x>" + b"<a:GPS>" * n + b"</a:GPS>" * n + b"</x>"),
    "XMP, locations in locations": lambda n: extended(b"<x>" + b"<a:GPS><b/></a:GPS>" * n + b"</x>"),
    "XMP, nested namespaces": lambda n: extended(b"".join(b"<a xmlns:n%d='x'>" % i for i in range(n)) + b"</a>" * n),
    "XMP, attributes": lambda n: extended(b"<x " + b" ".join(b"a%d:GPS='1'" % i for i in range(n)) + b"/>"),
    "XMP, comments": lambda n: extended(b"<x>" + b"<!--GPS-->" * n + b"</x>"),
    "XMP, quotes": lambda n: extended(b"<x a='" + b'"' * n + b"' b:GPS='" + b'" =' * n + b"'/>"),
    "JPEG, segments of XMP": lambda n: jpeg_with(*[segment(0xE1, XMP_MARK + xmp_packet())] * n),
    "JPEG, parts of one XMP": lambda n: jpeg_with(*extended_xmp_segments(xmp_packet(b"<x>" + b"a" * n + b"</x>"), 9)),
    "JPEG, parts of one box": lambda n: jpeg_with(*jumbf_segments(c2pa(bytes(n)), 9)),
    "JPEG, starts of pictures": lambda n: jpeg_with(behind=b"\xff\xd8\xff" * n),
    "JPEG, pictures": lambda n: jpeg_with(behind=jpeg_with(width=8, height=8) * (n // 20)),
    "JPEG, restart markers": lambda n: jpeg_with(behind=b"\xff\xd8" + b"\xff\xd0" * n),
    "JPEG, image resources": lambda n: jpeg_with(segment(0xED, PHOTOSHOP + resource(0x0404, iptc(90)) * (n // 4))),
    "JPEG, datasets": lambda n: jpeg_with(segment(0xED, PHOTOSHOP + resource(0x0404, dataset(2, 90, b"x") * n))),
    "TIFF, pages": lambda n: structure(*pages(n // 20)),
    "TIFF, pointers at one directory": lambda n: structure(
        {**page(), 0x8825: Field(LONG, (8,) * n), 0x014A: Field(LONG, (8,) * n)}
    ),
    "TIFF, strips": lambda n: structure(
        {**page(), 273: Field(LONG, (8,) * n), 279: Field(LONG, (8,) * n), **located()}
    ),
    "TIFF, pages with one packet": lambda n: shared(700, xmp_packet(b" " * n), n // 20),
    "TIFF, many values": lambda n: structure({**page(), 0x8825: Field(LONG, (dict.fromkeys(range(n), GPS[2]),))}),
    "PNG, open tags": lambda n: png_with(png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<a:GPS" * n)),
    "PNG, chunks": lambda n: png_with(*[png_chunk(b"tEXt", b"Location\0x")] * n),
    "WebP, chunks": lambda n: webp_with(*[webp_chunk(b"LIST", b"x")] * n),
    "GIF, extensions": lambda n: gif_with(*[gif_extension(b"PLACES 1.00", sub_blocks(b"x"))] * n),
    "GIF, sub-blocks": lambda n: gif_with(gif_extension(b"MGKIPTC0000", b"\1\x1c" * n + b"\0")),
}


def steps(content: bytes) -> int:
    kind = detect_file_type(content)
    assert kind
    return steps_of(lambda: remove_location(CountedFile(content), len(content), kind))


@pytest.mark.parametrize("name", GROWING)
def test_steps_are_linear_in_the_input(name: str) -> None:
    """A4: a megabyte of `<a:GPS` took six seconds. Numbers grow in digits too, hence 2.1."""
    steps(GROWING[name](10))  # imports count only once
    assert steps(GROWING[name](1600)) <= 2.1 * steps(GROWING[name](800))
