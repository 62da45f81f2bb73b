"""DynamoDB without a client library: JSON, a signature, and one of the connections that are kept.

botocore takes several times as long for a call as everything else in a request: docs/decisions/0012 has the figures.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

from __future__ import annotations

import asyncio
import random
from binascii import crc32
from collections.abc import Mapping, Sequence
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
MIN_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 0.025, 0.8

RETRYABLE_STATUS = frozenset({500, 502, 503, 504})
RETRYABLE_CODES = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)
"""What botocore's standard mode tries again, as far as DynamoDB says it."""

Reason = Mapping[str, Any]
"""What became of one action: a `Code`, which is "None" where nothing was wrong with it, and a `Message`."""


class ServiceError(Exception):
    """DynamoDB says no. `reasons` are a cancelled transaction's: one for each action, in order.

    A message may quote what was sent, so it is no part of the error's own text, which may be logged.
    """

    def __init__(
        self, code: str, message: str = "", reasons: Sequence[Reason] = (), *, retryable: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.reasons = reasons
        self.retryable = retryable


class ServiceProtocol(NamedTuple):
    """How a service is spoken to; the others of AWS that take JSON differ from DynamoDB in nothing else."""

    service: str
    content_type: str
    target: str


DYNAMODB = ServiceProtocol("dynamodb", "application/x-amz-json-1.0", "DynamoDB_20120810")
SECRETS_MANAGER = ServiceProtocol("secretsmanager", "application/x-amz-json-1.1", "secretsmanager")


class JsonClient:
    """Calls one region's DynamoDB, or an engine's at `endpoint_url`. Safe in any thread and loop."""

    def __init__(
        self, region: str, endpoint_url: str | None, credentials: CredentialSource, protocol: ServiceProtocol = DYNAMODB
    ) -> None:
        domain = f"{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
        origin = endpoint_url or f"https://{protocol.service}.{domain}"
        self._protocol = protocol
        self._region = region
        self._host = urlsplit(origin).netloc
        self._pool = ConnectionPool(origin)
        self._credentials = credentials

    async def call(self, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to one of botocore's operations. Raises DynamoError, or NoAnswer.

        What may pass is tried again as botocore does, writes too. A transaction carries one token through all its
        attempts, by which DynamoDB knows it again; any other write may meet itself, as its condition must allow.
        """
        if operation == "transact_write_items":
            parameters = {"ClientRequestToken": str(uuid4()), **parameters}
        body = orjson.dumps(parameters)
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

    async def _attempt(self, operation: str, body: bytes) -> dict[str, Any]:
        # Signed anew each time: a signature is good for some minutes only, and credentials may have changed.
        answer = await self._pool.send(self._request(operation, body, await self._credentials.ready()))
        checksum = answer.headers.get(b"x-amz-crc32")
        if checksum is not None and int(checksum) != crc32(answer.body):
            raise ConnectionFailed("damaged on its way")
        if answer.status != HTTPStatus.OK:
            raise _error(answer)
        told: dict[str, Any] = orjson.loads(answer.body)
        return told

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
    """Anywhere up to twice as long as before, so that those who met do not meet again."""
    longest = min(MAX_BACKOFF_SECONDS, MIN_BACKOFF_SECONDS * 2**attempt)
    await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 - guards nothing


@cache
def _target(protocol: ServiceProtocol, operation: str) -> str:
    return f"{protocol.target}." + "".join(word.capitalize() for word in operation.split("_"))


def _error(answer: HttpResponse) -> ServiceError:
    """A balancer before DynamoDB says no in words of its own."""
    try:
        told = orjson.loads(answer.body)
        code = str(told["__type"]).rpartition("#")[2]
    except (ValueError, LookupError, TypeError):
        told, code = {}, str(answer.status)
    return ServiceError(
        code,
        str(told.get("message") or told.get("Message") or ""),
        told.get("CancellationReasons", ()),
        retryable=answer.status in RETRYABLE_STATUS or code in RETRYABLE_CODES,
    )
