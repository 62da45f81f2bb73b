"""Removes location metadata from a file and leaves every other byte unchanged.

Bytes that contain a location are overwritten in place, so nothing is encoded again and the file keeps its size. A
location in unknown fields of maker notes is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from domain.rendering import Patch
from media.file_type import AVIF, GIF, HEIC, JPEG, PNG, TIFF, VIDEOS, WEBP, FileType
from media.location.nested_formats import NESTED_READERS
from media.location.patches import DamagedMetadata, merge_patches

ISO_BASE_MEDIA = VIDEOS | {HEIC, AVIF}


class LocationRemoval(NamedTuple):
    """`patches` are in ascending order, without overlaps; empty where the file contains no location.

    `location_may_remain` is true if a location may be left after all patches: no copy must then be published.
    """

    patches: tuple[Patch, ...] = ()
    location_may_remain: bool = False


def remove_location(file: BinaryIO, size_bytes: int, file_type: FileType) -> LocationRemoval:
    file.seek(0)
    try:
        if file_type in ISO_BASE_MEDIA:
            return _from_isobmff(file, size_bytes)
        return LocationRemoval(tuple(merge_patches(file, size_bytes, _still_patches(file.read(), file_type))))
    except (DamagedMetadata, RecursionError):
        return LocationRemoval(location_may_remain=True)


def _from_isobmff(file: BinaryIO, size_bytes: int) -> LocationRemoval:
    from media.location.isobmff import redact_isobmff
    from media.location.isobmff.redaction import Redaction

    redaction = Redaction(file, size_bytes)
    redact_isobmff(redaction)
    if redaction.location_may_remain:
        return LocationRemoval(location_may_remain=True)
    return LocationRemoval(tuple(sorted(redaction.patches, key=lambda patch: patch.offset)))


def _still_patches(content: bytes, file_type: FileType) -> Iterable[Patch]:
    from media.location.exif import tiff_patches
    from media.location.gif import gif_patches
    from media.location.png import png_patches
    from media.location.webp import webp_patches

    readers = {JPEG: _jpeg_patches, PNG: png_patches, WEBP: webp_patches, GIF: gif_patches, TIFF: tiff_patches}
    return readers[file_type](content)


def _jpeg_patches(content: bytes) -> Iterable[Patch]:
    from media.location.jpeg import jpeg_patches

    return jpeg_patches(content)


def _image_resource_patches(content: bytes) -> Iterable[Patch]:
    from media.location.photoshop import image_resource_patches

    return image_resource_patches(content)


NESTED_READERS["jpeg"] = _jpeg_patches
NESTED_READERS["image resources"] = _image_resource_patches
