"""Runs MiniStack behind a gate: `.engines/bin/python local/engine_launcher.py`, with MiniStack's own environment.

MiniStack 1.5.33 serves its administration to anybody, and takes the access keys "test", twelve digits and none for
its administrator without looking at the signature; its answers may be read by every page of the web. So every request
proves here that it is ours, before MiniStack sees it: by a signature of a key that the engine made, or, for what is
read of the administration, by the secret in ENGINE_ADMIN_SECRET. This file runs in the engine's own environment and
imports nothing of the project.
"""

from __future__ import annotations

import asyncio
import ctypes
import hmac
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
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
"""What our own processes ask of the administration. Nobody resets or configures a running engine."""

MAX_BODY_BYTES = 32 << 20
"""Of a request whose signature covers its body: twice what DynamoDB takes in one call."""

MAX_PRESIGNED_SECONDS = 7 * 24 * 3600
KEEP_ALIVE_SECONDS = 75
PR_SET_DUMPABLE = 4

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Refused(Exception):
    """The request ends here. `code` is AWS's own word for the reason."""

    def __init__(self, code: str, message: str = "", status: int = HTTPStatus.FORBIDDEN) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Asked:
    """A request as the signature sees it. Names of headers are in small letters."""

    method: str
    path: str
    raw_path: str
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]

    @property
    def bucket(self) -> str:
        """Of a request to S3; empty where the path names none."""
        return self.path.split("/")[1]

    @property
    def is_presigned(self) -> bool:
        return "authorization" not in self.headers


@dataclass(frozen=True)
class Gate:
    """ASGI middleware. `services` are the names that signatures may be for; none at all means every one."""

    application: Application
    port: int
    admin_secret: str
    services: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})  # before it is accepted: the handshake is answered with 403
            return
        asked = None
        try:
            asked = _asked(scope)
            body = await self._check(asked, receive)
        except Refused as refusal:
            await _answer(refusal, asked, send)
            return
        await self.application(scope, receive if body is None else _replayed(body, receive), send)

    async def _check(self, asked: Asked, receive: Receive) -> bytes | None:
        """The body, where the signature had to be compared with it. Raises Refused."""
        # A site may let its own name lead to this machine, and would be of one origin with the engine.
        if asked.headers.get("host") not in (f"{HOST}:{self.port}", f"localhost:{self.port}"):
            raise Refused("InvalidHost")
        if asked.path.startswith("/_") or asked.path == "/health":
            self._check_admin(asked)
            return None
        if "origin" in asked.headers:
            _check_origin(asked)
            if asked.method == "OPTIONS":
                return None
        signature = _signature(asked)
        body = None if asked.is_presigned or "x-amz-content-sha256" in asked.headers else await _body(receive)
        _check_signature(asked, signature, body or b"")
        self._check_service(asked, signature.service)
        return body

    def _check_admin(self, asked: Asked) -> None:
        shown = asked.headers.get(ADMIN_HEADER, "")
        is_ours = hmac.compare_digest(shown.encode(), self.admin_secret.encode())
        if not is_ours or "origin" in asked.headers or (asked.method, asked.path) not in ADMIN_ROUTES:
            raise Refused("AccessDenied")

    def _check_service(self, asked: Asked, service: str) -> None:
        """MiniStack finds the service by path and host too, and asks for no signature on some of those ways."""
        if not self.services:
            return
        if service not in self.services:
            raise Refused("AccessDenied", f"{service} is not served here.")
        if service == "s3":
            is_new = asked.method == "PUT" and asked.path.strip("/") == asked.bucket
            is_known = not asked.bucket or is_new or _has_bucket(asked.bucket)
        else:
            is_known = asked.path == "/" or (service, asked.path.split("/")[1:3]) == ("ses", ["v2", "email"])
        if not is_known:
            raise Refused("NoSuchBucket", status=HTTPStatus.NOT_FOUND)


def _asked(scope: Scope) -> Asked:
    """Raises Refused for what can be read in two ways."""
    names = Counter(name.lower() for name, _ in scope["headers"])
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
    if not scope["path"].startswith("/") or names[b"host"] != 1 or names[b"authorization"] > 1:
        raise Refused("InvalidRequest", status=HTTPStatus.BAD_REQUEST)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return Asked(scope["method"], scope["path"], raw_path.decode("latin-1"), headers, query)


def _check_origin(asked: Asked) -> None:
    """Pages reach buckets alone, and of those the ones whose CORS rules name their origin."""
    if not _cors(asked):
        raise Refused("AccessForbidden", "No page of this origin may ask for this.")


def _cors(asked: Asked) -> dict[str, str]:
    """What the bucket lets the asking page read; nothing for a page of another origin."""
    method = asked.headers.get("access-control-request-method", "") if asked.method == "OPTIONS" else asked.method
    if not asked.bucket or "origin" not in asked.headers:
        return {}
    allowed: dict[str, str] = ministack._get_module("s3").cors_response_headers(asked.bucket, method, asked.headers)
    return allowed


