"""Places in what stands behind the picture of a file: more pictures, a motion photo's video, a maker's own data."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from domain.rendering import Patch
from media.location.jpeg import segment_patches
from media.location.jpeg_structure import START, Picture, read_picture
from media.location.patches import DamagedMetadata, shifted
from media.location.video import in_video

VIDEO_MARK = b"ftyp"
MAX_MISTAKEN_READS = 8
"""Bytes that look like the start of a picture come about by chance. So often may all of a file be read for them."""


def trailer_patches(content: bytes, start: int) -> Iterator[Patch]:
    """Raises DamagedMetadata."""
    at = start
    for picture_start, picture in _pictures(content, start):
        yield from _other_patches(content, at, picture_start)
        yield from segment_patches(content, picture.segments)
        at = picture.end
    yield from _other_patches(content, at, len(content))


def _pictures(content: bytes, start: int) -> Iterator[tuple[int, Picture]]:
    """Whole ones alone, and where they start."""
    mistaken_bytes, at = 0, content.find(START, start)
    while at >= 0:
        picture = read_picture(content, at)
        if picture.is_whole:
            yield at, picture
        else:
            mistaken_bytes += picture.end - at
            if mistaken_bytes > MAX_MISTAKEN_READS * len(content):
                raise DamagedMetadata
        at = content.find(START, picture.end if picture.is_whole else at + 1)


def _other_patches(content: bytes, start: int, end: int) -> Iterator[Patch]:
    mark = content.find(VIDEO_MARK, start, end)
    if mark >= start + 4:
        video = content[mark - 4 : end]
        yield from shifted(in_video(BytesIO(video), len(video)), mark - 4)
