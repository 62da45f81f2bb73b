"""Removes locations from a WebP, whose chunks have no checksums (RFC 9649, §2)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.rendering import Patch
from media.location.exif import exif_patches
from media.location.jumbf import jumbf_patches
from media.location.patches import shift_patches, would_change, zero_patch
from media.location.trailer import trailer_patches
from media.location.xmp import xmp_patches

FIRST_CHUNK, HEADER_BYTES = 12, 8
EXIF, XMP, C2PA, FRAME = b"EXIF", b"XMP ", b"C2PA", b"ANMF"
FRAME_HEADER_BYTES = 16
HARMLESS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ICCP", b"JUNK"})
IGNORED_TYPE = b"JUNK"


def webp_patches(content: bytes) -> Iterator[Patch]:
    """Raises DamagedMetadata."""
    end = min(HEADER_BYTES + int.from_bytes(content[4:8], "little"), len(content))
    yield from _chunks_patches(content, FIRST_CHUNK, end)
    yield from trailer_patches(content, end)


def _chunks_patches(content: bytes, at: int, end: int) -> Iterator[Patch]:
    """Patches a sequence of chunks. The last one may be cut off."""
    while at + HEADER_BYTES <= end:
        chunk_type, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + HEADER_BYTES], "little")
        start = at + HEADER_BYTES
        yield from _chunk_patches(content, chunk_type, start, min(start + size, end))
        at = start + size + size % 2


def _chunk_patches(content: bytes, chunk_type: bytes, start: int, end: int) -> Iterator[Patch]:
    if chunk_type == FRAME:
        yield from _chunks_patches(content, start + FRAME_HEADER_BYTES, end)
    elif chunk_type == EXIF:
        yield from exif_patches(content, start, end)
    elif chunk_type == XMP:
        yield from shift_patches(xmp_patches(content[start:end]), start)
    elif chunk_type == C2PA and not would_change(content[start:end], jumbf_patches(content[start:end])):
        return
    elif chunk_type not in HARMLESS:
        yield Patch(start - HEADER_BYTES, IGNORED_TYPE)
        yield zero_patch(start, end)
