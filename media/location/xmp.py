"""Removes locations from an XMP packet (ISO 16684-1), parsed by expat.

Blanks a location property with its whole value in any form of RDF: attribute, element, structure, list, qualified
value. Blanks a packet whole if it is not well-formed XML.
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
FILLER = re.compile(rb"\s+|&#x?[0-9aAdD]+;|<!\[CDATA\[|\]\]>")
"""May stand between the base64 characters of a picture."""

MIN_PICTURE_CHARACTERS = 100
NO_POSITION = -1
WORD = re.compile(r"\w+")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LOCATION_NAMESPACES = (
    "http://www.w3.org/2003/01/geo/wgs84_pos",
    "http://developer.sonyericsson.com/cell/",
    "http://www.georss.org/georss",
    "http://www.opengis.net/gml",
)
"""Prefixes of namespace URIs whose every property is a location. Their usual XML prefixes follow."""

LOCATION_PREFIXES = frozenset({"geo", "cell", "georss", "gml"})


class NotXmp(Exception):
    """Well-formed XML that no XMP packet has, such as a document type."""


def xmp_patches(packet: bytes) -> Iterator[Patch]:
    """`packet` may be padded, in UTF-8, UTF-16 or UTF-32. Offsets count from its start."""
    if not packet.strip(WHITE_SPACE):
        return
    try:
        text = read_text(packet)
        ranges = LocationProperties(text.letters).ranges
    except (UnicodeError, expat.ExpatError, NotXmp):
        yield Patch(0, b" " * len(packet))
        return
    for start, end in ranges:
        yield Patch(text.start + start * text.unit_bytes, text.blank * (end - start))


class LocationProperties:
    """`ranges` are starts and ends of location properties. Raises ExpatError and NotXmp."""

    def __init__(self, letters: bytes) -> None:
        self.ranges: list[tuple[int, int]] = []
        self._letters = letters
        self._elements = 0
        self._namespaces: dict[str, list[str]] = {}
        self._open_prefixes: list[list[str]] = []
        self._location_start, self._location_depth, self._leaf_start = NO_POSITION, 0, NO_POSITION
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
            raise NotXmp
        names = attributes[::2]
        prefixes = [name[6:] for name in names if name.startswith("xmlns:")]
        for prefix, uri in zip(names, attributes[1::2], strict=True):
            if prefix.startswith("xmlns:"):
                self._namespaces.setdefault(prefix[6:], []).append(uri)
        self._open_prefixes.append(prefixes)
        if self._location_depth:
            self._location_depth += 1
            return
        start = self._leaf_start = self._parser.CurrentByteIndex
        if self._is_location(name):
            self._location_start, self._location_depth = start, 1
        elif any(map(self._is_location, names)) or any(map(looks_like_base64_picture, attributes[1::2])):
            self._blank_attributes(start)

    def _end(self, name: str) -> None:
        for prefix in self._open_prefixes.pop():
            self._namespaces[prefix].pop()
        if not self._location_depth:
            self._check_text()
            return
        self._location_depth -= 1
        if self._location_depth:
            return
        end = self._parser.CurrentByteIndex
        tag = self._tag(self._location_start)
        # expat reports the start of `</name>`, but the end of an empty element.
        is_empty = tag.end() == end and self._letters[end - 2 : end] == b"/>"
        self.ranges.append((self._location_start, end if is_empty else self._letters.index(b">", end) + 1))

    def _blank_attributes(self, start: int) -> None:
        tag = self._tag(start)
        for attribute in ATTRIBUTE.finditer(self._letters, start, tag.end()):
            value = attribute[2][1:-1].translate(None, WHITE_SPACE)
            if self._is_location(attribute[1].decode("iso-8859-1")) or base64_contains_location(value):
                self.ranges.append(attribute.span())

    def _check_text(self) -> None:
        """Checks the text of an element without children for a picture in base64."""
        start, end, self._leaf_start = self._leaf_start, self._parser.CurrentByteIndex, NO_POSITION
        if start == NO_POSITION or end - start < MIN_PICTURE_CHARACTERS:
            return
        text = FILLER.sub(b"", self._letters[self._tag(start).end() : end])
        if base64_contains_location(text):
            self.ranges.append((start, self._letters.index(b">", end) + 1))

    def _tag(self, start: int) -> re.Match[bytes]:
        tag = TAG.match(self._letters, start)
        if not tag:
            raise NotXmp
        return tag

    def _is_location(self, name: str) -> bool:
        prefix, _, local = name.rpartition(":")
        if prefix in ("xmlns", "xml"):
            return False
        uri = (self._namespaces.get(prefix) or [""])[-1]
        if uri == RDF and local == "Alt":
            return False
        return prefix in LOCATION_PREFIXES or uri.startswith(LOCATION_NAMESPACES) or is_location_field(local)

    def _comment(self, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._location_depth and any(map(is_location_field, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"-->", start) + 3))

    def _instruction(self, target: str, text: str) -> None:
        start = self._parser.CurrentByteIndex
        if not self._location_depth and any(map(is_location_field, WORD.findall(text))):
            self.ranges.append((start, self._letters.index(b"?>", start) + 2))

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            raise NotXmp

    def _refuse(self, *declared: object) -> None:
        raise NotXmp
