"""Runs MiniStack behind a gate: `.engines/bin/python local/engine_launcher.py`, with MiniStack's own environment.

MiniStack 1.5.33 serves its administration to anybody, accepts the access keys "test", twelve digits and none as its
administrator without checking the signature, and lets every web page read its responses. So the gate checks every
request first: it needs a signature by a key that the engine issued or, for the administration, the secret in
ENGINE_ADMIN_SECRET. This file runs in the engine's virtual environment and imports nothing of the project.
"""

from __future__ import annotations

import asyncio
import ctypes
import hmac
import json
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.core import iam_evaluator, sigv4
from ministack.core.responses import _account_from_sts_session

HOST = "127.0.0.1"
ADMIN_HEADER = "x-imgsh-engine"
ADMIN_ROUTES = frozenset({("GET", "/_ministack/health"), ("GET", "/_ministack/ses/messages")})
"""The parts of the administration that we use. Nobody resets or configures a running engine."""

MAX_BODY_BYTES = 32 << 20
"""For requests whose signature covers the body: twice the limit of one call to DynamoDB."""

MAX_PRESIGNED_SECONDS = 7 * 24 * 3600
KEEP_ALIVE_SECONDS = 75
PR_SET_DUMPABLE = 4

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
            request = _parse_request(scope)
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
        signature = _signature(request)
        body = None if request.is_presigned or "x-amz-content-sha256" in request.headers else await incoming.read()
        _check_signature(request, signature, body or b"")
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


def _parse_request(scope: Scope) -> SignedRequest:
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


def _signature(request: SignedRequest) -> sigv4.HeaderSignature:
    """Returns the only signature of the request, version 4, in the header or in the query. Raises RequestRefused."""
    names = [name for name in request.query if name.lower() in SIGNATURE_PARAMETERS]
    if request.is_presigned:
        if any(name not in PRESIGNED or len(request.query[name]) != 1 for name in names):
            raise RequestRefused("InvalidRequest", "The query contains two signatures, or an unsupported one.")
        if request.query.get("X-Amz-Algorithm") != ["AWS4-HMAC-SHA256"]:
            raise RequestRefused("AccessDenied", "The request is not signed.")
        parsed = sigv4.parse_query_signature(request.query)
    else:
        authorization = request.headers["authorization"]
        if names or not authorization.startswith("AWS4-HMAC-SHA256 ") or authorization.count("Credential=") != 1:
            raise RequestRefused("InvalidRequest", "The request contains two signatures, or an unsupported one.")
        parsed = sigv4.parse_header_signature(request.headers)
    if isinstance(parsed, tuple):
        raise RequestRefused(*parsed)
    if request.is_presigned and parsed.service != "s3":
        raise RequestRefused("AccessDenied", "Only requests to S3 are signed in the query.")
    return parsed


PRESIGNED = frozenset(
    {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    }
)
SIGNATURE_PARAMETERS = {name.lower() for name in PRESIGNED} | {"awsaccesskeyid", "signature", "x-amz-region-set"}


def _check_signature(request: SignedRequest, signature: sigv4.HeaderSignature, body: bytes) -> None:
    """Raises RequestRefused unless a key of this engine signed the request recently."""
    names = signature.signed_headers.split(";")
    unsigned = [name for name in request.headers if name.startswith("x-amz-") and name not in names]
    if "host" not in names or (request.is_presigned and unsigned):
        raise RequestRefused("AccessDenied", "There were headers present in the request which were not signed")
    failure = _time_failure(request, signature)
    if failure is None:
        token = request.query.get("X-Amz-Security-Token", [request.headers.get("x-amz-security-token", "")])[0]
        failure = sigv4.header_signature_failure(
            signature,
            _secret_key(signature.access_key_id, token),
            request.method,
            request.raw_path,
            request.query,
            request.headers,
            body,
            presigned=request.is_presigned,
        )
    if failure is not None:
        raise RequestRefused(*failure)


def _time_failure(request: SignedRequest, signature: sigv4.HeaderSignature) -> tuple[str, str] | None:
    if not request.is_presigned:
        failure: tuple[str, str] | None = sigv4.request_time_failure(signature)
        return failure
    expires = request.query.get("X-Amz-Expires", [""])[0]
    if not (expires.isascii() and expires.isdigit() and len(expires) < 7 and int(expires) <= MAX_PRESIGNED_SECONDS):
        return "AuthorizationQueryParametersError", "X-Amz-Expires must be at most a week"
    try:
        is_expired = sigv4.presigned_request_is_expired(signature.amz_date, expires)
    except ValueError:
        return "AuthorizationQueryParametersError", "X-Amz-Date must be a date"
    return ("AccessDenied", "Request has expired") if is_expired else None


def _secret_key(access_key_id: str, session_token: str) -> str:
    """Returns the secret key of the administrator, an IAM user or a session. Raises RequestRefused."""
    is_root = access_key_id == os.environ["AWS_ACCESS_KEY_ID"]
    if not is_root and iam_evaluator.is_root_access_key(access_key_id):
        raise RequestRefused("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
    account = iam_evaluator.find_iam_access_key_account(access_key_id) or _account_from_sts_session(access_key_id)
    found = iam_evaluator.resolve_credential(access_key_id, account, session_token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        raise RequestRefused(found.code, found.message)
    return str(found.secret_access_key)


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


def _deny_inspection() -> None:
    """So that other processes of this user can't read the keys in our memory and environment (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def main() -> None:
    _deny_inspection()
    os.umask(0o077)  # the engine's files are for this user only
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.loglevel = os.environ["LOG_LEVEL"]
    services = frozenset(filter(None, os.environ["SERVICES"].split(",")))
    gate = Gate(ministack.app, int(os.environ["GATEWAY_PORT"]), os.environ["ENGINE_ADMIN_SECRET"], services)
    asyncio.run(serve(gate, config))


if __name__ == "__main__":
    main()
