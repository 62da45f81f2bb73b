"""Places in an Exif block (Exif 3.0, CIPA DC-008-2023), and in a whole TIFF, which has the same structure.

Directories lose the entries that name a place, and what those lead to is zeroed. What anything else needs, be it
pixels or another value, is not touched; nor is anything outside of the block.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.rendering import Patch
from media.location.directory_walk import DirectoryWalk
from media.location.patches import DamagedMetadata, zero_patch
from media.location.tiff_structure import HEADERS, InvalidTiff, TiffBlock, TooManyEntries

MAX_PREFIX_BYTES = 16
"""`Exif\\0\\0`, in HEIF behind a length; some programs write other bytes before it."""


def exif_patches(content: bytes, start: int, end: int) -> Iterator[Patch]:
    """Of the block from `start` to `end`, with or without a prefix; offsets are those in `content`.

    A block that can't be read is zeroed as a whole.
    """
    try:
        yield from _patches(content, tiff_start(content, start, end), end)
    except DamagedMetadata:
        yield zero_patch(start, end)


def tiff_patches(content: bytes) -> Iterator[Patch]:
    """Of a TIFF file. Raises DamagedMetadata."""
    return _patches(content, 0, len(content))


def tiff_start(content: bytes, start: int, end: int) -> int:
    """Where the byte order mark of an Exif block is; `end` where there is none."""
    starts = range(start, min(start + MAX_PREFIX_BYTES, end) + 1)
    return next((at for at in starts if content[at : at + 4] in HEADERS), end)


def _patches(content: bytes, start: int, end: int) -> Iterator[Patch]:
    try:
        walk = DirectoryWalk(TiffBlock.read(content, start, end))
    except (InvalidTiff, TooManyEntries) as fault:
        raise DamagedMetadata from fault
    yield from walk.patches()
