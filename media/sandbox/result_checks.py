"""Checks the result of a decoder, which a file may have compromised, before anything of it is used."""

from __future__ import annotations

import math
import re
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime

from domain.codes import is_card_link
from domain.live_photos import content_identifier
from domain.rendering import (
    MAX_CLOCK_OFFSET_SECONDS,
    MAX_QR_TEXTS,
    Camera,
    CaptureTime,
    Patch,
    RenderedImage,
    RenderedPhoto,
)
from domain.uploads import UNDECLARED
from media.file_type import SUPPORTED_TYPES
from media.location.patches import MAX_PATCHES
from media.pixel_limits import MAX_MEGAPIXELS, MEGAPIXEL

MAX_PATCHED_BYTES = 20 << 20
"""Of merged patches, which include the bytes between them."""

MAX_PIXELS = MAX_MEGAPIXELS * MEGAPIXEL
MAX_DURATION_SECONDS = 6 * 3600
MAX_PREVIEW_PIXELS, MAX_PREVIEW_BYTES = 2048, 8 << 20
MAX_THUMBNAIL_PIXELS, MAX_THUMBNAIL_BYTES = 512, 1 << 20
MAX_PLACEHOLDER_BYTES = 32
STREAM_DIGEST = re.compile(r"[0-9a-f]{32}", re.ASCII)
MAX_NAME_CHARACTERS = 100
YEARS = range(1900, 2200)
UTC_OFFSETS = range(-12 * 60, 14 * 60 + 1)
"""In minutes: of all time zones that exist."""

JPEG_CONTENT = re.compile(rb"\xff\xd8\xff.*\xff\xd9", re.DOTALL)
LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", re.ASCII)
WEBP_CONTENT = re.compile(rb"RIFF....WEBPVP8.*", re.DOTALL)


class InvalidResult(Exception):
    """No honest decoder returns this. The message names the wrong field and quotes nothing."""


def plausible_capture_time(time: CaptureTime | None) -> CaptureTime | None:
    """Returns None for a time in another form or a year outside of 1900 to 2199, and drops impossible offsets."""
    if time is None or not LOCAL_TIME.fullmatch(time.local):
        return None
    try:
        year = datetime.fromisoformat(time.local).year
    except ValueError:
        return None
    if year not in YEARS:
        return None
    gps = time.gps_offset_seconds
    return CaptureTime(
        time.local,
        time.utc_offset_minutes if time.utc_offset_minutes in UTC_OFFSETS else None,
        gps if gps is not None and abs(gps) <= MAX_CLOCK_OFFSET_SECONDS else None,
    )


def printable_name(text: str | None) -> str | None:
    """Returns the printable characters, at most `MAX_NAME_CHARACTERS`."""
    shown = "".join(character for character in text or "" if character.isprintable())
    return shown[:MAX_NAME_CHARACTERS].strip() or None


def check_rendered(rendered: RenderedPhoto, declared_content_type: str, original_bytes: int) -> None:
    """`original_bytes` is the size of the rendered file. Raises InvalidResult."""
    types = SUPPORTED_TYPES if declared_content_type == UNDECLARED else {declared_content_type}
    _require(rendered.content_type in types, "content type")
    _require(min(rendered.width, rendered.height) >= 1, "size")
    _require(rendered.width * rendered.height <= MAX_PIXELS, "size")
    _check_image(rendered.preview, "image/jpeg", JPEG_CONTENT, MAX_PREVIEW_PIXELS, MAX_PREVIEW_BYTES)
    _check_image(rendered.thumbnail, "image/webp", WEBP_CONTENT, MAX_THUMBNAIL_PIXELS, MAX_THUMBNAIL_BYTES)
    _check_placeholder(rendered.placeholder)
    _check_metadata(rendered)
    _check_patches(rendered.location, original_bytes)
    _check_qr_texts(rendered.qr_texts)


def _check_image(image: RenderedImage, content_type: str, content: re.Pattern[bytes], side: int, size: int) -> None:
    _require(image.content_type == content_type, "content type of an image")
    _require(min(image.width, image.height) >= 1 and max(image.width, image.height) <= side, "size of an image")
    _require(len(image.body) <= size, "bytes of an image")
    _require(content.fullmatch(image.body) is not None, "content of an image")


def _check_placeholder(placeholder: str) -> None:
    try:
        decoded = b64decode(placeholder, validate=True)
    except ValueError as fault:
        raise InvalidResult("placeholder") from fault
    _require(1 <= len(decoded) <= MAX_PLACEHOLDER_BYTES, "placeholder")


def _check_metadata(rendered: RenderedPhoto) -> None:
    seconds, taken = rendered.duration_seconds, rendered.capture_time
    _require(seconds is None or (math.isfinite(seconds) and 0 < seconds <= MAX_DURATION_SECONDS), "duration")
    _require(rendered.stream_digest is None or STREAM_DIGEST.fullmatch(rendered.stream_digest) is not None, "streams")
    _require(taken == plausible_capture_time(taken), "capture time")
    _require(rendered.camera == Camera(*map(printable_name, rendered.camera)), "camera")
    _require(rendered.live_photo_id == content_identifier(rendered.live_photo_id), "content identifier")


def _check_patches(patches: Sequence[Patch], original_bytes: int) -> None:
    _require(len(patches) <= MAX_PATCHES, "number of patches")
    _require(sum(len(body) for _, body in patches) <= MAX_PATCHED_BYTES, "bytes of patches")
    for offset, body in patches:
        _require(0 <= offset <= original_bytes - len(body), "offset of a patch")


def _check_qr_texts(texts: Sequence[str]) -> None:
    _require(len(texts) <= MAX_QR_TEXTS, "number of QR codes")
    _require(all(is_card_link(text) for text in texts), "text of a QR code")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise InvalidResult(what)
