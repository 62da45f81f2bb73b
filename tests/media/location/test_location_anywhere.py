"""Locations at random positions of random structures: ExifTool finds none in the copy (issue 11 A6)."""

from __future__ import annotations

import zlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.location.patches import apply_patches
from tests.media.location.files_with_location import patches_of
from tests.media.location.viewer_copies import assert_no_location_left, assert_same_pixels
from tests.media.still_files import (
    XMP_MARK,
    extended_xmp_segments,
    gif_with,
    gif_xmp,
    iptc,
    jpeg_with,
    png_chunk,
    png_with,
    raw_profile,
    resource,
    segment,
    thumbnail_block,
    webp_chunk,
    webp_with,
    xmp_packet,
)
from tests.media.tiff_files import (
    ASCII,
    BYTE,
    CAMERA,
    GPS,
    IFD,
    LONG,
    PLANTED,
    Directory,
    Field,
    Order,
    page,
    structure,
)

NAMES = ("p:City", "exif:GPSLatitude", "strange:Country", "e:LocationShown", "geo:lat", "p:State")


@st.composite
def packets(draw: st.DrawFn) -> bytes:
    """XMP with locations as attributes and elements, at any depth, in any encoding."""
    leaf = st.sampled_from(["<xmp:Label>x</xmp:Label>", "<dc:t a='1'/>", "<!-- c -->", "text", "<rdf:li/>"])
    location = st.sampled_from(NAMES).flatmap(lambda name: st.sampled_from(_forms(name)))
    tree = st.recursive(leaf | location, lambda inner: st.lists(inner, max_size=3).map(_nested), max_leaves=8)
    body = "".join(draw(st.lists(tree, max_size=3))) + draw(location)
    whole = xmp_packet(body.encode()).decode()
    return whole.encode(draw(st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])))


def _forms(name: str) -> list[str]:
    text, space = PLANTED.decode(), "\n   "
    return [
        f"<{name}>{text}</{name}>",
        f"<{name}{space}><![CDATA[{text}]]></{name}{space}>",
        f"<rdf:Description {name}{space}={space}'{text}' xmp:Label='y'/>",
        f"<{name} rdf:parseType='Resource'><rdf:value>{text}</rdf:value><q:a>{text}</q:a></{name}>",
        f"<{name}><rdf:Bag><rdf:li>{text}</rdf:li></rdf:Bag></{name}>",
    ]


def _nested(parts: list[str]) -> str:
    return f"<x:y><rdf:Bag>{''.join(f'<rdf:li>{part}</rdf:li>' for part in parts)}</rdf:Bag></x:y>"


def _with_gps(directory: Directory) -> st.SearchStrategy[Directory]:
    kind = st.sampled_from([LONG, IFD])
    return kind.map(lambda kind: {**directory, 0x8825: Field(kind, (GPS,))})


@st.composite
def directories(draw: st.DrawFn, depth: int = 0) -> Directory:
    """With a location, or with another directory that has one."""
    base: Directory = dict(CAMERA) if draw(st.booleans()) else {0x010E: Field(ASCII, b"Cake\0")}
    if depth == 2 or draw(st.booleans()):
        return draw(_with_gps(base))
    tag = draw(st.sampled_from([0x8769, 0x014A, 0xA005]))
    inner = draw(st.lists(directories(depth=depth + 1), min_size=1, max_size=2 if tag == 0x014A else 1))
    return {**base, tag: Field(LONG, inner)}


orders: st.SearchStrategy[Order] = st.sampled_from(["little", "big"])
blocks = st.builds(
    lambda found, order: structure(*found, order=order), st.lists(directories(), min_size=1, max_size=3), orders
)
resources = st.lists(
    st.one_of(
        st.lists(st.sampled_from([26, 27, 90, 92, 95, 100, 101]), min_size=1, max_size=3).map(
            lambda numbers: resource(0x0404, iptc(*numbers))
        ),
        packets().map(lambda packet: resource(0x0424, packet)),
        st.binary(max_size=9).map(lambda value: resource(0x03F3, value)),
    ),
    min_size=1,
    max_size=4,
).map(b"".join)


def _resource_segments(value: bytes, cut: int) -> bytes:
    parts = [value[:cut], value[cut:]] if 0 < cut < len(value) else [value]
    return b"".join(segment(0xED, b"Photoshop 3.0\0" + part) for part in parts)


segments = st.one_of(
    blocks.map(lambda block: segment(0xE1, b"Exif\0\0" + block)),
    packets().map(lambda packet: segment(0xE1, XMP_MARK + packet)),
    st.builds(lambda packet, size: b"".join(extended_xmp_segments(packet, size)), packets(), st.integers(40, 400)),
    st.builds(_resource_segments, resources, st.integers(0, 200)),
    st.binary(max_size=20).map(lambda noise: segment(0xE9, noise + PLANTED)),
)
jpegs = st.builds(
    lambda parts, behind: jpeg_with(*parts, width=16, height=8, behind=behind),
    st.lists(segments, min_size=1, max_size=4),
    segments.map(lambda part: jpeg_with(part, width=8, height=8)) | st.just(b""),
)
chunks = st.one_of(
    blocks.map(lambda block: png_chunk(b"eXIf", block)),
    packets().map(lambda packet: png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)),
    packets().map(lambda packet: png_chunk(b"zTXt", b"XML:com.adobe.xmp\0\0" + zlib.compress(packet))),
    blocks.map(lambda block: png_chunk(b"tEXt", b"Raw profile type exif\0" + raw_profile(b"exif", block))),
)
webp_chunks = st.one_of(
    blocks.map(lambda block: webp_chunk(b"EXIF", block)), packets().map(lambda packet: webp_chunk(b"XMP ", packet))
)
pages = st.builds(
    lambda found, packet, order, is_big: structure(
        *({**page(8, 8), **each, 700: Field(BYTE, packet)} for each in found), order=order, is_big=is_big
    ),
    st.lists(directories(), min_size=1, max_size=3),
    packets(),
    orders,
    st.just(False),
)
thumbnails = jpegs.map(lambda inner: jpeg_with(segment(0xE1, b"Exif\0\0" + thumbnail_block(inner))))
files = st.one_of(
    jpegs,
    thumbnails,
    st.lists(chunks, min_size=1, max_size=3).map(lambda parts: png_with(*parts)),
    st.lists(webp_chunks, min_size=1, max_size=2).map(lambda parts: webp_with(*parts)),
    packets().filter(lambda packet: b"\0" not in packet).map(lambda packet: gif_with(gif_xmp(packet))),
    pages,
)


def judge(original: bytes) -> None:
    copy = apply_patches(original, patches_of(original))
    assert_no_location_left(copy, PLANTED)
    assert_same_pixels(copy, original)
    assert patches_of(copy) == ()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(original=files)
def test_no_location_is_left_wherever_it_was(original: bytes) -> None:
    """A6. More of them: `python -m bench.fuzz_location`."""
    judge(original)