def _has_bucket(name: str) -> bool:
    return ministack._get_module("s3")._bucket_owner_account(name) is not None


def _signature(asked: Asked) -> sigv4.HeaderSignature:
    """The one signature of the request, in the header or in the query, of version 4 alone. Raises Refused."""
    claims = [name for name in asked.query if name.lower() in QUERY_CLAIMS]
    if asked.is_presigned:
        if any(name not in PRESIGNED or len(asked.query[name]) != 1 for name in claims):
            raise Refused("InvalidRequest", "The query holds two signatures, or none that is known.")
        if asked.query.get("X-Amz-Algorithm") != ["AWS4-HMAC-SHA256"]:
            raise Refused("AccessDenied", "The request is not signed.")
        parsed = sigv4.parse_query_signature(asked.query)
    else:
        authorization = asked.headers["authorization"]
        if claims or not authorization.startswith("AWS4-HMAC-SHA256 ") or authorization.count("Credential=") != 1:
            raise Refused("InvalidRequest", "The request holds two signatures, or one that is not known.")
        parsed = sigv4.parse_header_signature(asked.headers)
    if isinstance(parsed, tuple):
        raise Refused(*parsed)
    if asked.is_presigned and parsed.service != "s3":
        raise Refused("AccessDenied", "Only requests to S3 are signed in the query.")
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
QUERY_CLAIMS = {name.lower() for name in PRESIGNED} | {"awsaccesskeyid", "signature", "x-amz-region-set"}


def _check_signature(asked: Asked, signature: sigv4.HeaderSignature, body: bytes) -> None:
    """Raises Refused unless a key of this engine has signed this request, and lately."""
    names = signature.signed_headers.split(";")
    unsigned = [name for name in asked.headers if name.startswith("x-amz-") and name not in names]
    if "host" not in names or (asked.is_presigned and unsigned):
        raise Refused("AccessDenied", "There were headers present in the request which were not signed")
    failure = _time_failure(asked, signature)
    if failure is None:
        token = asked.query.get("X-Amz-Security-Token", [asked.headers.get("x-amz-security-token", "")])[0]
        failure = sigv4.header_signature_failure(
            signature,
            _secret_key(signature.access_key_id, token),
            asked.method,
            asked.raw_path,
            asked.query,
            asked.headers,
            body,
            presigned=asked.is_presigned,
        )
    if failure is not None:
        raise Refused(*failure)


def _time_failure(asked: Asked, signature: sigv4.HeaderSignature) -> tuple[str, str] | None:
    if not asked.is_presigned:
        failure: tuple[str, str] | None = sigv4.request_time_failure(signature)
        return failure
    expires = asked.query.get("X-Amz-Expires", [""])[0]
    if not (expires.isascii() and expires.isdigit() and len(expires) < 7 and int(expires) <= MAX_PRESIGNED_SECONDS):
        return "AuthorizationQueryParametersError", "X-Amz-Expires must be at most a week"
    try:
        is_expired = sigv4.presigned_request_is_expired(signature.amz_date, expires)
    except ValueError:
        return "AuthorizationQueryParametersError", "X-Amz-Date must be a date"
    return ("AccessDenied", "Request has expired") if is_expired else None


def _secret_key(access_key_id: str, session_token: str) -> str:
    """Of the administrator, of an IAM user, or of a session. Raises Refused."""
    is_root = access_key_id == os.environ["AWS_ACCESS_KEY_ID"]
    if not is_root and iam_evaluator.is_root_access_key(access_key_id):
        raise Refused("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
    account = iam_evaluator.find_iam_access_key_account(access_key_id) or _account_from_sts_session(access_key_id)
    found = iam_evaluator.resolve_credential(access_key_id, account, session_token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        raise Refused(found.code, found.message)
    return str(found.secret_access_key)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise Refused("EntityTooLarge", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


async def _answer(refusal: Refused, asked: Asked | None, send: Send) -> None:
    """In the shape that the service's clients read, and readable for our pages where the bucket lets them."""
    kind = asked.headers.get("content-type", "") if asked else ""
    code, message = escape(refusal.code), escape(refusal.message)
    error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    if "json" in kind:
        kind, text = "application/x-amz-json-1.0", json.dumps({"__type": refusal.code, "message": refusal.message})
    else:
        text = f"<ErrorResponse>{error}</ErrorResponse>" if "form-urlencoded" in kind else error
        kind = "application/xml"
    named = {"content-type": kind, "content-length": str(len(text.encode())), **(_cors(asked) if asked else {})}
    headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def _not_dumpable() -> None:
    """Other processes of this user then read neither our memory nor our environment, where the keys are (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def main() -> None:
    _not_dumpable()
    os.umask(0o077)  # what the engine keeps is for this user alone
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.loglevel = os.environ["LOG_LEVEL"]
    services = frozenset(filter(None, os.environ["SERVICES"].split(",")))
    gate = Gate(ministack.app, int(os.environ["GATEWAY_PORT"]), os.environ["ENGINE_ADMIN_SECRET"], services)
    asyncio.run(serve(gate, config))


if __name__ == "__main__":
    main()
