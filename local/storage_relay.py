"""Carries requests to the storage engine, which listens on 127.0.0.1 only. Bodies stream in both directions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

if TYPE_CHECKING:
    import httpcore

CONDITIONAL_HEADERS = frozenset(b"if-match if-modified-since if-none-match if-range if-unmodified-since range".split())
RESPONSE_HEADERS = frozenset(
    b"accept-ranges cache-control content-disposition content-length content-range content-type etag"
    b" last-modified retry-after".split()
)
MAX_CONNECTIONS = 256
TIMEOUTS = {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 10.0}
KEEP_ALIVE_SECONDS = 30.0
"""Less than the engine's, or a request may use a connection that is being closed."""


class StorageRelay:
    """Forwards `request_headers` alone. Adds `protection` to the engine's headers that a browser needs."""

    def __init__(
        self, *, host: str, port: int, request_headers: Collection[bytes], protection: Mapping[str, str]
    ) -> None:
        self._host = host
        self._port = port
        self._request_headers = request_headers
        self._protection = protection
        self._opened: httpcore.AsyncConnectionPool | None = None

    async def response_to(self, request: Request, target: bytes, stack: AsyncExitStack) -> Response:
        """The response of the engine to the request at `target`, a signed path; 503 if the engine does not answer.

        It must be sent before `stack` is closed, and it ends early if the client has gone.
        """
        import httpcore

        headers = [(b"host", f"{self._host}:{self._port}".encode())]
        headers += [pair for pair in request.scope["headers"] if pair[0].lower() in self._request_headers]
        url = httpcore.URL(scheme=b"http", host=self._host.encode(), port=self._port, target=target)
        content = _body(request) if request.method == "PUT" else None
        requested = self._pool.stream(
            request.method, url, headers=headers, content=content, extensions={"timeout": TIMEOUTS}
        )
        try:
            return self._relayed(await stack.enter_async_context(requested))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
            return self.plain("Storage does not answer. Try again.", 503, {"retry-after": "5"})

    def plain(self, text: str, status: int, more: Mapping[str, str] | None = None) -> Response:
        headers = {**self._protection, "cache-control": "no-store", **(more or {})}
        return PlainTextResponse(text, status, headers=headers)

    def _relayed(self, response: httpcore.Response) -> StreamingResponse:
        relayed = StreamingResponse(response.aiter_stream(), response.status)
        kept = [(name.lower(), value) for name, value in response.headers if name.lower() in RESPONSE_HEADERS]
        relayed.raw_headers = [*kept, *((name.encode(), value.encode()) for name, value in self._protection.items())]
        return relayed

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
