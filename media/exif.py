"""Reads capture time, camera and orientation from Exif."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from domain.rendering import Camera, CaptureTime
from media.apple_maker_note import read_content_identifier
from media.other_dates import iptc_of, iptc_of_tiff, other_capture_time
from media.raw_profiles import take_raw_profiles
from media.sandbox.result_checks import UTC_OFFSETS

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

# Tags of Exif 3.0 (CIPA DC-008-2023), §4.6.
ORIENTATION = 0x0112
MAKE = 0x010F
EDITED = 0x0132
"""DateTime."""

MODEL = 0x0110
EXIF_DIRECTORY = 0x8769
GPS_DIRECTORY = 0x8825
GPS_TIME, GPS_DATE = 7, 29
MAKER_NOTE = 0x927C
BODY_SERIAL_NUMBER = 0xA431
INTEROPERABILITY_DIRECTORY = 0xA005
INTEROPERABILITY_INDEX = 1
ADOBE_RGB = "R03"
"""Marks Adobe RGB. Most cameras embed no profile (DCF 2.0, §3.3.2)."""

MAX_TEXT_CHARACTERS = 100
XMP_PACKETS, XMP = ("xmp", "XML:com.adobe.xmp"), "xmp_aside"
"""Keys of an image's `info`: where Pillow puts the packet, and where we do."""


class TimeTags(NamedTuple):
    instant: int
    subsecond: int
    offset: int


CAPTURE_TIMES = (TimeTags(0x9003, 0x9291, 0x9011), TimeTags(0x9004, 0x9292, 0x9012))
"""DateTimeOriginal, then DateTimeDigitized. Not DateTime, which is when the file was edited."""

OFFSET_TIME = 0x9010
"""The offset of DateTime. Lightroom writes no other."""

INSTANT = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)", re.ASCII)
DATE = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)", re.ASCII)

GPS_STEP_MINUTES = 15
"""Every time zone is a multiple of it away from UTC."""

MAX_GPS_AGE_MINUTES = 5
"""How far the last GPS fix and the camera's clock may be apart, beside the time zone."""

ODD_OFFSETS = frozenset({345, 525, 765, 825})
"""The offsets in minutes that are no multiple of half an hour: Nepal, Eucla, Chatham in winter and in summer."""


class PhotoMetadata(NamedTuple):
    """`orientation` is 1 to 8 as in Exif."""

    orientation: int = 1
    capture_time: CaptureTime | None = None
    camera: Camera = Camera()
    is_adobe_rgb: bool = False
    live_photo_id: str | None = None


def read_metadata(image: Image, exif_block: bytes | None = None, xmp: bytes = b"") -> PhotoMetadata:
    """Returns defaults where Exif is missing or broken: a good picture is not rejected for its metadata.

    `exif_block` is a TIFF to read instead of the image's own Exif, and `xmp` a packet if the image can have none. The
    orientation always comes from the image.
    """
    from PIL.Image import Exif

    try:
        set_xmp_aside(image)  # a PNG may have it behind its pixels
        profiles = take_raw_profiles(image.info)
        exif = image.getexif()
        orientation = exif.get(ORIENTATION)
        if exif_block is not None:
            exif = Exif()
            exif.load(exif_block)
        details, gps = exif.get_ifd(EXIF_DIRECTORY), exif.get_ifd(GPS_DIRECTORY)
        standard = _text(exif.get_ifd(INTEROPERABILITY_DIRECTORY).get(INTEROPERABILITY_INDEX))
    except Exception:
        # Pillow documents no set of errors for hostile Exif.
        return PhotoMetadata()
    iptc = profiles.iptc or iptc_of(image.info) or iptc_of_tiff(image)
    taken = capture_time(details, gps, edited=_text(exif.get(EDITED)))
    return PhotoMetadata(
        orientation=orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
        capture_time=taken or other_capture_time(xmp or _packet(image) or profiles.xmp, iptc),
        camera=Camera(_name(exif.get(MAKE)), _name(exif.get(MODEL)), _name(details.get(BODY_SERIAL_NUMBER))),
        is_adobe_rgb=standard == ADOBE_RGB,
        live_photo_id=read_content_identifier(details.get(MAKER_NOTE)),
    )


