"""Removes locations from data behind a picture: the movie of a motion photo, Samsung's blocks, more pictures.

Any other data is a proprietary format and zeroed: some phones write location names there.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from domain.rendering import Patch
from media.location.isobmff.motion_photo import redact_trailer
from media.location.isobmff.redaction import Redaction
from media.location.jpeg_segments import segment_patches
from media.location.jpeg_structure import START, Picture, read_picture
from media.location.patches import DamagedMetadata, zero_patch
from media.location.ranges import Range, gaps, merge_ranges

MAX_MISTAKEN_READS = 8
"""False starts of pictures occur by chance. They may cost at most so many reads of the whole file."""


def trailer_patches(content: bytes, start: int, *, has_ended: bool = True) -> Iterator[Patch]:
    """Without `has_ended` the picture was cut off, and what follows may belong to it. Raises DamagedMetadata."""
    redaction = Redaction(BytesIO(content), len(content))
    trailer = redact_trailer(redaction, start, len(content))
    if redaction.location_may_remain:
        raise DamagedMetadata
    yield from redaction.patches
    behind = Range(start, len(content))
    pictures = [each for gap in gaps([behind], trailer.movies) for each in _pictures(content, *gap)]
    for _, picture in pictures:
        yield from segment_patches(content, picture.segments)
    if not has_ended:
        return
    known = merge_ranges([*trailer.known, *((at, picture.end) for at, picture in pictures)])
    for gap in gaps([behind], known):
        yield zero_patch(*gap)


def _pictures(content: bytes, start: int, end: int) -> Iterator[tuple[int, Picture]]:
    """Yields whole pictures with their starts."""
    mistaken_bytes, at = 0, content.find(START, start, end)
    while at >= 0:
        picture = read_picture(content, at)
        if picture.is_whole and picture.end <= end:
            yield at, picture
            at = content.find(START, picture.end, end)
            continue
        mistaken_bytes += picture.end - at
        if mistaken_bytes > MAX_MISTAKEN_READS * len(content):
            raise DamagedMetadata
        at = content.find(START, at + 1, end)
