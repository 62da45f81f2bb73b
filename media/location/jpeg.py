"""Removes locations from a JPEG: from the segments of its first picture, and from what follows it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.rendering import Patch
from media.location.jpeg_segments import segment_patches
from media.location.jpeg_structure import read_picture
from media.location.trailer import trailer_patches


def jpeg_patches(content: bytes) -> Iterator[Patch]:
    """Raises DamagedMetadata."""
    picture = read_picture(content, 0)
    yield from segment_patches(content, picture.segments)
    yield from trailer_patches(content, picture.end)
