"""Removes locations from Photoshop image resources (Adobe Photoshop File Formats Specification, "Image Resources")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.exif import exif_patches
from media.location.iptc import iptc_patches
from media.location.patches import DamagedMetadata, shift_patches, zero_patch
from media.location.xmp import xmp_patches

SIGNATURES = frozenset({b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa"})
IPTC, EXIF, EXIF_3, XMP = 0x0404, 0x0422, 0x0423, 0x0424


class Resource(NamedTuple):
    number: int
    start: int
    end: int


def image_resource_patches(resources: bytes) -> Iterator[Patch]:
    """Zeroes everything if these are not image resources."""
    try:
        found = list(_resources(resources))
    except DamagedMetadata:
        yield zero_patch(0, len(resources))
        return
    for number, start, end in found:
        if number == IPTC:
            yield from shift_patches(iptc_patches(resources[start:end]), start)
        elif number in (EXIF, EXIF_3):
            yield from exif_patches(resources, start, end)
        elif number == XMP:
            yield from shift_patches(xmp_patches(resources[start:end]), start)


def _resources(content: bytes) -> Iterator[Resource]:
    """A resource has a signature, a number, a name and data; name and data are padded to even lengths."""
    at = 0
    while content[at : at + 4] in SIGNATURES:
        name_end = at + 6 + 1 + content[at + 6] if at + 6 < len(content) else len(content)
        name_end += (name_end - at) % 2
        start = name_end + 4
        end = start + int.from_bytes(content[name_end:start], "big")
        if not at < start <= end <= len(content):
            raise DamagedMetadata
        yield Resource(int.from_bytes(content[at + 4 : at + 6], "big"), start, end)
        at = end + (end - start) % 2
    if content[at:].strip(b"\0 "):
        raise DamagedMetadata
