"""The place in a PNG, whose chunks carry checksums (W3C PNG, third edition, §5 and §11.3)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from domain.rendering import Patch
from media.location.metadata import BYTE_ORDERS, MOST_PATCHED_BYTES, TooMuchPlace, in_exif, in_packets

SIGNATURE_BYTES = 8
TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
PACKET = b"XML:com.adobe.xmp\0"
WRAPPED = b"Raw profile type "
"""How programs put whole Exif blocks into a text, as digits and mostly compressed, before PNG had a chunk for them."""

PASSED_OVER = b"voId"
"""Ancillary, private, safe to copy: what no program knows."""


def in_png(content: bytes) -> Iterator[Patch]:
    """Raises TooMuchPlace."""
    for kind, start, end in _chunks(content):
        patches = list(_in_chunk(kind, content[start:end])) if kind == b"eXIf" or kind in TEXTS else []
        if not patches:
            continue
        chunk = bytearray(content[start - 4 : end])
        for offset, body in patches:
            chunk[4 + offset : 4 + offset + len(body)] = body
            yield Patch(start + offset, body)
        yield Patch(end, zlib.crc32(chunk).to_bytes(4, "big"))


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where the data starts and ends."""
    at = SIGNATURE_BYTES
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        if end + 4 > len(content):
            return
        yield content[at + 4 : at + 8], at + 8, end
        at = end + 4


def _in_chunk(kind: bytes, data: bytes) -> Iterator[Patch]:
    if kind == b"eXIf":
        if data[:4] in BYTE_ORDERS:
            yield from in_exif(data, 0)
    elif data.startswith(WRAPPED) or _is_compressed_packet(kind, data):
        if len(data) > MOST_PATCHED_BYTES:
            raise TooMuchPlace
        yield Patch(-4, PASSED_OVER)
        yield Patch(0, bytes(len(data)))
    else:
        yield from in_packets(data, (0, len(data)))


def _is_compressed_packet(kind: bytes, data: bytes) -> bool:
    return data.startswith(PACKET) and (kind == b"zTXt" or data[len(PACKET) : len(PACKET) + 1] == b"\1")
