"""Reads duration, capture time, camera and picture sizes from the boxes of a video."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

from domain.rendering import Camera, CaptureTime
from media.isobmff import child_contents, find_boxes, read_box_content

EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
FIRST_CAMERA_YEAR = 1990
MAKERS = {b"FIRM": "GoPro", b"NCDT": "Nikon", b"MVTG": "FUJIFILM"}
"""By a box in which this maker's cameras keep data of their own (ExifTool's tables of QuickTime user data)."""

CANON_BRAND = b"CAEP"
LOCAL_MAKERS = re.compile("canon|nikon|fujifilm|gopro", re.IGNORECASE)
"""Their clocks know no time zone, so that the header has their local time, against the standard."""

GOPRO_WITH_ZONES = re.compile(rb"H(2[2-9]|[3-9]\d)\.", re.ASCII)
"""The firmware of a HERO11 or later, which writes UTC."""

WANTED = frozenset({b"ftyp", b"mvhd", b"mehd", b"stsd", b"keys", b"ilst", b"\xa9mak", b"\xa9mod", *MAKERS})
HDR_TRANSFERS = frozenset({16, 18})
"""Transfer characteristics PQ and HLG of ISO/IEC 23091-2."""

DATE, MAKE, MODEL, CONTENT_IDENTIFIER = (
    f"com.apple.quicktime.{name}".encode() for name in ("creationdate", "make", "model", "content.identifier")
)
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)", re.ASCII)


class Header(NamedTuple):
    """`duration` is in units of 1/`scale` seconds, `created` in seconds since 1904. Zero means unknown."""

    created: int = 0
    scale: int = 0
    duration: int = 0


class VideoMetadata(NamedTuple):
    """`sizes` are width and height in pixels of the picture tracks, before any rotation and as stored.

    `encodings` are the types of their sample entries.
    """

    duration_seconds: float | None
    capture_time: CaptureTime | None
    camera: Camera
    sizes: tuple[tuple[int, int], ...]
    is_hdr: bool
    encodings: tuple[bytes, ...]
    live_photo_id: str | None = None


def read_video_metadata(file: BinaryIO, size_bytes: int) -> VideoMetadata:
    """Ignores what is broken or missing. Raises TooManyBoxes."""
    header, fragments, sizes, is_hdr, maker, is_utc = Header(), 0, [], False, None, False
    texts: dict[bytes, str] = {}
    names: list[bytes] = []
    encodings: list[bytes] = []
    for box in find_boxes(file, size_bytes, WANTED):
        content = read_box_content(file, box)
        match box.type:
            case b"ftyp":
                maker = "Canon" if CANON_BRAND in content else maker
            case b"FIRM" | b"NCDT" | b"MVTG":
                maker = MAKERS[box.type]
                is_utc = GOPRO_WITH_ZONES.match(content) is not None
            case b"mvhd":
                header = _header(content)
            case b"mehd":
                fragments = int.from_bytes(content[4:12] if content[:1] == b"\1" else content[4:8], "big")
            case b"stsd":
                sizes += _sizes(content)
                encodings += [content[12:16]] if _sizes(content) else []
                is_hdr = is_hdr or _is_hdr(content)
            case b"keys":
                names = [name for _, name in child_contents(content, 8)]
            case b"ilst":
                texts.update(_values(content, names))
            case _:
                texts.setdefault(box.type, _text(content[4 : 4 + int.from_bytes(content[:2], "big")]))
    duration = header.duration or fragments
    make = texts.get(MAKE) or texts.get(b"\xa9mak") or maker
    is_local = LOCAL_MAKERS.match(make or "") is not None and not is_utc
    return VideoMetadata(
        duration_seconds=duration / header.scale if duration and header.scale else None,
        capture_time=_apple_time(texts.get(DATE, "")) or _movie_time(header.created, is_local=is_local),
        camera=Camera(make, texts.get(MODEL) or texts.get(b"\xa9mod")),
        sizes=tuple(sizes),
        is_hdr=is_hdr,
        encodings=tuple(encodings),
        live_photo_id=texts.get(CONTENT_IDENTIFIER),
    )


def _header(content: bytes) -> Header:
    layout, unknown = (">QQIQ", 2**64 - 1) if content[:1] == b"\1" else (">IIII", 2**32 - 1)
    if len(content) < 4 + struct.calcsize(layout):
        return Header()
    created, _, scale, duration = struct.unpack_from(layout, content, 4)
    return Header(created, scale, 0 if duration == unknown else duration)


def _sizes(content: bytes) -> list[tuple[int, int]]:
    """Returns the size in the first entry of a sample description, unless it describes sound."""
    is_picture = len(content) >= 94 and content[8:12] != bytes(4) and _depth(content) in (24, 32, 40)
    return [struct.unpack_from(">HH", content, 40)] if is_picture else []


def _depth(content: bytes) -> int:
    return int.from_bytes(content[90:92], "big")


def _is_hdr(content: bytes) -> bool:
    return any(
        box_type == b"colr" and int.from_bytes(box[6:8], "big") in HDR_TRANSFERS
        for box_type, box in child_contents(content, 94)
    )


def _values(content: bytes, names: list[bytes]) -> Iterator[tuple[bytes, str]]:
    """The type of each item is its index in `names`. It contains a `data` box: type, locale, text."""
    for box_type, item in child_contents(content):
        number = int.from_bytes(box_type, "big")
        for data, value in child_contents(item):
            if data == b"data" and 1 <= number <= len(names):
                yield names[number - 1], _text(value[8:])


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").strip("\0 ")


def _movie_time(created: int, *, is_local: bool) -> CaptureTime | None:
    try:
        instant = EPOCH + timedelta(seconds=created)
    except OverflowError:
        return None
    offset = None if is_local else 0
    return CaptureTime(_text_of(instant), offset) if instant.year >= FIRST_CAMERA_YEAR else None


def _apple_time(text: str) -> CaptureTime | None:
    found = INSTANT.fullmatch(text)
    if not found:
        return None
    second, fraction, zone = found.groups()
    try:
        instant = datetime.fromisoformat(second + zone)
    except ValueError:
        return None
    instant += timedelta(milliseconds=int((fraction or "0")[:3].ljust(3, "0")))
    return CaptureTime(_text_of(instant), (instant.utcoffset() or timedelta()) // timedelta(minutes=1))


def _text_of(clock: datetime) -> str:
    return clock.replace(tzinfo=None).isoformat(timespec="milliseconds")
