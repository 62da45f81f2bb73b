"""Requests and responses as API Gateway's HTTP API exchanges them with Lambda (payload version 2.0)."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

ADDRESS = "203.0.113.9"
_TEXT = ("text/", "application/json", "application/javascript", "application/xml")

T = TypeVar("T")
LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True)
class ApiResponse:
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    raw: bytes

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.raw) if self.headers.get("content-encoding") == "gzip" else self.raw

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The data of a response without errors."""
        assert "errors" not in self.json, self.json["errors"]
        return self.json["data"]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.json.get("errors", [])]


@dataclass
class Client:
    """One caller: its IP address, the headers of each request, and its cookie jar."""

    handler: LambdaHandler
    headers: dict[str, str] = field(default_factory=dict)
    address: str = ADDRESS
    cookies: dict[str, str] = field(default_factory=dict)

    def bearing(self, token: str) -> Client:
        return Client(self.handler, {**self.headers, "authorization": f"Bearer {token}"}, self.address)

    def request(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> ApiResponse:
        event = to_event(method, target, {**self.headers, **(headers or {})}, body, self.address, self.cookies)
        response = from_result(invoke(self.handler, event))
        for cookie in response.cookies:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return response

    def post(self, body: object, headers: Mapping[str, str] | None = None) -> ApiResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.request("POST", "/graphql", raw, {"content-type": "application/json", **(headers or {})})

    def get(self, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None) -> ApiResponse:
        return self.request("GET", f"/graphql?{urlencode(parameters)}", None, headers)

    def ask(self, query: str, variables: Mapping[str, Any] | None = None, **headers: str) -> ApiResponse:
        return self.post({"query": query, "variables": variables}, headers)


@dataclass(frozen=True)
class LambdaTransport:
    """Sends requests as API Gateway's events, one at a time, as one Lambda environment handles them."""

    client: Client
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def post(self, body: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        client = self.client.bearing(token) if token else self.client
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self.thread, client.post, body)
        assert response.status == 200, response.body
        decoded: dict[str, Any] = response.json
        return decoded


def invoke(handler: LambdaHandler, event: dict[str, Any]) -> dict[str, Any]:
    """Calls the handler as Lambda does: on a thread whose event loop lasts from one request to the next."""
    asyncio.set_event_loop(_loop())
    try:
        return handler(event, None)
    finally:
        asyncio.set_event_loop(None)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine of the service on the event loop of its requests."""
    return _loop().run_until_complete(work)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def to_event(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None,
    address: str,
    cookies: Mapping[str, str],
) -> dict[str, Any]:
    path, _, query = target.partition("?")
    sent = {
        "host": "abc123.execute-api.eu-west-1.amazonaws.com",
        "x-forwarded-for": address,
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
        **{name.lower(): value for name, value in headers.items()},
    }
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": ""}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": sent,
        "requestContext": {"http": http, "requestId": "JKJaXmPLvHcESHA=", "stage": "$default"},
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = [f"{name}={value}" for name, value in cookies.items()]
    if body is not None:
        event |= _body(body, sent.get("content-type", ""))
    return event


def _body(body: bytes, content_type: str) -> dict[str, Any]:
    if content_type.startswith(_TEXT):
        try:
            return {"body": body.decode()}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def from_result(result: dict[str, Any]) -> ApiResponse:
    body = result.get("body", "")
    raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
    return ApiResponse(result["statusCode"], result.get("headers") or {}, tuple(result.get("cookies", ())), raw)
