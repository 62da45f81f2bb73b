"""The header that names a downloaded file. No filename can inject a header (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

from domain.download_names import ORIGINALS, rendition_name
from domain.models import Photo, RenditionKind

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()!#$&+@^`~-]")
"""Characters that may end a quoted string or a header, and %, which some browsers read as an escape."""


@lru_cache(8192)
def content_disposition(disposition: Literal["inline", "attachment"], filename: str) -> str:
    """ASCII only. Old clients read `filename`; current browsers prefer `filename*`, which is exact."""
    if not _UNSAFE.search(filename):
        return f'{disposition}; filename="{filename}"'
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    fallback = _UNSAFE.sub("_", plain if plain[:1].strip(".") else filename)
    return f"{disposition}; filename=\"{fallback}\"; filename*=UTF-8''{quote(filename, safe='')}"


def photo_disposition(photo: Photo, kind: RenditionKind, *, attachment: bool) -> str | None:
    """The header of a link to this file. None: the one that is stored with it, if any.

    Browsers also save what they display: under the last part of its URL, unless this header names it.
    """
    if not attachment and kind not in ORIGINALS:
        return None
    stored = {RenditionKind.THUMBNAIL: photo.thumbnail, RenditionKind.PREVIEW: photo.preview}.get(kind)
    name = rendition_name(photo, kind, stored.content_type if stored else photo.content_type)
    if attachment:
        return content_disposition("attachment", name)
    return None if name == photo.filename else content_disposition("inline", name)
