"""Limits the pixels of a photo by its file type."""

from __future__ import annotations

from collections.abc import Mapping

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.file_type import AVIF, HEIC, JPEG, WEBP, FileType

MEGAPIXEL = 1_000_000
# Each keeps the memory for one picture under about a gigabyte. A baseline JPEG is scaled while it is decoded, and a
# HEIC of tiles is decoded band by band. Anything else is decoded whole; WebP, HEIC and AVIF need several copies.
MAX_MEGAPIXELS = 210
MAX_MEGAPIXELS_HELD_WHOLE = 105
MAX_MEGAPIXELS_HELD_TWICE = 64
WHOLE: Mapping[FileType, str] = {JPEG: "Progressive JPEG files", HEIC: "HEIC files without tiles"}
"""Those that can't be decoded in parts. Other files of the type may well be accepted."""


def refuse_too_large(size: tuple[int, int], file_type: FileType, *, is_decoded_in_parts: bool = False) -> None:
    """`size` is width and height in pixels. Raises Unreadable."""
    limit = MAX_MEGAPIXELS_HELD_WHOLE
    if is_decoded_in_parts:
        limit = MAX_MEGAPIXELS
    elif file_type in (WEBP, HEIC, AVIF):
        limit = MAX_MEGAPIXELS_HELD_TWICE
    if is_over(size, limit):
        kind = file_type.plural if is_decoded_in_parts else WHOLE.get(file_type, file_type.plural)
        raise Unreadable(
            PhotoRejection.TOO_MANY_PIXELS,
            f"This photo has {size[0] * size[1] // MEGAPIXEL:,} megapixels. {kind} can have at most {limit}.",
        )


def is_over(size: tuple[int, int], megapixels: int) -> bool:
    return size[0] * size[1] > megapixels * MEGAPIXEL
