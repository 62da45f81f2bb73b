"""What a decoder may answer about a file. A decoder that a file has taken over answers as it likes.

Whoever reads an answer from another process checks it here before anything of it is used.
"""

from __future__ import annotations

import math
import re
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.rendering import Camera, Patch, RenderedImage, RenderedPhoto
from domain.uploads import UNDECLARED
from media.file_type import SUPPORTED_TYPES
from media.location.patches import MAX_PATCHES
from media.pixel_limits import MAX_MEGAPIXELS, MEGAPIXEL

MAX_PATCHED_BYTES = 20 << 20
"""Of patches that `media/location` has merged, with the bytes between them."""

MAX_PIXELS = MAX_MEGAPIXELS * MEGAPIXEL
MAX_DURATION_SECONDS = 6 * 3600
MAX_PREVIEW_PIXELS, MAX_PREVIEW_BYTES = 2048, 8 << 20
MAX_THUMBNAIL_PIXELS, MAX_THUMBNAIL_BYTES = 512, 1 << 20
MAX_PLACEHOLDER_BYTES = 32
MAX_NAME_CHARACTERS = 100
YEARS = range(1900, 2200)

JPEG_CONTENT = re.compile(rb"\xff\xd8\xff.*\xff\xd9", re.DOTALL)
WEBP_CONTENT = re.compile(rb"RIFF....WEBPVP8.*", re.DOTALL)


class InvalidResult(Exception):
    """An answer that no decoder of ours gives. The message names what is wrong with it, and quotes nothing of it."""


def plausible_instant(instant: datetime | None) -> datetime | None:
    """None for years in which nobody took photos."""
    return instant if instant and instant.year in YEARS else None


def printable_name(text: str | None) -> str | None:
    """What of a camera's word can be shown."""
    shown = "".join(character for character in text or "" if character.isprintable())
    return shown[:MAX_NAME_CHARACTERS].strip() or None


def check_rendered(rendered: RenderedPhoto, declared_content_type: str, original_bytes: int) -> None:
    """`original_bytes` is the size of the file that it is about. Raises InvalidResult."""
    types = SUPPORTED_TYPES if declared_content_type == UNDECLARED else {declared_content_type}
    _demand(rendered.content_type in types, "content type")
    _demand(min(rendered.width, rendered.height) >= 1, "size")
    _demand(rendered.width * rendered.height <= MAX_PIXELS, "size")
    _check_image(rendered.preview, "image/jpeg", JPEG_CONTENT, MAX_PREVIEW_PIXELS, MAX_PREVIEW_BYTES)
    _check_image(rendered.thumbnail, "image/webp", WEBP_CONTENT, MAX_THUMBNAIL_PIXELS, MAX_THUMBNAIL_BYTES)
    _check_placeholder(rendered.placeholder)
    _check_facts(rendered)
    _check_patches(rendered.location, original_bytes)


def _check_image(image: RenderedImage, content_type: str, content: re.Pattern[bytes], side: int, size: int) -> None:
    _demand(image.content_type == content_type, "content type of an image")
    _demand(min(image.width, image.height) >= 1 and max(image.width, image.height) <= side, "size of an image")
    _demand(len(image.body) <= size, "bytes of an image")
    _demand(content.fullmatch(image.body) is not None, "content of an image")


def _check_placeholder(placeholder: str) -> None:
    try:
        decoded = b64decode(placeholder, validate=True)
    except ValueError as fault:
        raise InvalidResult("placeholder") from fault
    _demand(1 <= len(decoded) <= MAX_PLACEHOLDER_BYTES, "placeholder")


def _check_facts(rendered: RenderedPhoto) -> None:
    seconds, taken_at = rendered.duration_seconds, rendered.taken_at
    _demand(seconds is None or (math.isfinite(seconds) and 0 < seconds <= MAX_DURATION_SECONDS), "duration")
    _demand(taken_at is None or taken_at.utcoffset() == timedelta(), "time zone")
    _demand(taken_at == plausible_instant(taken_at), "year")
    _demand(rendered.camera == Camera(*map(printable_name, rendered.camera)), "camera")


def _check_patches(patches: Sequence[Patch], original_bytes: int) -> None:
    _demand(len(patches) <= MAX_PATCHES, "number of patches")
    _demand(sum(len(body) for _, body in patches) <= MAX_PATCHED_BYTES, "bytes of patches")
    for offset, body in patches:
        _demand(0 <= offset <= original_bytes - len(body), "place of a patch")


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise InvalidResult(what)
