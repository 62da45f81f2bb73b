"""Finds locations in pictures within metadata: thumbnails and previews have metadata of their own."""

from __future__ import annotations

import base64
import binascii
import io

from media.file_type import PHOTOS, detect_file_type

BASE64_STARTS = ("/9j/", "iVBORw0KGgo", "UklGR", "R0lGOD", "SUkqA", "TU0AK")
MAX_START_CHARACTERS = 100
"""Of JPEG, PNG, WebP, GIF and TIFF."""

NOT_BASE64 = b" \t\r\n\0"


def looks_like_base64_picture(text: str) -> bool:
    return text.lstrip().startswith(BASE64_STARTS)


def base64_contains_location(text: bytes) -> bool:
    """Judges a picture in base64, the form of thumbnails in XMP. False for any other text."""
    if not looks_like_base64_picture(text[:MAX_START_CHARACTERS].decode("latin-1")):
        return False
    try:
        return picture_contains_location(base64.b64decode(text.translate(None, NOT_BASE64)))
    except binascii.Error:
        return True


def picture_contains_location(picture: bytes) -> bool:
    """True also for what is not a readable picture, which may contain anything."""
    from media.location import remove_location  # a circle: this picture may contain others

    file_type = detect_file_type(picture)
    if file_type is None or file_type not in PHOTOS:
        return True
    removal = remove_location(io.BytesIO(picture), len(picture), file_type)
    return removal.location_may_remain or bool(removal.patches)
