"""Removes locations from the text chunks of a PNG (W3C PNG, third edition, §11.3.3).

A compressed or hexadecimal text with a location is dropped whole. Programs wrote metadata as hexadecimal text before
PNG had chunks for it ("Raw profile type exif", by ImageMagick's coders/png.c).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.exif import exif_patches
from media.location.iptc import iptc_patches
from media.location.location_fields import is_location_field
from media.location.patches import shift_patches, would_change
from media.location.photoshop import SIGNATURES, image_resource_patches
from media.location.xmp import xmp_patches

TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
XMP = b"XML:com.adobe.xmp"
RAW_PROFILE = b"Raw profile type "
XMP_OF_APP1 = b"http://ns.adobe.com/xap/1.0/\0"
COLOUR_PROFILES = frozenset({b"icc", b"icm"})
MAX_INFLATED_BYTES = 64 << 20


class DropChunk(Exception):
    """The chunk must be dropped whole: it can't be read, or contains a location and can't be patched."""


class Text(NamedTuple):
    """`start` is the offset of the text in the data of the chunk."""

    keyword: bytes
    content: bytes
    start: int
    is_compressed: bool


class Inflater:
    """Decompresses at most `max_bytes` in total. Raises DropChunk past that, and for damaged data."""

    def __init__(self, max_bytes: int = MAX_INFLATED_BYTES) -> None:
        self._left_bytes = max_bytes

    def inflated(self, content: bytes) -> bytes:
        stream = zlib.decompressobj()
        try:
            text = stream.decompress(content, max(1, self._left_bytes))
        except zlib.error as fault:
            raise DropChunk from fault
        self._left_bytes -= len(text)
        if not stream.eof:
            raise DropChunk
        return text


def text_patches(chunk_type: bytes, data: bytes, inflater: Inflater) -> Iterator[Patch]:
    """Patches the data of a chunk. Raises DropChunk."""
    text = _text(chunk_type, data)
    if text.keyword == XMP and not text.is_compressed:
        yield from shift_patches(xmp_patches(text.content), text.start)
    elif text.keyword == XMP or text.keyword.startswith(RAW_PROFILE):
        content = inflater.inflated(text.content) if text.is_compressed else text.content
        if _contains_location(text.keyword, content):
            raise DropChunk
    elif is_location_field(text.keyword.decode("latin-1").rpartition(":")[2]):
        raise DropChunk


def _text(chunk_type: bytes, data: bytes) -> Text:
    keyword, _, rest = data.partition(b"\0")
    is_compressed = chunk_type == b"zTXt" or (chunk_type == b"iTXt" and rest[:1] == b"\1")
    if chunk_type == b"zTXt":
        rest = rest[1:]
    elif chunk_type == b"iTXt":
        _language, _, rest = rest[2:].partition(b"\0")
        _keyword, _, rest = rest.partition(b"\0")
    return Text(keyword, rest, len(data) - len(rest), is_compressed)


def _contains_location(keyword: bytes, content: bytes) -> bool:
    if keyword == XMP:
        return would_change(content, xmp_patches(content))
    profile = _profile(content)
    return would_change(profile, _profile_patches(keyword.removeprefix(RAW_PROFILE), profile))


def _profile(text: bytes) -> bytes:
    """A profile has its name, its size and its bytes as hexadecimal digits on separate lines."""
    parts = text.split(maxsplit=2)
    try:
        return bytes.fromhex(parts[2].decode("ascii").replace("\0", ""))
    except (IndexError, ValueError) as fault:
        raise DropChunk from fault


def _profile_patches(name: bytes, profile: bytes) -> Iterable[Patch]:
    readers: dict[bytes, Callable[[bytes], Iterable[Patch]]] = {
        b"exif": _exif_patches,
        b"app1": _xmp_patches if profile.startswith(XMP_OF_APP1) else _exif_patches,
        b"xmp": xmp_patches,
        b"iptc": image_resource_patches if profile[:4] in SIGNATURES else iptc_patches,
        b"8bim": image_resource_patches,
    }
    if name.lower() in COLOUR_PROFILES:
        return ()
    if name.lower() not in readers:
        raise DropChunk
    return readers[name.lower()](profile)


def _exif_patches(profile: bytes) -> Iterable[Patch]:
    return exif_patches(profile, 0, len(profile))


def _xmp_patches(profile: bytes) -> Iterable[Patch]:
    return shift_patches(xmp_patches(profile[len(XMP_OF_APP1) :]), len(XMP_OF_APP1))
