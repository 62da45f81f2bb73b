"""Reads the boxes of a container within bounds, and reports where it stopped."""

from __future__ import annotations

from typing import NamedTuple

from media.isobmff import HEADER_BYTES, LARGE_HEADER_BYTES, Box, parse_header
from media.location.isobmff.redaction import Redaction


class BoxList(NamedTuple):
    """`rest` is where the first invalid box starts; the container's end if all boxes are valid."""

    boxes: list[Box]
    rest: int


def read_boxes(redaction: Redaction, start: int, end: int, *, cut_off: frozenset[bytes] = frozenset()) -> BoxList:
    """Returns the boxes from `start` on.

    A box of a type in `cut_off` may claim more bytes than the file has, or have size zero: it then ends at `end`.
    """
    boxes: list[Box] = []
    at = start
    while at + HEADER_BYTES <= end:
        header = redaction.read(at, min(at + LARGE_HEADER_BYTES, end))
        if header is None or not redaction.count_box():
            return BoxList(boxes, end)
        may_be_cut_off = header[4:8] in cut_off
        box = parse_header(header, at, size_if_zero=end - at if may_be_cut_off else 0)
        if box.end < box.start or (box.end > end and not may_be_cut_off):
            return BoxList(boxes, at)
        boxes.append(box._replace(end=min(box.end, end)))
        at = box.end
    return BoxList(boxes, min(at, end))
