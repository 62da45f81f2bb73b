"""Gives every response a request id, security headers and a log line, and hides internal errors."""

from __future__ import annotations

from time import perf_counter
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphql_http.errors import INTERNAL, hidden_error
from graphql_http.request_log import RequestLog, write_fault

CLIENT_CLOSED_REQUEST = 499
"""nginx's code for the log; it is never sent."""

# Without subdomains: those of a customer's domain are not ours to bind to HTTPS.
_TWO_YEARS = "max-age=63072000"


class RequestMiddleware:
    """ASGI middleware. The application adds to the request's `RequestLog` in `scope["state"]["log"]`."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
        if https:
            self._headers["strict-transport-security"] = _TWO_YEARS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        log = RequestLog(_request_id(scope))
        scope.setdefault("state", {})["log"] = log
        try:
            await self._call_app(scope, receive, send, log)
        finally:
            log.milliseconds = round((perf_counter() - started) * 1000, 1)
            log.write()

    async def _call_app(self, scope: Scope, receive: Receive, send: Send, log: RequestLog) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                log.status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = log.request_id
                for name, value in {**self._headers, "cache-control": "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:  # not a fault of ours
            log.status = CLIENT_CLOSED_REQUEST
        except Exception as fault:
            write_fault(log.request_id, fault)
            log.outcomes.append(INTERNAL)
            if log.status:  # the response has begun: it can only be aborted
                raise
            await JSONResponse({"errors": [hidden_error(log.request_id)]}, 500)(scope, receive, send_with_headers)


def _request_id(scope: Scope) -> str:
    """API Gateway's id where there is one, which correlates its log with ours."""
    gateway = scope.get("aws.event", {}).get("requestContext", {}).get("requestId")
    return str(gateway or uuid4().hex)
