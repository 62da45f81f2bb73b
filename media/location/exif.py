"""Removes locations from an Exif block (Exif 3.0, CIPA DC-008-2023) or a TIFF, which has the same structure.

Removes the entries with a location from directories and zeroes their values. Never changes pixels, the values of other
entries, or anything outside of the block.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.rendering import Patch
from media.location.directory_walk import DirectoryWalk
from media.location.patches import DamagedMetadata, zero_patch
from media.location.tiff_structure import HEADERS, InvalidTiff, TiffBlock, TooManyEntries

MAX_PREFIX_BYTES = 16
"""`Exif\\0\\0`, in HEIF behind a length. Some programs write other bytes before it."""


def exif_patches(content: bytes, start: int, end: int) -> Iterator[Patch]:
    """Patches the block from `start` to `end`, with or without a prefix. Offsets are in `content`.

    Zeroes a whole block that can't be read.
    """
    try:
        yield from _patches(content, tiff_start(content, start, end), end)
    except DamagedMetadata:
        yield zero_patch(start, end)


def tiff_patches(content: bytes) -> Iterator[Patch]:
    """Patches a TIFF file. Raises DamagedMetadata."""
    return _patches(content, 0, len(content))


def tiff_start(content: bytes, start: int, end: int) -> int:
    """Returns the offset of the byte order mark; `end` where there is none."""
    starts = range(start, min(start + MAX_PREFIX_BYTES, end) + 1)
    return next((at for at in starts if content[at : at + 4] in HEADERS), end)


def _patches(content: bytes, start: int, end: int) -> Iterator[Patch]:
    try:
        walk = DirectoryWalk(TiffBlock.read(content, start, end))
    except (InvalidTiff, TooManyEntries) as fault:
        raise DamagedMetadata from fault
    yield from walk.patches()
