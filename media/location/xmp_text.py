"""Decodes the text of an XMP packet in any encoding."""

from __future__ import annotations

import re
from typing import NamedTuple

WHITE_SPACE = b"\0 \t\r\n"
ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "us-ascii", "ascii", "iso-8859-1"})
"""In these encodings no other text looks like ASCII."""

MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\xfe\xff": "utf-16-be",
    b"\xff\xfe": "utf-16-le",
}
"""Byte order marks. A longer one precedes its own prefix."""

UNIT_BYTES = {"utf-8": 1, "utf-16-be": 2, "utf-16-le": 2, "utf-32-be": 4, "utf-32-le": 4}
OTHER_LETTER = "é"
LETTERS = bytes(byte if byte < 0x80 else ord(OTHER_LETTER) for byte in range(256))
BEYOND_ASCII, BEYOND_16_BIT = re.compile(r"[^\0-\x7f]"), re.compile(r"[\U00010000-\U0010ffff]")


class Text(NamedTuple):
    """One byte for each code unit of the packet: ASCII is kept, anything else is replaced by a letter."""

    letters: bytes
    start: int
    unit_bytes: int
    blank: bytes


def read_text(packet: bytes) -> Text:
    mark = next((mark for mark in MARKS if packet.startswith(mark)), b"")
    encoding = MARKS.get(mark) or _encoding(packet[:4])
    unit_bytes = UNIT_BYTES[encoding]
    body = packet[len(mark) :]
    body = body[: len(body) // unit_bytes * unit_bytes]
    if unit_bytes == 1:
        letters = body.translate(LETTERS)
    else:
        plain = body.decode(encoding, "surrogatepass")
        plain = BEYOND_16_BIT.sub(OTHER_LETTER * (4 // unit_bytes), plain)
        letters = BEYOND_ASCII.sub(OTHER_LETTER, plain).encode("iso-8859-1")
    return Text(letters.rstrip(WHITE_SPACE), len(mark), unit_bytes, " ".encode(encoding))


def _encoding(start: bytes) -> str:
    """Detects the encoding by the zero bytes in the first characters, which are ASCII."""
    zeros = "".join("0" if byte == 0 else "." for byte in start)
    return {"000.": "utf-32-be", ".000": "utf-32-le", "0.0.": "utf-16-be", ".0.0": "utf-16-le"}.get(zeros, "utf-8")
