"""DynamoDB without a client library: JSON, a signature and a pooled connection.

botocore takes several times longer for a call than everything else in a request: docs/decisions/0012 has the figures.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

from __future__ import annotations

import asyncio
import random
from binascii import crc32
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import orjson

from aws.transport.connection import HttpResponse
from aws.transport.credentials import CredentialSource
from aws.transport.pool import ConnectionFailed, ConnectionPool
from aws.transport.sigv4 import Credentials, Scope, sign_post

MAX_ATTEMPTS = 3
CALL_TIMEOUT_SECONDS = 12
"""All attempts and pauses together: less than the 15 s after which Lambda ends a request of the API."""

TRUSTED_IDLE_SECONDS = 1
"""A write without a token is repeated early only if its connection was idle for longer: a peer rarely vanishes during
traffic, and a repeated write may find its own effect.
"""

REPEATABLE = frozenset({"get_item", "batch_get_item", "query", "scan", "transact_write_items", "get_secret_value"})
"""Operations that have the same effect when they are carried out twice."""

MIN_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 0.025, 0.8

RETRYABLE_STATUS = frozenset({500, 502, 503, 504})
THROTTLED_CALLS = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})
THROTTLED_ACTIONS = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
"""The codes of throttled actions in a transaction."""

THROTTLED_CODES = THROTTLED_CALLS | THROTTLED_ACTIONS
RETRYABLE_CODES = THROTTLED_CALLS | {"LimitExceededException", "TransactionInProgressException"}
"""The codes that botocore's standard mode retries, as far as DynamoDB returns them."""

OnThrottled = Callable[[str], None]
"""Called with the code of each throttled attempt."""

Reason = Mapping[str, Any]
"""The outcome of one action: a `Code`, which is "None" if the action was valid, and a `Message`."""


Parse = Callable[[bytes], dict[str, Any]]
"""Reads the JSON of a response, or what is wanted of it."""


class ServiceError(Exception):
    """An error response. `reasons` of a cancelled transaction has one entry for each action, in order.

    `message` may quote the request, so `str()` of this error, which may be logged, contains the code alone.
    """

    def __init__(
        self, code: str, message: str = "", reasons: Sequence[Reason] = (), *, retryable: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.reasons = reasons
        self.retryable = retryable

    @property
    def codes(self) -> frozenset[str]:
        """Its own, and those of the actions of a transaction."""
        return frozenset({self.code, *(str(reason.get("Code")) for reason in self.reasons)})


class ServiceProtocol(NamedTuple):
    """The values in which AWS's JSON services differ from each other."""

    service: str
    content_type: str
    target: str


DYNAMODB = ServiceProtocol("dynamodb", "application/x-amz-json-1.0", "DynamoDB_20120810")
SECRETS_MANAGER = ServiceProtocol("secretsmanager", "application/x-amz-json-1.1", "secretsmanager")


def ignore_throttled(code: str) -> None:
    pass


class JsonClient:
    """Calls one service in one region, or of an engine at `endpoint_url`. Safe in any thread."""

    def __init__(
        self,
        region: str,
        endpoint_url: str | None,
        credentials: CredentialSource,
        protocol: ServiceProtocol = DYNAMODB,
        on_throttled: OnThrottled = ignore_throttled,
    ) -> None:
        domain = f"{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
        origin = endpoint_url or f"https://{protocol.service}.{domain}"
        self._protocol = protocol
        self._region = region
        self._host = urlsplit(origin).netloc
        self._pool = ConnectionPool(origin)
        self._credentials = credentials
        self._on_throttled = on_throttled

    async def call(self, operation: str, parameters: Mapping[str, Any], parse: Parse = orjson.loads) -> dict[str, Any]:
        """The response to one of botocore's operations, by `parse`. Raises ServiceError and ConnectionFailed.

        Retryable errors are retried as botocore does, also of writes. All attempts of a transaction carry one token,
        so that DynamoDB applies it once; any other write may be applied twice, which its condition must allow.
        """
        if operation == "transact_write_items":
            parameters = {"ClientRequestToken": str(uuid4()), **parameters}
        try:
            async with asyncio.timeout(CALL_TIMEOUT_SECONDS):
                return parse(await self._attempts(operation, orjson.dumps(parameters)))
        except TimeoutError as error:
            raise ConnectionFailed("call timed out") from error

    async def _attempts(self, operation: str, body: bytes) -> bytes:
        for attempt in range(MAX_ATTEMPTS - 1):
            try:
                return await self._attempt(operation, body)
            except ConnectionFailed:
                await back_off(attempt)
            except ServiceError as error:
                if not error.retryable:
                    raise
                await back_off(attempt)
        return await self._attempt(operation, body)

    async def _attempt(self, operation: str, body: bytes) -> bytes:
        # Each attempt is signed: signatures expire after some minutes, and credentials may have changed.
        response = await self._pool.send(
            self._request(operation, body, await self._credentials.ready()),
            trusted_idle_seconds=0 if operation in REPEATABLE else TRUSTED_IDLE_SECONDS,
        )
        checksum = response.headers.get(b"x-amz-crc32")
        if checksum is not None and int(checksum) != crc32(response.body):
            raise ConnectionFailed("checksum mismatch")
        if response.status != HTTPStatus.OK:
            error = _error(response)
            if throttled := error.codes & THROTTLED_CODES:
                self._on_throttled(min(throttled))
            raise error
        return response.body

    def _request(self, operation: str, body: bytes, credentials: Credentials) -> bytes:
        headers = (
            ("host", self._host),
            ("content-type", self._protocol.content_type),
            ("x-amz-target", _target(self._protocol, operation)),
        )
        scope = Scope.at(datetime.now(UTC), self._region, self._protocol.service)
        signed = sign_post(credentials, scope, headers, body)
        lines = "".join([f"{name}: {value}\r\n" for name, value in signed])
        return b"POST / HTTP/1.1\r\n%bcontent-length: %d\r\n\r\n%b" % (lines.encode(), len(body), body)


async def back_off(attempt: int) -> None:
    """Sleeps a random time, up to twice as long as in the previous attempt, so that callers in conflict spread out."""
    max_seconds = min(MAX_BACKOFF_SECONDS, MIN_BACKOFF_SECONDS * 2**attempt)
    await asyncio.sleep(random.uniform(0, max_seconds))  # noqa: S311 - no secret


@cache
def _target(protocol: ServiceProtocol, operation: str) -> str:
    return f"{protocol.target}." + "".join(word.capitalize() for word in operation.split("_"))


def _error(response: HttpResponse) -> ServiceError:
    """A load balancer in front of DynamoDB has error bodies of its own."""
    try:
        content = orjson.loads(response.body)
        code = str(content["__type"]).rpartition("#")[2]
    except (ValueError, LookupError, TypeError):
        content, code = {}, str(response.status)
    return ServiceError(
        code,
        str(content.get("message") or content.get("Message") or ""),
        content.get("CancellationReasons", ()),
        retryable=response.status in RETRYABLE_STATUS or code in RETRYABLE_CODES,
    )
