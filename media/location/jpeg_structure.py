"""Reads the segments of a JPEG the way decoders do (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
from typing import NamedTuple

from media.location.patches import DamagedMetadata

START = b"\xff\xd8\xff"
START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN = 0xD8, 0xD9, 0xDA
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
MARKER = re.compile(rb"\xff([\x01-\xfe])")
MARKER_BEHIND_SCAN = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
"""Within a scan, 0xFF is followed by 0 or starts a restart marker."""

APP0, APP15 = 0xE0, 0xEF
MAX_SEGMENTS = 10_000
"""Segments have up to 64 KiB, so this is three times the largest photo."""


class Segment(NamedTuple):
    """`start` and `end` are those of the payload, behind its length."""

    marker: int
    start: int
    end: int


class Picture(NamedTuple):
    """`end` is behind the end marker, or where the picture breaks off. A whole picture has a scan and an end marker."""

    segments: tuple[Segment, ...]
    end: int
    is_whole: bool


def read_picture(content: bytes, start: int) -> Picture:
    """Reads the picture that starts at `start`. Raises DamagedMetadata."""
    segments: list[Segment] = []
    at, pattern, has_scan = start + 2, MARKER, False
    while found := pattern.search(content, at):
        marker, at, pattern = found[1][0], found.end(), MARKER
        if marker == END_OF_IMAGE:
            return Picture(tuple(segments), at, has_scan)
        if marker == START_OF_IMAGE:
            return Picture(tuple(segments), found.start(), is_whole=False)
        if marker in WITHOUT_LENGTH:
            continue
        end = min(at + max(2, int.from_bytes(content[at : at + 2], "big")), len(content))
        segments.append(Segment(marker, min(at + 2, end), end))
        if len(segments) > MAX_SEGMENTS:
            raise DamagedMetadata
        at = end
        if marker == START_OF_SCAN:
            has_scan, pattern = True, MARKER_BEHIND_SCAN
    return Picture(tuple(segments), len(content), is_whole=False)
