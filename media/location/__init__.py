"""Takes the place where something was taken out of its file, and leaves every other byte as it is.

Nothing moves: the bytes that tell the place are written over, so that nothing is encoded anew and the file keeps its
size. Not found are places inside of a maker's own notes, and the tracks that action cameras record of their way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from domain.rendering import Patch
from media.boxes import TooManyBoxes
from media.location.metadata import MOST_PATCHED_BYTES, TooMuchPlace, in_photo
from media.location.patches import DamagedMetadata, merged
from media.sniff import AVIF, HEIC, JPEG, PNG, TIFF, VIDEOS, WEBP, Kind

WITHOUT_CHECKSUMS = frozenset({JPEG, HEIC, AVIF, WEBP})


class LocationRemoval(NamedTuple):
    """`patches` are in ascending order, without overlaps; none where the file tells no place.

    `may_remain` is true where a place may be left with all of them applied: such a copy must not be promised.
    """

    patches: tuple[Patch, ...] = ()
    may_remain: bool = False


def remove_location(file: BinaryIO, size_bytes: int, kind: Kind) -> LocationRemoval:
    file.seek(0)
    try:
        return LocationRemoval(tuple(merged(file, size_bytes, _bounded(_patches(file, size_bytes, kind)))))
    except (DamagedMetadata, TooMuchPlace, TooManyBoxes, RecursionError):
        return LocationRemoval(may_remain=True)


def _bounded(patches: Iterator[Patch]) -> Iterator[Patch]:
    patched_bytes = 0
    for patch in patches:
        patched_bytes += len(patch.body)
        if patched_bytes > MOST_PATCHED_BYTES:
            raise TooMuchPlace
        yield patch


def _patches(file: BinaryIO, size_bytes: int, kind: Kind) -> Iterator[Patch]:
    if kind in VIDEOS:
        from media.location.video import in_video

        yield from in_video(file, size_bytes)
    elif kind == PNG:
        from media.location.png import in_png

        yield from in_png(file.read())
    elif kind == TIFF:
        from media.location.exif import tiff_patches

        yield from tiff_patches(file.read())
    elif kind in WITHOUT_CHECKSUMS:
        yield from in_photo(file.read(), is_jpeg=kind == JPEG)
