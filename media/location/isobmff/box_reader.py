"""Reads the boxes of a container one after the other, within bounds, and never silently stops."""

from __future__ import annotations

import struct
from typing import NamedTuple

from media.isobmff import Box
from media.location.isobmff.redaction import Redaction

HEADER_BYTES = 8
LARGE_HEADER_BYTES = 16


class BoxList(NamedTuple):
    """`rest` is where the chain of boxes breaks off; the container's end where it is whole."""

    boxes: list[Box]
    rest: int


def read_boxes(redaction: Redaction, start: int, end: int, *, cut_off: frozenset[bytes] = frozenset()) -> BoxList:
    """The boxes from `start` on.

    Those of a file may be cut off: one of a type in `cut_off` ends at `end` where it claims more than there is, or
    where its size is zero, which means so. In a container neither is a box.
    """
    boxes: list[Box] = []
    at = start
    while at + HEADER_BYTES <= end:
        header = redaction.read(at, min(at + LARGE_HEADER_BYTES, end))
        if header is None or not redaction.count_box():
            return BoxList(boxes, end)
        size, box_type = struct.unpack_from(">I4s", header)
        content = at + HEADER_BYTES
        if size == 1 and len(header) == LARGE_HEADER_BYTES:
            size, content = int.from_bytes(header[8:16], "big"), at + LARGE_HEADER_BYTES
        elif size == 0 and box_type in cut_off:
            size = end - at
        if size < content - at or (at + size > end and box_type not in cut_off):
            return BoxList(boxes, at)
        boxes.append(Box(box_type, at, content, min(at + size, end)))
        at += size
    return BoxList(boxes, min(at, end))
