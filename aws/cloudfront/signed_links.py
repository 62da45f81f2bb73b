"""Links to photos behind CloudFront, signed by HMAC-SHA256. `infra/cdk/photo_links.js` checks them at the edge.

    https://HOST/d/MAC/a1.1796000400/USER/EVENT/cake.jpg/thumbnail               to be shown
    https://HOST/o/MAC/a1.1796000400.attachment%3B%20filename.../USER/EVENT/cake.jpg   to be saved under a name

`d` is the bucket (derived or originals) and `a1` the key that signed. Then come the second from which on the link is
refused, and the Content-Disposition if the stored one is not to be sent. The MAC covers everything but itself, from the
host on, as it stands in the URL: nothing is parsed, sorted or normalized before it is checked.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from aws.hmac_states import HashCopy, hmac_states
from aws.s3 import keys
from aws.s3.content_disposition import photo_disposition
from aws.s3.presign import UNRESERVED
from aws.s3.signing import EPOCH, MAX_GET_SECONDS, SECOND, SIGNING_WINDOW, window_start
from domain.models import Photo, RenditionKind

MAC_CHARACTERS = 22
"""132 bits. RFC 2104 recommends at least half of SHA-256, and 80 bits."""

DERIVED, ORIGINALS = "d", "o"


class LinkKey(NamedTuple):
    """`kid` is a letter, maybe with digits. `secret` is 32 to 64 letters and digits; HMAC takes the text itself."""

    kid: str
    secret: str


class Expiry(NamedTuple):
    """What all links share that are signed within one window for events that end at the same time."""

    window_starts: datetime
    window_ends: datetime
    until: datetime
    terms: str
    """Key and expiry as in the URL."""


class BucketStates(NamedTuple):
    """HMAC's hashes that know the key, the host and the bucket already."""

    url: str
    inner: HashCopy
    outer: HashCopy


class CloudFrontLinks:
    """Implements `domain.ports.storage.PhotoLinks`. Safe in any thread."""

    def __init__(self, origin: str, link_keys: Sequence[LinkKey]) -> None:
        """`origin` has no trailing slash. The first of `link_keys` signs."""
        kid, secret = link_keys[0]
        host = urlsplit(origin).netloc
        self._kid = kid
        self._states = {
            bucket: BucketStates(f"{origin}/{bucket}/", *hmac_states(secret.encode(), f"{host}/{bucket}/".encode()))
            for bucket in (DERIVED, ORIGINALS)
        }
        self._expiry = Expiry(EPOCH, EPOCH, EPOCH, "")

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        disposition = photo_disposition(photo, kind, attachment=attachment)
        if kind is RenditionKind.ORIGINAL:
            return self.sign(ORIGINALS, keys.original(photo), now, until, disposition)
        return self.sign(DERIVED, keys.rendition(photo, kind), now, until, disposition)

    def sign(self, bucket: str, key: str, now: datetime, until: datetime, disposition: str | None = None) -> str:
        """Raises ValueError for a key that clients would change."""
        expiry = self._expiry
        if until != expiry.until or not expiry.window_starts <= now < expiry.window_ends:
            expiry = self._expiry = _expiry(self._kid, now, until)
        terms = expiry.terms if disposition is None else f"{expiry.terms}.{quote(disposition, safe='')}"
        rest = f"{terms}/{encoded(key)}"
        url, copy_inner, copy_outer = self._states[bucket]
        inner, outer = copy_inner(), copy_outer()
        inner.update(rest.encode())
        outer.update(inner.digest())
        mac = urlsafe_b64encode(outer.digest())[:MAC_CHARACTERS].decode()
        return f"{url}{mac}/{rest}"


def encoded(key: str) -> str:
    """The key in RFC 3986's normal form, which no client or proxy changes.

    Raises ValueError for what they do change: a segment that is empty, "." or "..".
    """
    if not {"", ".", ".."}.isdisjoint(key.split("/")):
        raise ValueError("this key does not survive in a URL")
    return quote(key, safe="/~") if key.encode().translate(None, UNRESERVED) else key


def _expiry(kid: str, now: datetime, until: datetime) -> Expiry:
    starts = window_start(now)
    ends_seconds = (min(starts + MAX_GET_SECONDS * SECOND, until) - EPOCH) // SECOND
    return Expiry(starts, starts + SIGNING_WINDOW, until, f"{kid}.{max(0, ends_seconds):010}")
