"""Capture times of photos whose Exif has none: in XMP and IPTC, which editors and scanners write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from xml.parsers import expat

from domain.rendering import CaptureTime
from media.location.iptc import read_datasets
from media.location.patches import DamagedMetadata

MAX_XMP_BYTES = 4 << 20
MAX_DEPTH = 4
"""Of a property of the photo itself: packet, RDF, description. Deeper are those of its history and its parts."""

EXIF, PHOTOSHOP, XMP = (f"http://ns.adobe.com/{name}/1.0/" for name in ("exif", "photoshop", "xap"))
TAKEN_IN_XMP = (f"{EXIF} DateTimeOriginal", f"{PHOTOSHOP} DateCreated")
DIGITIZED_IN_XMP = (f"{EXIF} DateTimeDigitized", f"{XMP} CreateDate")

ISO_8601 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:(Z)|([+-])(\d\d):(\d\d))?", re.ASCII)
IPTC_DATE, IPTC_TIME = (2, 55), (2, 60)
IPTC_CREATED = re.compile(r"(\d{4})(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)(?:([+-]\d\d)(\d\d))?", re.ASCII)
IPTC_RESOURCE, IPTC_OF_TIFF = 0x0404, 0x83BB


def other_capture_time(xmp: bytes, iptc: bytes) -> CaptureTime | None:
    """As MWG advises: when it was taken in XMP, then in IPTC, else when it was digitized. A date alone is no time."""
    dates = _dates_in_xmp(xmp)
    texts = [*(dates.get(name, "") for name in TAKEN_IN_XMP), _created_in_iptc(iptc)]
    texts += [dates.get(name, "") for name in DIGITIZED_IN_XMP]
    return next((time for text in texts if (time := _time(text))), None)


def iptc_of(info: Mapping[Any, Any]) -> bytes:
    """Returns the datasets that Pillow has found in the image resources of a JPEG."""
    resources = info.get("photoshop")
    found = resources.get(IPTC_RESOURCE) if isinstance(resources, dict) else None
    return found if isinstance(found, bytes) else b""


def iptc_of_tiff(image: object) -> bytes:
    """Returns the datasets of a TIFF's own tag. Programs call its bytes numbers, of which Pillow reads one."""
    directory = getattr(image, "tag_v2", None)
    found = getattr(directory, "_tagdata", {}).get(IPTC_OF_TIFF)
    return found if isinstance(found, bytes) else b""


def _time(text: str) -> CaptureTime | None:
    found = ISO_8601.fullmatch(text.strip())
    if not found:
        return None
    minute, second, fraction, utc, sign, hours, minutes = found.groups()
    try:
        local = datetime.fromisoformat(f"{minute}:{second or '00'}.{(fraction or '')[:3].ljust(3, '0')}")
    except ValueError:
        return None
    offset = 0 if utc else None
    if sign:
        offset = int(f"{sign}1") * (int(hours) * 60 + int(minutes))
    return CaptureTime(local.isoformat(timespec="milliseconds"), offset)


def _created_in_iptc(datasets: bytes) -> str:
    """In the form of XMP; empty without a date and a time."""
    try:
        values = {each.number: datasets[each.value : each.end] for each in read_datasets(datasets)}
    except DamagedMetadata:
        return ""
    text = b" ".join(values.get(number, b"") for number in (IPTC_DATE, IPTC_TIME)).decode("ascii", "replace")
    found = IPTC_CREATED.fullmatch(text)
    if not found:
        return ""
    year, month, day, hour, minute, second, zone, rest = found.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}" + (f"{zone}:{rest}" if zone else "")


def _dates_in_xmp(packet: bytes) -> dict[str, str]:
    """By namespace and name. What is before an error counts."""
    reader = _DateReader()
    if len(packet) <= MAX_XMP_BYTES:
        # An encoding that Python must load first fails in a confined process.
        with suppress(expat.ExpatError, ValueError, LookupError, ImportError, OSError):
            reader.parser.Parse(packet.strip(b"\0 \t\r\n"), True)
    return reader.dates


class _DateReader:
    """Reads attributes and elements of the descriptions of a packet. Refuses a document type, and so all entities."""

    def __init__(self) -> None:
        self.dates: dict[str, str] = {}
        self._path: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = lambda name: self._path.pop()
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.buffer_text = True

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        if len(self._path) < MAX_DEPTH:
            for attribute, value in attributes.items():
                self._keep(attribute, value)

    def _text(self, text: str) -> None:
        if self._path and len(self._path) <= MAX_DEPTH:
            self._keep(self._path[-1], text)

    def _keep(self, name: str, text: str) -> None:
        if name in (*TAKEN_IN_XMP, *DIGITIZED_IN_XMP):
            self.dates.setdefault(name, text)

    def _refuse(self, *arguments: object) -> None:
        raise ValueError("a document type")
