"""Carries browsers' signed requests to the storage engine.

The signature covers the engine's own host and path, so both are restored here, and the engine's gate still checks every
request.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from infra import site
from local.storage_relay import CONDITIONAL_HEADERS, StorageRelay

PATH = "/_storage"
"""No user name begins with an underscore, so no album has such an address."""

METHODS = frozenset({"GET", "PUT"})
REQUEST_HEADERS = CONDITIONAL_HEADERS | frozenset(b"content-length content-type origin x-amz-checksum-sha256".split())
"""All that the service signs or a browser needs. Cookies, authorization and the engine's own headers stay out."""

PROTECTION = {**site.PHOTO_HEADERS, "cross-origin-resource-policy": "same-origin"}
"""Strangers' files come from the origin of the app."""


class StorageProxy:
    """ASGI middleware: paths under `PATH` reach `buckets` of the engine on `port` of `host`, all others `app`."""

    def __init__(self, app: ASGIApp, *, host: str, port: int, buckets: Iterable[str]) -> None:
        self._app = app
        self._relay = StorageRelay(host=host, port=port, request_headers=REQUEST_HEADERS, protection=PROTECTION)
        self._folders = tuple(f"{PATH}/{bucket}/".encode() for bucket in buckets)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PATH}/"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        target = scope["raw_path"].removeprefix(PATH.encode()) + b"?" + scope["query_string"]
        async with AsyncExitStack() as stack:
            try:
                answer = self._refusal(request) or await self._relay.response_to(request, target, stack)
                await answer(scope, receive, send)
            except ClientDisconnect:
                return

    def _refusal(self, request: Request) -> Response | None:
        if request.method not in METHODS:
            return self._relay.plain("This method is not allowed.", 405, {"allow": ", ".join(sorted(METHODS))})
        if not request.scope["raw_path"].startswith(self._folders):
            return self._relay.plain("There is no such file.", 404)
        if request.method == "PUT" and "content-length" not in request.headers:
            return self._relay.plain("The request needs a Content-Length.", 411)
        return None
