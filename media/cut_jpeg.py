"""Completes a JPEG without its last bytes, as uploads and memory cards leave them, so that what is there is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from media.jpeg_frame import ALONE, END, SCAN

if TYPE_CHECKING:
    from PIL.Image import Image

END_OF_IMAGE = bytes([0xFF, END])
NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""In a scan, where 0xFF is followed by zero, and restart markers may come."""

MAX_SEGMENTS = 10_000
BLOCK_ROW = 17
"""In pixels, with the one that upsampling blends into the next row."""

UNDECODED = range(127, 130)
"""The grey of blocks without data."""


def complete_jpeg(file: BinaryIO) -> bytes | None:
    """Returns the content with an end behind its last whole piece. None if it has an end, or no scan."""
    file.seek(0)
    content = file.read()
    at, has_scan = 2, False
    for _ in range(MAX_SEGMENTS):
        if content[at : at + 1] != b"\xff" or content[at : at + 2] == END_OF_IMAGE:
            break
        end = _segment_end(content, at)
        if end > len(content):
            break
        if content[at + 1] == SCAN:
            has_scan = True
            following = NEXT_MARKER.search(content, end)
            end = following.start() if following else len(content)
        at = end
    if not has_scan or content[at : at + 2] == END_OF_IMAGE:
        return None
    return content[:at].removesuffix(b"\xff") + END_OF_IMAGE


def is_blank(picture: Image) -> bool:
    """Whether there is nothing but undecoded grey, perhaps except for the first row of blocks.

    Decoders make up the first block of a scan without data, and browsers show only whole rows.
    """
    extrema = picture.crop((0, min(BLOCK_ROW, picture.height - 1), *picture.size)).getextrema()
    ranges = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(low in UNDECODED and high in UNDECODED for low, high in ranges)


def _segment_end(content: bytes, at: int) -> int:
    """Returns the end of the segment with the marker at `at`, past the end of the content if it is cut off."""
    marker = content[at + 1 : at + 2]
    if marker == b"\xff":
        return at + 1  # a fill byte
    if marker and marker[0] in ALONE:
        return at + 2
    length = content[at + 2 : at + 4]
    return at + 2 + int.from_bytes(length, "big") if len(length) == 2 else len(content) + 1
