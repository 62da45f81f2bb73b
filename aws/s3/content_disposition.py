"""The header that names a downloaded file. No filename can inject a header (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

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
