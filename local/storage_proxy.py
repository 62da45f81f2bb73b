"""Carries browsers' signed requests to the storage engine, which listens on 127.0.0.1 only.

The signature covers the engine's own host and path, so both are restored here, and the engine's gate still checks every
request. Bodies stream in both directions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    import httpcore

PATH = "/_storage"
"""No user name begins with an underscore, so no album has such an address."""

METHODS = frozenset({"GET", "PUT"})
REQUEST_HEADERS = frozenset(
    b"content-length content-type if-match if-modified-since if-none-match if-range if-unmodified-since origin range"
    b" x-amz-checksum-sha256".split()
)
"""All that the service signs or a browser needs. Cookies, authorization and the engine's own headers stay out."""

RESPONSE_HEADERS = frozenset(
    b"accept-ranges cache-control content-disposition content-length content-range content-type etag"
    b" last-modified retry-after".split()
)
PROTECTION = {
    # Strangers' files come from the origin of the app: they may run nothing and load nothing. The styles are those of
    # the browser itself around a photo.
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
MAX_CONNECTIONS = 256
TIMEOUTS = {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 10.0}
KEEP_ALIVE_SECONDS = 30.0
"""Less than the engine's, or a request may use a connection that is being closed."""


class StorageProxy:
    """ASGI middleware: paths under `PATH` reach `buckets` of the engine on `port` of `host`, all others `app`."""

    def __init__(self, app: ASGIApp, *, host: str, port: int, buckets: Iterable[str]) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._folders = tuple(f"{PATH}/{bucket}/".encode() for bucket in buckets)
        self._opened: httpcore.AsyncConnectionPool | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PATH}/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        try:
            await self._forward(request, send)
        except ClientDisconnect:
            return

    def _refusal(self, request: Request) -> Response | None:
        if request.method not in METHODS:
            return _plain("This method is not allowed.", 405, {"allow": ", ".join(sorted(METHODS))})
        if not request.scope["raw_path"].startswith(self._folders):
            return _plain("There is no such file.", 404)
        if request.method == "PUT" and "content-length" not in request.headers:
            return _plain("The request needs a Content-Length.", 411)
        return None

    async def _forward(self, request: Request, send: Send) -> None:
        import httpcore

        scope = request.scope
        target = scope["raw_path"].removeprefix(PATH.encode()) + b"?" + scope["query_string"]
        headers = [(b"host", f"{self._host}:{self._port}".encode())]
        headers += [pair for pair in scope["headers"] if pair[0].lower() in REQUEST_HEADERS]
        url = httpcore.URL(scheme=b"http", host=self._host.encode(), port=self._port, target=target)
        content = _body(request) if request.method == "PUT" else None
        async with AsyncExitStack() as stack:
            requested = self._pool.stream(
                request.method, url, headers=headers, content=content, extensions={"timeout": TIMEOUTS}
            )
            answer: Response
            try:
                answer = _relayed(await stack.enter_async_context(requested))
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
                answer = _plain("Storage does not answer. Try again.", 503, {"retry-after": "5"})
            await answer(scope, request.receive, send)

    @property
    def _pool(self) -> httpcore.AsyncConnectionPool:
        import httpcore

        if self._opened is None:
            self._opened = httpcore.AsyncConnectionPool(
                max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE_SECONDS
            )
        return self._opened


async def _body(request: Request) -> AsyncIterator[bytes]:
    """Raises ClientDisconnect, so that the engine never takes half a file for a whole one."""
    async for chunk in request.stream():
        yield chunk


def _relayed(response: httpcore.Response) -> StreamingResponse:
    """The response of the engine with our own headers; it ends early if the client has gone."""
    relayed = StreamingResponse(response.aiter_stream(), response.status)
    kept = [(name.lower(), value) for name, value in response.headers if name.lower() in RESPONSE_HEADERS]
    relayed.raw_headers = [*kept, *((name.encode(), value.encode()) for name, value in PROTECTION.items())]
    return relayed


def _plain(text: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(text, status, headers={**PROTECTION, "cache-control": "no-store", **(more or {})})
