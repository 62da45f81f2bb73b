"""Lets only signed requests of ours reach MiniStack.

MiniStack 1.5.33 serves its administration to anybody, accepts the access keys "test", twelve digits and none as its
administrator without checking the signature, and lets every web page read its responses. So the gate checks every
request first: it needs a signature by a key that the engine issued or, for the administration, the secret in
ENGINE_ADMIN_SECRET.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from http import HTTPStatus
from xml.sax.saxutils import escape

import ministack.app as ministack

from local.ministack.requests import (
    Application,
    IncomingBody,
    Message,
    Receive,
    RequestRefused,
    Scope,
    Send,
    SignedRequest,
    parse_request,
)
from local.ministack.signatures import check_signature, signature_of

HOST = "127.0.0.1"
ADMIN_HEADER = "x-imgsh-engine"
ADMIN_ROUTES = frozenset({("GET", "/_ministack/health"), ("GET", "/_ministack/ses/messages")})
"""The parts of the administration that we use. Nobody resets or configures a running engine."""


@dataclass(frozen=True)
class Gate:
    """ASGI middleware. `services` are the services that may be called; empty means all."""

    application: Application
    port: int
    admin_secret: str
    services: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})  # before it is accepted: the handshake gets a 403
            return
        request, incoming = None, IncomingBody(receive)
        try:
            request = parse_request(scope)
            body = await self._check(request, incoming)
        except RequestRefused as refusal:
            await incoming.discard()
            await _send_refusal(refusal, request, send)
            return
        await self.application(scope, receive if body is None else _replayed(body, receive), send)

    async def _check(self, request: SignedRequest, incoming: IncomingBody) -> bytes | None:
        """Returns the body if it was read to check the signature. Raises RequestRefused."""
        # DNS rebinding: a site may point its own name at this machine and share an origin with the engine.
        if request.headers.get("host") not in (f"{HOST}:{self.port}", f"localhost:{self.port}"):
            raise RequestRefused("InvalidHost")
        if request.path.startswith("/_") or request.path == "/health":
            self._check_admin(request)
            return None
        if "origin" in request.headers:
            _check_origin(request)
            if request.method == "OPTIONS":
                return None
        signature = signature_of(request)
        body = None if request.is_presigned or "x-amz-content-sha256" in request.headers else await incoming.read()
        check_signature(request, signature, body or b"")
        self._check_service(request, signature.service)
        return body

    def _check_admin(self, request: SignedRequest) -> None:
        shown = request.headers.get(ADMIN_HEADER, "")
        is_ours = hmac.compare_digest(shown.encode(), self.admin_secret.encode())
        if not is_ours or "origin" in request.headers or (request.method, request.path) not in ADMIN_ROUTES:
            raise RequestRefused("AccessDenied")

    def _check_service(self, request: SignedRequest, service: str) -> None:
        """MiniStack also routes by path and host, and some of those routes need no signature."""
        if not self.services:
            return
        if service not in self.services:
            raise RequestRefused("AccessDenied", f"{service} is not served here.")
        if service == "s3":
            is_new = request.method == "PUT" and request.path.strip("/") == request.bucket
            is_known = not request.bucket or is_new or _has_bucket(request.bucket)
        else:
            is_known = request.path == "/" or (service, request.path.split("/")[1:3]) == ("ses", ["v2", "email"])
        if not is_known:
            raise RequestRefused("NoSuchBucket", status=HTTPStatus.NOT_FOUND)


def _check_origin(request: SignedRequest) -> None:
    """Pages may access only buckets whose CORS rules contain their origin."""
    if not _cors(request):
        raise RequestRefused("AccessForbidden", "No page of this origin may send this request.")


def _cors(request: SignedRequest) -> dict[str, str]:
    """Returns the CORS headers of the bucket for the page; none for a page of another origin."""
    method = request.headers.get("access-control-request-method", "") if request.method == "OPTIONS" else request.method
    if not request.bucket or "origin" not in request.headers:
        return {}
    allowed: dict[str, str] = ministack._get_module("s3").cors_response_headers(request.bucket, method, request.headers)
    return allowed


def _has_bucket(name: str) -> bool:
    return ministack._get_module("s3")._bucket_owner_account(name) is not None


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


async def _send_refusal(refusal: RequestRefused, request: SignedRequest | None, send: Send) -> None:
    """In the format of the service, with the bucket's CORS headers."""
    kind = request.headers.get("content-type", "") if request else ""
    code, message = escape(refusal.code), escape(refusal.message)
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    if "json" in kind:
        kind, text = "application/x-amz-json-1.0", json.dumps({"__type": refusal.code, "message": refusal.message})
    else:
        text = f"<ErrorResponse>{error}</ErrorResponse>" if "form-urlencoded" in kind else error
        kind = "application/xml"
    named = {"content-type": kind, "content-length": str(len(text.encode())), **(_cors(request) if request else {})}
    headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
