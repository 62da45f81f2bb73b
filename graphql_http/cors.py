"""Lets pages of other origins call the API: those of apps that the operator has listed, and no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_AGE_SECONDS = 600
REQUEST_HEADERS = (
    "accept, apollo-require-preflight, apollographql-client-name, apollographql-client-version, authorization,"
    " content-type, if-none-match, range, x-amz-checksum-sha256"
)
EXPOSED_HEADERS = "content-disposition, content-length, etag, retry-after, x-request-id"


class Cors:
    """ASGI middleware for paths that begin with `prefixes`.

    Browsers send no cookies with these requests: nothing here allows credentials.
    """

    def __init__(self, app: ASGIApp, *, origins: Collection[str], prefixes: tuple[str, ...], methods: str) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._prefixes = prefixes
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin not in self._origins or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        allowed = {"access-control-allow-origin": str(origin)}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await self._preflight(allowed)(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**allowed, "access-control-expose-headers": EXPOSED_HEADERS})
                headers.add_vary_header("origin")
            await send(message)

        await self._app(scope, receive, send_allowed)

    def _preflight(self, allowed: Mapping[str, str]) -> Response:
        headers = {
            **allowed,
            "access-control-allow-methods": self._methods,
            "access-control-allow-headers": REQUEST_HEADERS,
            "access-control-max-age": str(MAX_AGE_SECONDS),
            "vary": "origin",
        }
        return Response(status_code=204, headers=headers)
