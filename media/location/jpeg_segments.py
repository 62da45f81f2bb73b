"""Removes locations from the application segments of a JPEG picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from domain.rendering import Patch
from media.location.exif import exif_patches
from media.location.extents import file_patches, join_extents
from media.location.jpeg_structure import APP0, APP15, Segment
from media.location.jumbf import jumbf_patches
from media.location.patches import shift_patches, zero_patch
from media.location.photoshop import image_resource_patches
from media.location.xmp import xmp_patches

APP1, APP2, APP10, APP11, APP13 = 0xE1, 0xE2, 0xEA, 0xEB, 0xED
XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP = b"http://ns.adobe.com/xmp/extension/\0"
GUID_BYTES, EXTENDED_HEADER_BYTES = 32, len(EXTENDED_XMP) + 32 + 8
PHOTOSHOP = b"Photoshop 3.0\0"
JUMBF = b"JP"
JUMBF_HEADER_BYTES, BOX_HEADER_BYTES, LARGE_BOX_HEADER_BYTES = 8, 8, 16

HARMLESS = {
    APP0: (b"JFIF\0", b"JFXX\0", b"AVI1", b"Ocad"),
    APP2: (b"ICC_PROFILE\0", b"MPF\0", b"urn:"),
    0xE8: (b"SPIFF\0",),
    APP10: (b"UNICODE\0", b"AROT\0"),
    APP11: (b"HDR_RI ",),
    0xEC: (b"Ducky",),
    APP13: (b"Adobe_CM",),
    0xEE: (b"Adobe",),
    APP15: (b"Q ",),
}
"""Prefixes of segments without a location, by ExifTool's list. Any other unknown segment is zeroed."""


def segment_patches(content: bytes, segments: Iterable[Segment]) -> Iterator[Patch]:
    """Patches the segments of one picture."""
    resources: list[Segment] = []
    extensions, boxes = defaultdict[bytes, list[Segment]](list), defaultdict[bytes, list[Segment]](list)
    for segment in segments:
        marker, start, end = segment
        if not APP0 <= marker <= APP15:
            continue
        head = content[start : min(start + EXTENDED_HEADER_BYTES, end)]
        if marker == APP1 and head.startswith(XMP):
            yield from shift_patches(xmp_patches(content[start + len(XMP) : end]), start + len(XMP))
        elif marker == APP1 and head.startswith(EXTENDED_XMP):
            extensions[head[len(EXTENDED_XMP) : len(EXTENDED_XMP) + GUID_BYTES]].append(segment)
        elif marker == APP1:
            yield from exif_patches(content, start, end)
        elif marker == APP13 and head.startswith(PHOTOSHOP):
            resources.append(segment)
        elif marker == APP11 and head.startswith(JUMBF):
            boxes[head[2:4]].append(segment)
        elif not head.startswith(HARMLESS.get(marker, ())):
            yield zero_patch(start, end)
    yield from _resource_patches(content, resources)
    for parts in extensions.values():
        yield from _extended_xmp_patches(content, parts)
    for parts in boxes.values():
        yield from _jumbf_segment_patches(content, parts)


def _resource_patches(content: bytes, parts: Sequence[Segment]) -> Iterator[Patch]:
    """Patches Photoshop's image resources: one list that continues from segment to segment."""
    extents = [(part.start + len(PHOTOSHOP), part.end) for part in parts]
    yield from file_patches(extents, image_resource_patches(join_extents(content, extents)))


def _extended_xmp_patches(content: bytes, parts: Sequence[Segment]) -> Iterator[Patch]:
    """Patches an XMP packet in parts, each with the total size and its own offset (XMP part 3, §1.1.3.1)."""
    in_order = sorted(parts, key=lambda part: _number(content, part.start + EXTENDED_HEADER_BYTES - 4))
    extents = [(part.start + EXTENDED_HEADER_BYTES, part.end) for part in in_order]
    yield from file_patches(extents, xmp_patches(join_extents(content, extents)))


def _jumbf_segment_patches(content: bytes, parts: Sequence[Segment]) -> Iterator[Patch]:
    """Patches a JUMBF box in numbered parts, each of which repeats the box header (ISO/IEC 19566-5, annex D)."""
    ranges: list[tuple[int, int]] = []
    for part in sorted(parts, key=lambda part: _number(content, part.start + 4)):
        start = part.start + JUMBF_HEADER_BYTES
        if ranges:
            start += LARGE_BOX_HEADER_BYTES if _number(content, start) == 1 else BOX_HEADER_BYTES
        ranges.append((min(start, part.end), part.end))
    if any(jumbf_patches(join_extents(content, ranges))):
        yield from (zero_patch(part.start, part.end) for part in parts)


def _number(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "big")
