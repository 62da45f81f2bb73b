"""Applies the allowlist to the boxes of a file: turns boxes that contain or may contain a location into padding."""

from __future__ import annotations

from collections.abc import Container, Iterable

from media.isobmff import Box
from media.location.isobmff.allowlist import ITEMS, KEPT, PADDING, PICTURES, STRUCTURE, TOP_LEVEL, UNREADABLE
from media.location.isobmff.box_contents import (
    box_contains_coordinates,
    redact_jumbf,
    redact_padding,
    redact_properties,
    redact_uuid,
    redact_xml,
    redact_xmp,
)
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.item_list import redact_items
from media.location.isobmff.redaction import Redaction

VERSION_BYTES = 4
OTHERS_IN_META = frozenset({b"xml ", b"bxml", b"uuid"})
DISPOSABLE = frozenset({b"udta", b"meta"})
"""Containers that a file does not need to play."""


class BoxRedaction:
    """`dropped` are boxes of allowed types that are removed: tracks with a location."""

    def __init__(self, redaction: Redaction, dropped: Container[Box]) -> None:
        self._redaction = redaction
        self._dropped = dropped

    def redact(self, boxes: Iterable[Box], container: bytes) -> None:
        for box in boxes:
            self._redact_box(box, container)

    def _redact_box(self, box: Box, container: bytes) -> None:
        if box.type in PADDING:
            redact_padding(self._redaction, box)
        elif box.type == b"uuid":
            redact_uuid(self._redaction, box)
        elif box.type == b"XMP_":
            redact_xmp(self._redaction, box.start, box.end)
        elif box.type == b"xml " and container in (b"meta", PICTURES):
            redact_xml(self._redaction, box)
        elif box.type == b"jumb":
            redact_jumbf(self._redaction, box.at, box.end)
        elif box.type in (b"mpvd", b"sefd") and container == TOP_LEVEL:
            from media.location.isobmff.motion_photo import redact_trailer  # a circle: a trailer may contain a movie

            redact_trailer(self._redaction, box.start, box.end)
        elif box in self._dropped or box.type not in KEPT[container]:
            # What items hold can be read only in the `meta` of a HEIF file.
            self._redaction.location_may_remain |= box.type in ITEMS or (
                box.type in STRUCTURE and box not in self._dropped
            )
            self._redaction.erase_box(box)
        elif box.type in UNREADABLE:
            self._redaction.location_may_remain = True
        elif box.type == b"meta":
            self._redact_meta(box)
        elif box.type == b"ipco":
            redact_properties(self._redaction, box)
        elif box.type in KEPT:
            self._redact_children(box, box.start, box.type)
        elif container == b"udta" and box_contains_coordinates(self._redaction, box):
            self._redaction.erase_box(box)

    def _redact_meta(self, box: Box) -> None:
        start = _children_start(self._redaction, box)
        hdlr = [each for each in read_boxes(self._redaction, start, box.end).boxes if each.type == b"hdlr"]
        handlers = [self._redaction.read(each.start, each.end) or b"" for each in hdlr]
        is_of_pictures = any(handler[8:12] == PICTURES for handler in handlers)
        self._redact_children(box, start, PICTURES if is_of_pictures else b"meta")

    def _redact_children(self, box: Box, start: int, container: bytes) -> None:
        boxes, rest = read_boxes(self._redaction, start, box.end)
        self.redact(boxes, container)
        if container == b"meta":
            keys, lists = ([each for each in boxes if each.type == box_type] for box_type in (b"keys", b"ilst"))
            redact_items(self._redaction, keys, lists)
        if container in DISPOSABLE:
            self._redaction.erase(rest, box.end)
        elif any(self._redaction.read(rest, box.end) or b""):
            self._redaction.location_may_remain = True


def _children_start(redaction: Redaction, meta: Box) -> int:
    """`meta` starts with a version in ISO files and without one in QuickTime's. The first box type shows which."""
    start = redaction.read(meta.start, min(meta.start + 8, meta.end)) or b""
    known = KEPT[b"meta"] | KEPT[PICTURES] | PADDING | OTHERS_IN_META
    return meta.start if start[4:8] in known else min(meta.start + VERSION_BYTES, meta.end)
