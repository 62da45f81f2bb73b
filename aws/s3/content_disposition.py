"""The header that names a saved file. No name breaks out of its header (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()!#$&+@^`~-]")
"""Whatever may end a quoted string or a header, and what some browsers read as an escape (%)."""


@lru_cache(8192)
def content_disposition(how: Literal["inline", "attachment"], filename: str) -> str:
    """ASCII only. Old programs read `filename`; all browsers of today prefer `filename*`, which is exact."""
    if not _UNSAFE.search(filename):
        return f'{how}; filename="{filename}"'
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode()
    fallback = _UNSAFE.sub("_", plain if plain[:1].strip(".") else filename)
    return f"{how}; filename=\"{fallback}\"; filename*=UTF-8''{quote(filename, safe='')}"
