"""Removes locations from single boxes: padding, proprietary boxes, XMP, XML, and picture properties."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from domain.rendering import Patch
from media.isobmff import Box
from media.location.isobmff.allowlist import C2PA_UUID, HARMLESS_UUIDS, LOCATION_PROPERTIES, MAX_NOTE_BYTES, XMP_UUID
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.coordinate_text import contains_coordinates
from media.location.isobmff.redaction import Redaction
from media.location.jumbf import jumbf_patches
from media.location.location_fields import is_location_field
from media.location.patches import shift_patches
from media.location.xmp import xmp_patches

UUID_BYTES = 16
VERSION_BYTES = 4
MANIFEST = b"manifest\0"
MANIFEST_OFFSET_BYTES = 8
MAX_TEXT_BYTES = 1 << 20
WORD = re.compile(r"[\w.]+")


def redact_padding(redaction: Redaction, box: Box) -> None:
    """Cameras and dashcams store data in padding. A short note of the encoder may stay."""
    if box.end - box.start <= MAX_NOTE_BYTES:
        content = (redaction.read(box.start, box.end) or b"").rstrip(b"\0")
        if content.isascii() and content.decode("ascii").isprintable() and not contains_coordinates(content):
            return
    redaction.erase(box.start, box.end)


def redact_uuid(redaction: Redaction, box: Box) -> None:
    start = min(box.start + UUID_BYTES, box.end)
    identifier = redaction.read(box.start, start)
    if identifier == XMP_UUID:
        redact_xmp(redaction, start, box.end)
    elif identifier == C2PA_UUID and (manifest := _manifest_start(redaction, box)):
        redact_jumbf(redaction, manifest, box.end)
    elif identifier not in HARMLESS_UUIDS or box_contains_coordinates(redaction, box):
        redaction.erase_box(box)


def redact_xmp(redaction: Redaction, start: int, end: int) -> None:
    _redact_by(redaction, start, end, xmp_patches)


def redact_jumbf(redaction: Redaction, start: int, end: int) -> None:
    _redact_by(redaction, start, end, jumbf_patches)


def _redact_by(redaction: Redaction, start: int, end: int, patches: Callable[[bytes], Iterator[Patch]]) -> None:
    content = redaction.read(start, end)
    if content is None:
        redaction.erase(start, end)
        return
    redaction.write_all(shift_patches(patches(content), start))


def _manifest_start(redaction: Redaction, c2pa: Box) -> int | None:
    """The manifest follows a version, a purpose and an offset (C2PA 2.2, A.5.1). None for another purpose."""
    start = c2pa.start + UUID_BYTES + VERSION_BYTES
    purpose = redaction.read(start, min(start + len(MANIFEST), c2pa.end))
    return start + len(MANIFEST) + MANIFEST_OFFSET_BYTES if purpose == MANIFEST else None


def redact_xml(redaction: Redaction, box: Box) -> None:
    """Sony cameras write Exif fields as XML, including the location."""
    content = redaction.read(box.start, box.end, MAX_TEXT_BYTES) or b"\xff"
    text = content[VERSION_BYTES:].decode("utf-8", "replace").rstrip("\0")
    is_plain = not any(mark in text for mark in ("\0", "\ufffd", "&#"))
    if not is_plain or contains_coordinates(content) or any(map(is_location_field, set(WORD.findall(text)))):
        redaction.erase_box(box)


def redact_properties(redaction: Redaction, ipco: Box) -> None:
    """Pictures refer to properties by index, so a removed one becomes padding."""
    for each in read_boxes(redaction, ipco.start, ipco.end).boxes:
        if each.type in LOCATION_PROPERTIES:
            redaction.erase_box(each)


def box_contains_coordinates(redaction: Redaction, box: Box) -> bool:
    """True also for content that can't be read."""
    content = redaction.read(box.start, box.end, MAX_TEXT_BYTES)
    return content is None or contains_coordinates(content)
