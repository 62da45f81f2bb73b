"""Places in an XMP packet (ISO 16684-1), read by expat.

A property that names a place is blanked with all that it holds, in whichever of RDF's forms it is written: attribute,
element, structure, list, qualified value. What is no well-formed XML is blanked as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from domain.rendering import Patch
from media.location.embedded_pictures import base64_contains_location, looks_like_base64_picture
from media.location.location_fields import is_location_field
from media.location.xmp_text import ENCODINGS, WHITE_SPACE, read_text

MAX_ELEMENTS = 500_000
TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
ATTRIBUTE = re.compile(rb"([^\s=/<>\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
BETWEEN = re.compile(rb"\s+|&#x?[0-9aAdD]+;|<!\[CDATA\[|\]\]>")
"""What may stand between the characters of a picture."""

MIN_PICTURE_CHARACTERS = 100
NOWHERE = -1
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


def xmp_patches(packet: bytes) -> Iterator[Patch]:
    """Offsets count from the packet's start. The packet may be padded, and in UTF-8, UTF-16 or UTF-32."""
    if not packet.strip(WHITE_SPACE):
        return
    try:
        text = read_text(packet)
        ranges = Places(text.letters).ranges
    except (UnicodeError, expat.ExpatError, Unparsable):
        yield Patch(0, b" " * len(packet))
        return
    for start, end in ranges:
        yield Patch(text.start + start * text.unit_bytes, text.blank * (end - start))


class Places:
    """`ranges` are the starts and ends of what names a place. Raises ExpatError and Unparsable."""

    def __init__(self, letters: bytes) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._letters = letters
        self._elements = 0
        self._bound: dict[str, list[str]] = {}
        self._open: list[list[str]] = []
        self._place_start, self._place_depth, self._leaf_start = NOWHERE, 0, NOWHERE
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
        start = self._leaf_start = self._parser.CurrentByteIndex
        if self._is_place(name):
            self._place_start, self._place_depth = start, 1
        elif any(map(self._is_place, names)) or any(map(looks_like_base64_picture, attributes[1::2])):
            self._blank_attributes(start)

    def _end(self, name: str) -> None:
        for prefix in self._open.pop():
            self._bound[prefix].pop()
        if not self._place_depth:
            self._look_into_text()
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
            value = attribute[2][1:-1].translate(None, WHITE_SPACE)
            if self._is_place(attribute[1].decode("iso-8859-1")) or base64_contains_location(value):
                self.ranges.append(attribute.span())

    def _look_into_text(self) -> None:
        """Of an element that has no other within it."""
        start, end, self._leaf_start = self._leaf_start, self._parser.CurrentByteIndex, NOWHERE
        if start == NOWHERE or end - start < MIN_PICTURE_CHARACTERS:
            return
        text = BETWEEN.sub(b"", self._letters[self._tag(start).end() : end])
        if base64_contains_location(text):
            self.ranges.append((start, self._letters.index(b">", end) + 1))

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
        return prefix in PLACE_PREFIXES or uri.startswith(PLACE_NAMESPACES) or is_location_field(local)

    def _comment(self, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._place_depth and any(map(is_location_field, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"-->", start) + 3))

    def _instruction(self, target: str, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._place_depth and any(map(is_location_field, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"?>", start) + 2))

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise Unparsable

    def _refuse(self, *declared: object) -> None:
        raise Unparsable
