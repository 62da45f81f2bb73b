"""Reads the colour space of a PNG from its code points (W3C PNG, third edition, §11.3.2.6 and §11.3.2.8)."""

from __future__ import annotations

from typing import BinaryIO

from media.cicp import Cicp

SIGNATURE_BYTES, HEADER_BYTES, CHECKSUM_BYTES = 8, 8, 4
MAX_CHUNKS = 100
PIXELS, CODE_POINTS, LIGHT_LEVELS = b"IDAT", b"cICP", b"cLLI"
PARTS_OF_A_NIT = 10_000


def read_cicp(file: BinaryIO) -> Cicp | None:
    """None without code points before the pixels."""
    found: dict[bytes, bytes] = {}
    at = SIGNATURE_BYTES
    for _ in range(MAX_CHUNKS):
        file.seek(at)
        header = file.read(HEADER_BYTES)
        length, chunk_type = int.from_bytes(header[:4], "big"), header[4:]
        if not chunk_type or chunk_type == PIXELS:
            break
        if chunk_type in (CODE_POINTS, LIGHT_LEVELS):
            found[chunk_type] = file.read(min(length, HEADER_BYTES))
        at += HEADER_BYTES + length + CHECKSUM_BYTES
    primaries, transfer, *_ = (*found.get(CODE_POINTS, b""), 0, 0)
    if not primaries:
        return None
    return Cicp.of(primaries, transfer, int.from_bytes(found.get(LIGHT_LEVELS, b"")[:4], "big") // PARTS_OF_A_NIT)