def orientation_of(image: Image) -> int | None:
    """None also for Exif that can't be read."""
    try:
        return image.getexif().get(ORIENTATION)
    except Exception:
        return None  # as in `read_metadata`


def open_without_xmp(file: BinaryIO, format_name: str) -> ImageFile:
    """Opens a picture whose `getexif` will not take the orientation from XMP."""
    from PIL import Image as pillow

    image = pillow.open(file, formats=[format_name])
    image._exif = None  # of a JPEG it was read already, with XMP
    set_xmp_aside(image)
    return image


def _packet(image: Image) -> bytes:
    packet = image.info.get(XMP)
    return packet if isinstance(packet, bytes) else str(packet or "").encode("utf-8", "replace")


def set_xmp_aside(image: Image) -> None:
    """Pillow takes the orientation from XMP where Exif has none. Browsers ignore it there, and so do we.

    Call it before the pixels are loaded: Pillow turns a TIFF by itself.
    """
    for name in XMP_PACKETS:
        if name in image.info:
            image.info[XMP] = image.info.pop(name)


def capture_time(
    details: Mapping[int, object], gps: Mapping[int, Any] | None = None, *, edited: str = ""
) -> CaptureTime | None:
    """Returns when the shutter opened, from the tags of the Exif directory.

    Most cameras write local time without an offset. GPS tells UTC: where it has a time, the offset follows from it,
    and how wrong the clock is. `edited` is DateTime: where it is the only one and fits GPS, it is when it was taken.
    """
    fix = _gps_fix(gps or {})
    for tags in CAPTURE_TIMES:
        clock = _clock(_text(details.get(tags.instant)))
        if clock:
            offset = _offset(_text(details.get(tags.offset)))
            return _against_fix(clock + _fraction(_text(details.get(tags.subsecond))), details, offset, fix)
    clock = _clock(edited)
    taken = _against_fix(clock, {}, None, fix) if clock and fix else None
    return taken if taken and taken.utc_offset_minutes is not None else None


def _against_fix(
    clock: datetime, details: Mapping[int, object], offset: int | None, fix: datetime | None
) -> CaptureTime:
    if offset is None:
        offset = _offset(_text(details.get(OFFSET_TIME)))
    if offset is None and fix:
        offset = _zone_offset(clock - fix)
    return CaptureTime(
        clock.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        offset,
        round((fix - clock).total_seconds()) if fix else None,
    )


def _clock(text: str) -> datetime | None:
    found = INSTANT.match(text)
    try:
        year, month, day, hour, minute, second = map(int, found.groups() if found else ())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None  # a camera without a clock writes "0000:00:00 00:00:00"


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii", "replace").strip("\0 ")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _name(value: object) -> str | None:
    """Returns the printable characters, without the padding that cameras write."""
    shown = "".join(character for character in _text(value) if character.isprintable())
    return shown[:MAX_TEXT_CHARACTERS].strip() or None


def _offset(text: str) -> int | None:
    """In minutes."""
    found = OFFSET.fullmatch(text)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    distance = int(hours) * 60 + int(minutes)
    return distance if sign == "+" else -distance


def _gps_fix(gps: Mapping[int, Any]) -> datetime | None:
    """When the position was found. It may be minutes old. The clocks of satellites are right."""
    date = DATE.fullmatch(_text(gps.get(GPS_DATE)))
    if not date:
        return None
    try:
        hours, minutes, seconds = (float(part) for part in gps[GPS_TIME])
        year, month, day = map(int, date.groups())
        return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _zone_offset(distance: timedelta) -> int | None:
    """Of the camera's clock, in minutes, from its distance to GPS.

    None unless it is a time zone's: the clock may be wrong, and the fix old.
    """
    offset = GPS_STEP_MINUTES * round(distance / timedelta(minutes=GPS_STEP_MINUTES))
    is_near = abs(distance - timedelta(minutes=offset)) <= timedelta(minutes=MAX_GPS_AGE_MINUTES)
    is_zone = offset in UTC_OFFSETS and (offset % 30 == 0 or offset in ODD_OFFSETS)
    return offset if is_near and is_zone else None


def _fraction(subsecond: str) -> timedelta:
    """`subsecond` is the decimal fraction of a second. Truncates to milliseconds."""
    return timedelta(milliseconds=int(subsecond[:3].ljust(3, "0"))) if subsecond.isdecimal() else timedelta()
