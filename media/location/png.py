"""Removes locations from a PNG, whose chunks have checksums (W3C PNG, third edition, §5 and §11.3)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.exif import exif_patches
from media.location.jumbf import jumbf_patches
from media.location.patches import apply_patches, would_change, zero_patch
from media.location.png_text import TEXTS, DropChunk, Inflater, text_patches
from media.location.trailer import trailer_patches

SIGNATURE_BYTES, LENGTH_BYTES, KIND_BYTES, CHECKSUM_BYTES = 8, 4, 4, 4
EXIF, C2PA, END = b"eXIf", b"caBX", b"IEND"
HARMLESS = frozenset(
    b"fdAT tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT tIME acTL fcTL oFFs pCAL sCAL sTER "
    b"gIFg gIFt gIFx iDOT vpAg orNT npTc npLb npOl".split()
)
IGNORED_TYPE = b"voId"
"""Ancillary, private and safe to copy: programs ignore it."""

IS_ANCILLARY = 0x20
"""A bit of the first letter of a type. Chunks without it are needed to decode the picture."""


class Chunk(NamedTuple):
    """`start` and `end` are those of the data, between type and checksum."""

    type: bytes
    start: int
    end: int


def png_patches(content: bytes) -> Iterator[Patch]:
    """Raises DamagedMetadata."""
    end, chunk_type, inflater = SIGNATURE_BYTES, b"", Inflater()
    for chunk in _chunks(content):
        end, chunk_type = chunk.end + CHECKSUM_BYTES, chunk.type
        yield from _chunk_patches(content, chunk, inflater)
    yield from trailer_patches(content, end, has_ended=chunk_type == END)


def _chunks(content: bytes) -> Iterator[Chunk]:
    """Yields chunks until the last one, or one that is cut off."""
    at = SIGNATURE_BYTES
    while at + LENGTH_BYTES + KIND_BYTES + CHECKSUM_BYTES <= len(content):
        start = at + LENGTH_BYTES + KIND_BYTES
        end = start + int.from_bytes(content[at : at + LENGTH_BYTES], "big")
        if end + CHECKSUM_BYTES > len(content):
            return
        chunk_type = content[start - KIND_BYTES : start]
        yield Chunk(chunk_type, start, end)
        if chunk_type == END:
            return
        at = end + CHECKSUM_BYTES


def _chunk_patches(content: bytes, chunk: Chunk, inflater: Inflater) -> Iterator[Patch]:
    """Includes the new checksum. A dropped chunk gets a type that programs ignore."""
    chunk_type, start, end = chunk
    if not chunk_type[0] & IS_ANCILLARY or chunk_type in HARMLESS:
        return
    data = content[start:end]
    try:
        patches = list(_data_patches(chunk_type, data, inflater))
    except DropChunk:
        chunk_type, patches = IGNORED_TYPE, [zero_patch(0, len(data))]
    if would_change(data, patches) or chunk_type != chunk.type:
        changed = chunk_type + apply_patches(data, patches)
        yield Patch(start - KIND_BYTES, changed + zlib.crc32(changed).to_bytes(CHECKSUM_BYTES, "big"))


def _data_patches(chunk_type: bytes, data: bytes, inflater: Inflater) -> Iterator[Patch]:
    """Raises DropChunk."""
    if chunk_type in TEXTS:
        yield from text_patches(chunk_type, data, inflater)
    elif chunk_type == EXIF:
        yield from exif_patches(data, 0, len(data))
    elif chunk_type != C2PA or would_change(data, jumbf_patches(data)):
        raise DropChunk
