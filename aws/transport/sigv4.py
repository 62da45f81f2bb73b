"""AWS Signature Version 4: what signed URLs and signed headers have in common, and the signing of headers.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

ALGORITHM = "AWS4-HMAC-SHA256"

Parameters = tuple[tuple[str, str], ...]


class Credentials(NamedTuple):
    access_key: str
    secret_key: str
    token: str | None = None


class Scope(NamedTuple):
    """The instant, region and service of a signature."""

    stamp: str
    """The instant, as "20261122T194703Z"."""
    region: str
    service: str

    @classmethod
    def at(cls, instant: datetime, region: str, service: str) -> Scope:
        return cls(instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"), region, service)

    def __str__(self) -> str:
        return f"{self.stamp[:8]}/{self.region}/{self.service}/aws4_request"

    @property
    def to_sign(self) -> str:
        """The start of the string to sign; the hash of the canonical request follows."""
        return f"{ALGORITHM}\n{self.stamp}\n{self}\n"

    def key(self, secret_key: str) -> bytes:
        return _day_key(secret_key, self.stamp[:8], self.region, self.service)


def canonical_headers(headers: Parameters) -> tuple[str, str]:
    """The canonical lines, and the names joined by semicolons."""
    signed = sorted([(name.lower(), " ".join(value.split())) for name, value in headers])
    return "".join([f"{name}:{value}\n" for name, value in signed]), ";".join([name for name, _ in signed])


def sign_post(credentials: Credentials, scope: Scope, headers: Parameters, body: bytes) -> Parameters:
    """The headers of a signed POST to `/`: `headers`, which include `host`, and those of the signature."""
    headers += (("x-amz-date", scope.stamp),)
    if credentials.token is not None:
        headers += (("x-amz-security-token", credentials.token),)
    lines, names = canonical_headers(headers)
    canonical_request = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
    to_sign = scope.to_sign + sha256(canonical_request.encode()).hexdigest()
    signature = hmac.digest(scope.key(credentials.secret_key), to_sign.encode(), "sha256").hex()
    signed_by = f"{ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return (*headers, ("authorization", signed_by))


@lru_cache(8)
def _day_key(secret_key: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
