"""The ICC profile of Adobe RGB (1998), which cameras do not embed.

Source: ICC.1:2001-04. Numbers are XYZ adapted to D50, stored as 16.16 fixed point.
"""

from __future__ import annotations

import struct
from functools import lru_cache

WHITE = (0.9642, 1.0, 0.8249)
RED, GREEN, BLUE = (0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)
GAMMA = 563 / 256
NAME = b"Compatible with Adobe RGB (1998)\0"


@lru_cache(maxsize=1)
def adobe_rgb() -> bytes:
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(GAMMA * 256))
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(NAME)) + NAME + bytes(78),
        b"cprt": b"text" + bytes(4) + b"Public domain\0",
        b"wtpt": _xyz(WHITE),
        b"rXYZ": _xyz(RED),
        b"gXYZ": _xyz(GREEN),
        b"bXYZ": _xyz(BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for signature, content in tags.items():
        table += struct.pack(">4sII", signature, offset + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">II4s4s4s4s", offset + len(body), 0, b"\2\x40\0\0", b"mntr", b"RGB ", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + _xyz(WHITE)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(part * 65536) for part in value))
