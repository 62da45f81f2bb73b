"""Signed URLs of one bucket. An album of 100 photos needs 200 to 400 of them within a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from aws.clients import Aws
from aws.s3.presign import PreparedSignature, prepare, sign
from aws.transport.sigv4 import Credentials, Parameters

SIGNING_WINDOW = timedelta(minutes=15)
"""The signing time of a GET is rounded down to this, so that its URL stays the same and browsers cache it. Links
through CloudFront keep to it, too (aws/cloudfront/signed_links.py)."""

MAX_GET_SECONDS = 3600
MAX_PREPARED = 64
"""Lifetimes that are prepared for one window: an hour for most events, less for each that ends sooner."""

SECOND = timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SigningWindow(NamedTuple):
    """What all GETs share that are signed within `SIGNING_WINDOW` with the same credentials."""

    credentials: Credentials
    starts_at: datetime
    longest_until: datetime
    prepared: dict[int, PreparedSignature]
    """By lifetime in seconds, up to an hour."""


class Signer:
    """Signs requests to one bucket: virtual-hosted on AWS, path-style on an engine. Safe in any thread.

    `credentials` is called once a second: those of a role change while the process runs.
    """

    def __init__(
        self,
        bucket: str,
        *,
        region: str,
        endpoint_url: str | None,
        credentials: Callable[[], Credentials],
        public_url: str | None = None,
    ) -> None:
        """`public_url` is what URLs begin with if a proxy is before the endpoint. It restores the signed host."""
        base = urlsplit(_bucket_url(bucket, region, endpoint_url))
        self._origin = public_url or f"{base.scheme}://{base.netloc}"
        self._host = base.netloc
        self._folder = base.path
        self._region = region
        self._credentials = credentials
        self._window = _window(Credentials("", ""), EPOCH)
        self._second_starts = self._second_ends = EPOCH

    def get(self, key: str, *, now: datetime, until: datetime, query: Parameters = ()) -> str:
        """A URL that is valid for at most an hour, and never after `until`.

        `query` overrides headers of the response (such as `response-content-disposition`). If `until` has passed,
        the lifetime is 0, which S3 refuses.
        """
        # Comparing instants takes a quarter of the time of converting them to seconds.
        if not self._second_starts <= now < self._second_ends:
            self._enter_second(now)
        credentials, starts_at, longest_until, all_prepared = self._window
        lifetime_seconds = MAX_GET_SECONDS if until >= longest_until else _seconds(starts_at, until)
        prepared = all_prepared.get(lifetime_seconds)
        if prepared is None:
            if len(all_prepared) >= MAX_PREPARED:
                all_prepared.clear()
            prepared = all_prepared[lifetime_seconds] = prepare(
                credentials, self._region, self._host, signed_at=starts_at, lifetime_seconds=lifetime_seconds
            )
        return sign(prepared, self._origin, self._folder + key, query)

    def put(self, key: str, *, now: datetime, until: datetime, headers: Parameters, query: Parameters = ()) -> str:
        """A URL for a PUT with exactly these headers, valid from now to `until`."""
        return self._sign_uncached("PUT", key, now, until, headers, query)

    def uncached_get(self, key: str, *, now: datetime, until: datetime, query: Parameters = ()) -> str:
        """A URL for a GET, valid from exactly now to `until`, which may be hours ahead. It differs each time."""
        return self._sign_uncached("GET", key, now, until, (), query)

    def head(self, key: str, *, now: datetime, until: datetime, query: Parameters = ()) -> str:
        """A URL for a HEAD, valid from exactly now to `until`. It differs each time."""
        return self._sign_uncached("HEAD", key, now, until, (), query)

    def _sign_uncached(
        self, method: str, key: str, now: datetime, until: datetime, headers: Parameters, query: Parameters
    ) -> str:
        prepared = prepare(
            self._credentials(),
            self._region,
            self._host,
            signed_at=now,
            lifetime_seconds=_seconds(now.replace(microsecond=0), until),
            method=method,
            headers=headers,
        )
        return sign(prepared, self._origin, self._folder + key, query)

    def _enter_second(self, now: datetime) -> None:
        window = _window(self._credentials(), now)
        if window[:2] != self._window[:2]:
            self._window = window
        self._second_starts = now.replace(microsecond=0)
        self._second_ends = self._second_starts + SECOND


def signer_of(aws: Aws, bucket: str, public_url: str | None = None) -> Signer:
    """Signs with the credentials of `aws`."""
    return Signer(
        bucket,
        region=aws.region,
        endpoint_url=aws.endpoint_url,
        credentials=aws.credentials.now,
        public_url=public_url,
    )


def window_start(now: datetime) -> datetime:
    return now - (now - EPOCH) % SIGNING_WINDOW


def _window(credentials: Credentials, now: datetime) -> SigningWindow:
    starts_at = window_start(now)
    return SigningWindow(credentials, starts_at, starts_at + MAX_GET_SECONDS * SECOND, {})


def _seconds(start: datetime, end: datetime) -> int:
    """Whole seconds, rounded down; 0 if `end` is before `start`."""
    return max(0, (end - start) // SECOND)


def _bucket_url(bucket: str, region: str, endpoint_url: str | None) -> str:
    """Ends with a slash."""
    if endpoint_url:
        return f"{endpoint_url.rstrip('/')}/{bucket}/"
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    endpoint = domain if region == "us-east-1" else f"{region}.{domain}"
    return f"https://{bucket}.s3.{endpoint}/"
