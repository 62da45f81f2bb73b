"""Reads capture time, camera and orientation from Exif."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from domain.rendering import Camera

if TYPE_CHECKING:
    from PIL.Image import Image

# Tags of Exif 3.0 (CIPA DC-008-2023), §4.6.
ORIENTATION = 0x0112
MAKE = 0x010F
MODEL = 0x0110
EXIF_DIRECTORY = 0x8769
BODY_SERIAL_NUMBER = 0xA431
INTEROPERABILITY_DIRECTORY = 0xA005
INTEROPERABILITY_INDEX = 1
ADOBE_RGB = "R03"
"""Marks Adobe RGB. Most cameras embed no profile (DCF 2.0, §3.3.2)."""

MAX_TEXT_CHARACTERS = 100


class TimeTags(NamedTuple):
    instant: int
    subsecond: int
    offset: int


CAPTURE_TIMES = (TimeTags(0x9003, 0x9291, 0x9011), TimeTags(0x9004, 0x9292, 0x9012))
"""DateTimeOriginal, then DateTimeDigitized. Not DateTime, which is when the file was edited."""

INSTANT = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)", re.ASCII)


class PhotoMetadata(NamedTuple):
    """`orientation` is 1 to 8 as in Exif. `taken_at` is in UTC, to the millisecond."""

    orientation: int = 1
    taken_at: datetime | None = None
    camera: Camera = Camera()
    is_adobe_rgb: bool = False


def read_metadata(image: Image, exif_block: bytes | None = None) -> PhotoMetadata:
    """Returns defaults where Exif is missing or broken: a good picture is not rejected for its metadata.

    `exif_block` is a TIFF to read instead of the image's own Exif. The orientation always comes from the image.
    """
    from PIL.Image import Exif

    try:
        exif = image.getexif()
        orientation = exif.get(ORIENTATION)
        if exif_block is not None:
            exif = Exif()
            exif.load(exif_block)
        details = exif.get_ifd(EXIF_DIRECTORY)
        standard = _text(exif.get_ifd(INTEROPERABILITY_DIRECTORY).get(INTEROPERABILITY_INDEX))
    except Exception:
        # Pillow documents no set of errors for hostile Exif.
        return PhotoMetadata()
    return PhotoMetadata(
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        taken_at=capture_time(details),
        camera=Camera(_name(exif.get(MAKE)), _name(exif.get(MODEL)), _name(details.get(BODY_SERIAL_NUMBER))),
        is_adobe_rgb=standard == ADOBE_RGB,
    )


def capture_time(details: Mapping[int, object]) -> datetime | None:
    """Returns when the shutter opened, in UTC, from the tags of the Exif directory.

    Most cameras write local time without an offset, which is then read as UTC. Photos of one camera keep their order
    and distance, which albums and QR cards need; the clock may be off by the time zone.
    """
    for tags in CAPTURE_TIMES:
        found = INSTANT.match(_text(details.get(tags.instant)))
        if not found:
            continue
        try:
            zone = _zone(_text(details.get(tags.offset)))
            local = datetime.strptime("".join(found.groups()), "%Y%m%d%H%M%S").replace(tzinfo=zone)
            return local.astimezone(UTC) + _fraction(_text(details.get(tags.subsecond)))
        except (ValueError, OverflowError):
            continue  # a camera without a clock writes "0000:00:00 00:00:00"
    return None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii", "replace").strip("\0 ")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _name(value: object) -> str | None:
    """Returns the printable characters, without the padding that cameras write."""
    shown = "".join(character for character in _text(value) if character.isprintable())
    return shown[:MAX_TEXT_CHARACTERS].strip() or None


def _zone(offset: str) -> timezone:
    found = OFFSET.fullmatch(offset)
    if not found:
        return UTC
    sign, hours, minutes = found.groups()
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(distance if sign == "+" else -distance)


def _fraction(subsecond: str) -> timedelta:
    """`subsecond` is the decimal fraction of a second. Truncates to milliseconds."""
    return timedelta(milliseconds=int(subsecond[:3].ljust(3, "0"))) if subsecond.isdecimal() else timedelta()
