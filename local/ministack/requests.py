"""A request as the gate sees it: the parts that a signature covers, and its body."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from ministack.core import sigv4

MAX_BODY_BYTES = 32 << 20
"""For requests whose signature covers the body: twice the limit of one call to DynamoDB."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class RequestRefused(Exception):
    """The request is refused. `code` is an error code of AWS."""

    def __init__(self, code: str, message: str = "", status: int = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class SignedRequest:
    """The parts of a request that a signature covers. Names of headers are in lower case."""

    method: str
    path: str
    raw_path: str
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]

    @property
    def bucket(self) -> str:
        """The bucket of a request to S3; empty if the path has none."""
        return self.path.split("/")[1]

    @property
    def is_presigned(self) -> bool:
        return "authorization" not in self.headers


@dataclass
class IncomingBody:
    """The body of a request, at most MAX_BODY_BYTES of it."""

    receive: Receive
    is_complete: bool = False

    async def read(self) -> bytes:
        """Raises RequestRefused if it is too large."""
        body = b"".join([part async for part in self._parts()])
        if not self.is_complete:
            raise RequestRefused("EntityTooLarge", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return body

    async def discard(self) -> None:
        """A client that still sends gets a reset connection instead of the answer, and so does its next request."""
        async for _ in self._parts():
            pass

    async def _parts(self) -> AsyncIterator[bytes]:
        size_bytes = 0
        while not self.is_complete and size_bytes <= MAX_BODY_BYTES:
            message = await self.receive()
            self.is_complete = message["type"] == "http.disconnect" or not message.get("more_body")
            size_bytes += len(message.get("body", b""))
            yield message.get("body", b"")


def parse_request(scope: Scope) -> SignedRequest:
    """Raises RequestRefused for an ambiguous request."""
    names = Counter(name.lower() for name, _ in scope["headers"])
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
    if not scope["path"].startswith("/") or names[b"host"] != 1 or names[b"authorization"] > 1:
        raise RequestRefused("InvalidRequest", status=HTTPStatus.BAD_REQUEST)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return SignedRequest(scope["method"], scope["path"], raw_path.decode("latin-1"), headers, query)
