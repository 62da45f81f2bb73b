"""Reads how a JPEG is coded (ITU-T T.81, §B.2)."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
DECODABLE = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})
"""Baseline, extended and progressive. The others are lossless or hierarchical."""

SCAN, END = 0xDA, 0xD9
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
BASELINE_BITS = 8
MAX_SEGMENTS = 10_000


class JpegFrame(NamedTuple):
    """`marker` is the second byte of the frame's marker, `bits` those of a sample."""

    marker: int
    bits: int


def read_frame(file: BinaryIO) -> JpegFrame | None:
    """None where there is none before the first scan."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        file.seek(at)
        head = file.read(5)
        if len(head) < 5 or head[0] != 0xFF or head[1] in (SCAN, END):
            return None
        if head[1] in FRAMES:
            return JpegFrame(head[1], head[4])
        # A marker may be preceded by fill bytes.
        at += 1 if head[1] == 0xFF else 2 if head[1] in ALONE else 2 + int.from_bytes(head[2:4], "big")
    return None
