"""What stands at which path of our origin, and what browsers are told with it: for one machine and for CloudFront."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

PHOTOGRAPHER_PATHS = (
    "/",
    "/account",
    "/events",
    "/events/{event_id}",
    "/events/{event_id}/codes",
    "/events/{event_id}/codes/{access_code}",
    "/reset",
    "/signin",
    "/sign-up",
    "/signup",
    "/verify",
)
"""Answered with index.html; every user name that could stand in their place is reserved."""

VIEWER_PATHS = ("/albums", "/{user_name}/{slug}")
"""Answered with album.html. The last one takes every path of two parts: put it last."""

FOR_EVER = "public, max-age=31536000, immutable"
"""For `assets/`: those names carry a digest of their content."""

ALWAYS_ASK = "no-cache"
"""For all others: kept, but never shown before the server has said that it is the newest."""

MEDIA_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
"""By a file's ending, where what machines guess is something else, or differs between them."""

HEADERS = {
    "x-content-type-options": "nosniff",
    # The link of an album is a secret of its viewers; no other site hears of it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def hints(storage_origins: Iterable[str]) -> str:
    """The `link` header of a page with photos: the way to storage is open before the first photo is known."""
    return ", ".join(f"<{origin}>; rel=preconnect" for origin in storage_origins)


def policy(text: str, *, storage_origins: Iterable[str] = ()) -> str:
    """The content security policy of a page, or of the service worker. What stands inline passes by its digest."""
    storage = " ".join(storage_origins)
    inline: dict[str, list[str]] = {"script": [], "style": []}
    for kind, content in _INLINE.findall(text):
        inline[kind].append(f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'")
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", *inline["script"]]),
        "style-src": " ".join(["'self'", *inline["style"]]),
        "connect-src": f"'self' {storage}",
        "img-src": f"'self' {storage}",
        "media-src": f"'self' {storage}",
        # What is saved comes through frames: from storage, and from the service worker.
        "frame-src": f"'self' {storage}",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}".strip() for name, value in sources.items())
