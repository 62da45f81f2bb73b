"""Paths, headers and content security policies of our origin, for the local service and for CloudFront."""

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
    "/events/{event_id}/cameras",
    "/events/{event_id}/cameras/{camera_id}",
    "/events/{event_id}/codes",
    "/events/{event_id}/sorting",
    "/events/{event_id}/codes/{access_code}",
    "/reset",
    "/signin",
    "/sign-up",
    "/signup",
    "/verify",
    # Mail scanners turn the `#` of a mailed link into `%23`.
    "/reset{fragment}",
    "/sign-up{fragment}",
    "/verify{fragment}",
)
"""Served with index.html. User names that would collide with them are reserved."""

VIEWER_PATHS = ("/albums", "/{user_name}/{slug}")
"""Served with album.html. The last one matches every path of two parts: register it last."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""For `assets/`: names contain a digest of the content."""

REVALIDATE = "no-cache"
"""For all others: cached, but revalidated before each use."""

MEDIA_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
"""By file extension, where guesses are wrong or differ between machines."""

HEADERS = {
    "x-content-type-options": "nosniff",
    # The link of an album is a secret: other sites must not get it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

PHOTO_HEADERS = {
    # Strangers' files, at an origin of their own: they may run nothing and load nothing. The styles are those of the
    # browser itself around a photo.
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    ),
    # Pages of the app and of companion apps show them; who may open which photo is what links are for.
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Of every response of the origin of photos."""

PHOTO_EXPOSED_HEADERS = ("Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "ETag")
"""The response headers of photos that pages of the app may read."""

GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def hints(storage_origins: Iterable[str]) -> str:
    """Returns the `link` header of a page with photos: browsers connect to storage early."""
    return ", ".join(f"<{origin}>; rel=preconnect" for origin in storage_origins)


def policy(text: str, *, storage_origins: Iterable[str] = ()) -> str:
    """Returns the content security policy of a page or of the service worker. Inline content passes by its digest."""
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
        # Downloads run in frames: from storage and from the service worker.
        "frame-src": f"'self' {storage}",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}".strip() for name, value in sources.items())
