"""Checks the links of `signed_links.py` where CloudFront is not, by the same rules as `infra/cdk/photo_links.js`."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote

from aws.cloudfront.signed_links import MAC_CHARACTERS, LinkKey

_LINK = re.compile(
    rf"/([do])/([A-Za-z0-9_-]{{{MAC_CHARACTERS}}})/(([a-z][0-9]{{0,9}})\.([0-9]{{10}})(?:\.([^/?]+))?/([^?]+))"
)


class VerifiedLink(NamedTuple):
    """`bucket` is `DERIVED` or `ORIGINALS`. Without `content_disposition` the stored one is sent."""

    bucket: str
    key: str
    expires_at: datetime
    content_disposition: str | None


class LinkVerifier:
    def __init__(self, link_keys: Sequence[LinkKey]) -> None:
        self._secrets = {key.kid: key.secret.encode() for key in link_keys}

    def verify(self, host: str, target: str, now: datetime) -> VerifiedLink | None:
        """None: refused. `host` and `target` are those of the request, as they were sent.

        `target` is the path and, after a question mark, the query: a link has none, so any is refused.
        """
        link = _LINK.fullmatch(target)
        if link is None or not target.isascii():
            return None
        bucket, mac, signed, kid, expires, disposition, key = link.groups()
        secret = self._secrets.get(kid)
        if secret is None or now.timestamp() >= int(expires):
            return None
        digest = hmac.digest(secret, f"{host}/{bucket}/{signed}".encode(), "sha256")
        if not hmac.compare_digest(urlsafe_b64encode(digest)[:MAC_CHARACTERS], mac.encode()):
            return None
        expires_at = datetime.fromtimestamp(int(expires), UTC)
        return VerifiedLink(bucket, unquote(key), expires_at, None if disposition is None else unquote(disposition))
