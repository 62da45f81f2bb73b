"""What other programs show of a link to an event: its name and its photographer, as the link itself spells them.

Nothing is looked up, so a preview tells nobody which events exist. It shows no photo and never a code.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote

DESCRIPTION = "Event photos, opened by an access code and deleted on the day the photographer set."
MAX_CHARACTERS = 120

_HASH = re.compile(r"#|%(?:25)*23")
_EVENT = re.compile(r"/([^/]{2,})/([^/]+)/?")
"""Not a printed card, whose path is `/q/...`: no user name has one letter."""

NOT_SHOWN = r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
"""Control characters, in the syntax of Python and of JavaScript."""


def title_of(path: str) -> str | None:
    """Returns `event · photographer` for an event's path, encoded or not; None for others.

    What follows a `#` is left out, although mail scanners encode it into the path: it is a code.
    """
    found = _EVENT.fullmatch(_HASH.split(path)[0])
    if found is None:
        return None
    names = (_HASH.split(unquote(name))[0].replace("_", " ") for name in (found[2], found[1]))
    return re.sub(NOT_SHOWN, "", " · ".join(names))[:MAX_CHARACTERS]


def tags(title: str) -> str:
    """Returns the title and the Open Graph tags of a page, as HTML."""
    properties = {"og:type": "website", "og:site_name": "imgsh", "og:title": title, "og:description": DESCRIPTION}
    metas = "".join(f'<meta property="{name}" content="{escape(value)}" />' for name, value in properties.items())
    return f"<title>{escape(title)}</title>{metas}"
