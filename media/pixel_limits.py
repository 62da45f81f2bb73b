"""Limits the pixels of a photo by its file type."""

from __future__ import annotations

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.file_type import AVIF, HEIC, JPEG, WEBP, FileType

MEGAPIXEL = 1_000_000
# Each keeps the memory for one picture under about a gigabyte. A baseline JPEG is scaled while it is decoded. Other
# types are decoded whole; WebP, HEIC and AVIF need several copies.
MAX_MEGAPIXELS = 210
MAX_MEGAPIXELS_HELD_WHOLE = 105
MAX_MEGAPIXELS_HELD_TWICE = 64


def refuse_too_large(size: tuple[int, int], file_type: FileType, *, is_progressive: bool = False) -> None:
    """`size` is width and height in pixels. Raises Unreadable."""
    limit = MAX_MEGAPIXELS_HELD_WHOLE
    if file_type in (WEBP, HEIC, AVIF):
        limit = MAX_MEGAPIXELS_HELD_TWICE
    elif file_type == JPEG and not is_progressive:
        limit = MAX_MEGAPIXELS
    pixels = size[0] * size[1]
    if pixels > limit * MEGAPIXEL:
        raise Unreadable(
            PhotoRejection.TOO_MANY_PIXELS,
            f"This photo has {pixels // MEGAPIXEL:,} megapixels. {file_type.plural} can have at most {limit}.",
        )
