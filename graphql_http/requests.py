"""Parses the parameters of a request and checks their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from graphql_http.negotiation import STATUS

MAX_BODY_BYTES = 256 * 1024
"""Limits the query string of a GET as well, so that no door depends on the limit of the server before it."""


class HttpRefusal(Exception):
    """The request is refused with this status."""

    def __init__(self, status: int, message: str, *, allow: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.allow = allow


@dataclass(frozen=True)
class Parameters:
    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any]


async def read_parameters(request: Request) -> Parameters:
    """Raises HttpRefusal with status 405, 413, 414 or 415, or 400 for malformed parameters."""
    if request.method == "GET":
        return _to_parameters(_from_url(request))
    if request.method != "POST":
        raise HttpRefusal(405, "GraphQL requests use GET or POST.", allow="GET, POST")
    _check_content_type(request)
    payload = _json(await _body(request), "The body")
    if isinstance(payload, list):
        raise HttpRefusal(STATUS.malformed, "Batches are not supported: send one operation per request.")
    return _to_parameters(payload)


def _from_url(request: Request) -> dict[str, Any]:
    if len(request.scope["query_string"]) > MAX_BODY_BYTES:
        raise HttpRefusal(414, f"The URL is longer than {MAX_BODY_BYTES // 1024} KiB: use POST.")
    payload: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in payload:
            payload[name] = _json(payload[name].encode(errors="surrogatepass"), f"`{name}`")
    return payload


def _check_content_type(request: Request) -> None:
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [value.strip() for value in parameters if value.strip().startswith("charset=")]
    if media_type.strip() != "application/json" or any("utf-8" not in charset for charset in charsets):
        raise HttpRefusal(415, "The body must be application/json in UTF-8.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HttpRefusal(415, "The body must not be compressed.")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise HttpRefusal(413, f"The body is larger than {MAX_BODY_BYTES // 1024} KiB.")
    return bytes(body)


def _json(raw: bytes, what: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise HttpRefusal(STATUS.malformed, f"{what} is not valid JSON in UTF-8.") from None


def _to_parameters(payload: Any) -> Parameters:
    if not isinstance(payload, dict):
        raise HttpRefusal(STATUS.malformed, "The body must be a JSON object.")
    query, operation_name = payload.get("query"), payload.get("operationName")
    variables, extensions = payload.get("variables"), payload.get("extensions")
    for name, value, kind in (
        ("query", query, str),
        ("operationName", operation_name, str),
        ("variables", variables, dict),
        ("extensions", extensions, dict),
    ):
        if not isinstance(value, kind | None):
            raise HttpRefusal(STATUS.malformed, f"`{name}` must be {'a string' if kind is str else 'an object'}.")
    return Parameters(query, operation_name or None, variables, extensions or {})
