"""Serves photos by the same signed links as CloudFront does, at an origin of their own.

What strangers uploaded does not share the origin of the app. As from CloudFront, storage gets a request signed for S3,
and the engine's gate checks it.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aws.clients import Aws
from aws.cloudfront.link_verification import LinkVerifier, VerifiedLink
from aws.cloudfront.signed_links import DERIVED, ORIGINALS
from aws.resources import ResourceNames
from aws.s3.signing import signer_of
from aws.s3.storage import IMMUTABLE
from infra import site
from local.engine import HOST
from local.storage_relay import CONDITIONAL_HEADERS, StorageRelay

METHODS = frozenset({"GET", "HEAD"})
REQUEST_LIFE = timedelta(minutes=5)
RELAYED_STATUSES = frozenset({200, 206, 304, 412, 416, 503})


class PhotoOrigin:
    """ASGI application: GET and HEAD of what `verifier` finds a link to, and nothing else."""

    def __init__(self, verifier: LinkVerifier, aws: Aws, names: ResourceNames, *, port: int) -> None:
        """`aws` is the engine, and `port` its port."""
        self._verifier = verifier
        self._signers = {DERIVED: signer_of(aws, names.derived), ORIGINALS: signer_of(aws, names.originals)}
        self._relay = StorageRelay(
            host=HOST, port=port, request_headers=CONDITIONAL_HEADERS, protection=site.PHOTO_HEADERS
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        request = Request(scope, receive)
        async with AsyncExitStack() as stack:
            link = self._link(request)
            answer = self._refusal() if link is None else await self._answer(request, link, stack)
            await answer(scope, receive, send)

    def _link(self, request: Request) -> VerifiedLink | None:
        if request.method not in METHODS:
            return None
        path, query = request.scope["raw_path"], request.scope["query_string"]
        sent = path + b"?" + query if query else path
        return self._verifier.verify(request.headers.get("host", ""), sent.decode("latin-1"), datetime.now(UTC))

    async def _answer(self, request: Request, link: VerifiedLink, stack: AsyncExitStack) -> Response:
        answer = await self._relay.response_to(request, self._target(request, link), stack)
        if answer.status_code not in RELAYED_STATUSES:
            return self._refusal()
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            answer.headers["cache-control"] = IMMUTABLE
            if link.content_disposition:
                answer.headers["content-disposition"] = link.content_disposition
        return answer

    def _target(self, request: Request, link: VerifiedLink) -> bytes:
        """The signed path of the engine."""
        signer, now = self._signers[link.bucket], datetime.now(UTC)
        sign = signer.head if request.method == "HEAD" else signer.get
        url = urlsplit(sign(link.key, now=now, until=now + REQUEST_LIFE))
        return f"{url.path}?{url.query}".encode()

    def _refusal(self) -> Response:
        return self._relay.plain("Forbidden", 403)


class ByPort:
    """ASGI middleware: requests that arrived at `port` reach `photos`, all others `app`."""

    def __init__(self, app: ASGIApp, *, photos: ASGIApp, port: int) -> None:
        self._app = app
        self._photos = photos
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_for_photos = (scope.get("server") or ("", None))[1] == self._port
        await (self._photos if is_for_photos else self._app)(scope, receive, send)
