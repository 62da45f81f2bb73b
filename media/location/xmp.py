"""Places in an XMP packet (ISO 16684-1), read by expat.

A property that names a place is blanked with all that it holds, in whichever of RDF's forms it is written: attribute,
element, structure, list, qualified value. What is no well-formed XML is blanked as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat

from domain.rendering import Patch
from media.location.place_names import names_place

MAX_ELEMENTS = 500_000
WHITE_SPACE = b"\0 \t\r\n"
ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "utf-32", "us-ascii", "ascii", "iso-8859-1"})
"""Those in which ASCII can be nothing else."""

MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\xfe\xff": "utf-16-be",
    b"\xff\xfe": "utf-16-le",
}
"""Byte order marks; a longer one before the shorter one that it begins with."""

UNIT_BYTES = {"utf-8": 1, "utf-16-be": 2, "utf-16-le": 2, "utf-32-be": 4, "utf-32-le": 4}
OTHER_LETTER = "é"
LETTERS = bytes(byte if byte < 0x80 else ord(OTHER_LETTER) for byte in range(256))
BEYOND_ASCII, BEYOND_16_BIT = re.compile(r"[^\0-\x7f]"), re.compile(r"[\U00010000-\U0010ffff]")

TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
ATTRIBUTE = re.compile(rb"([^\s=/<>\"']+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
WORD = re.compile(r"\w+")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PLACE_NAMESPACES = (
    "http://www.w3.org/2003/01/geo/wgs84_pos",
    "http://developer.sonyericsson.com/cell/",
    "http://www.georss.org/georss",
    "http://www.opengis.net/gml",
)
"""Beginnings of namespaces whose every name is a place; and the prefixes that they usually have."""

PLACE_PREFIXES = frozenset({"geo", "cell", "georss", "gml"})


class Unparsable(Exception):
    """XML of a kind that no XMP packet is."""


class Text(NamedTuple):
    """A packet as one byte a code unit: ASCII is kept, anything else is some letter."""

    letters: bytes
    start: int
    unit_bytes: int
    blank: bytes


def xmp_patches(packet: bytes) -> Iterator[Patch]:
    """Offsets count from the packet's start. The packet may be padded, and in UTF-8, UTF-16 or UTF-32."""
    if not packet.strip(WHITE_SPACE):
        return
    try:
        text = _text(packet)
        ranges = Places(text.letters).ranges
    except (UnicodeError, expat.ExpatError, Unparsable):
        yield Patch(0, b" " * len(packet))
        return
    for start, end in ranges:
        yield Patch(text.start + start * text.unit_bytes, text.blank * (end - start))


def _text(packet: bytes) -> Text:
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
    """By where the zeros of the first characters are, which are ASCII."""
    zeros = "".join("0" if byte == 0 else "." for byte in start)
    return {"000.": "utf-32-be", ".000": "utf-32-le", "0.0.": "utf-16-be", ".0.0": "utf-16-le"}.get(zeros, "utf-8")


class Places:
    """`ranges` are the starts and ends of what names a place. Raises ExpatError and Unparsable."""

    def __init__(self, letters: bytes) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._letters = letters
        self._elements = 0
        self._bound: dict[str, list[str]] = {}
        self._open: list[list[str]] = []
        self._place_start, self._place_depth = 0, 0
        self._parser = parser = expat.ParserCreate("iso-8859-1")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(letters, True)

    def _start(self, name: str, attributes: list[str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise Unparsable
        names = attributes[::2]
        prefixes = [name[6:] for name in names if name.startswith("xmlns:")]
        for prefix, uri in zip(names, attributes[1::2], strict=True):
            if prefix.startswith("xmlns:"):
                self._bound.setdefault(prefix[6:], []).append(uri)
        self._open.append(prefixes)
        if self._place_depth:
            self._place_depth += 1
            return
        start = self._parser.CurrentByteIndex
        if self._is_place(name):
            self._place_start, self._place_depth = start, 1
        elif any(map(self._is_place, names)):
            self._blank_attributes(start)

    def _end(self, name: str) -> None:
        for prefix in self._open.pop():
            self._bound[prefix].pop()
        if not self._place_depth:
            return
        self._place_depth -= 1
        if self._place_depth:
            return
        end = self._parser.CurrentByteIndex
        tag = self._tag(self._place_start)
        # expat tells where `</name>` begins; of an empty element, where it ends.
        is_empty = tag.end() == end and self._letters[end - 2 : end] == b"/>"
        self.ranges.append((self._place_start, end if is_empty else self._letters.index(b">", end) + 1))

    def _blank_attributes(self, start: int) -> None:
        tag = self._tag(start)
        for attribute in ATTRIBUTE.finditer(self._letters, start, tag.end()):
            if self._is_place(attribute[1].decode("iso-8859-1")):
                self.ranges.append(attribute.span())

    def _tag(self, start: int) -> re.Match[bytes]:
        tag = TAG.match(self._letters, start)
        if not tag:
            raise Unparsable
        return tag

    def _is_place(self, name: str) -> bool:
        prefix, _, local = name.rpartition(":")
        if prefix in ("xmlns", "xml"):
            return False
        uri = (self._bound.get(prefix) or [""])[-1]
        if uri == RDF and local == "Alt":
            return False
        return prefix in PLACE_PREFIXES or uri.startswith(PLACE_NAMESPACES) or names_place(local)

    def _comment(self, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._place_depth and any(map(names_place, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"-->", start) + 3))

    def _instruction(self, target: str, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._place_depth and any(map(names_place, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"?>", start) + 2))

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise Unparsable

    def _refuse(self, *declared: object) -> None:
        raise Unparsable
