"""What holds for every answer: an id, safe headers, a log line, and no trace of what went wrong inside."""

from __future__ import annotations

from time import perf_counter
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphql_http.errors import HIDDEN
from graphql_http.request_log import RequestLog, write_fault

CLIENT_CLOSED_REQUEST = 499
"""nginx's code for the log; it is never sent."""

_TWO_YEARS = "max-age=63072000; includeSubDomains"


class RequestMiddleware:
    """ASGI middleware. `scope["state"]["line"]` is the request's log line, for whoever knows more about it."""

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
        line = RequestLog(_request_id(scope))
        scope.setdefault("state", {})["line"] = line
        try:
            await self._guarded(scope, receive, send, line)
        finally:
            line.milliseconds = round((perf_counter() - started) * 1000, 1)
            line.write()

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, line: RequestLog) -> None:
        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = line.request_id
                for name, value in {**self._headers, "cache-control": "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_marked)
        except ClientDisconnect:  # nobody is there to be answered, and nothing went wrong on our side
            line.status = CLIENT_CLOSED_REQUEST
        except Exception as fault:
            write_fault(line.request_id, fault)
            if line.status:  # the answer has begun: it can only be broken off
                raise
            extensions = {"code": "INTERNAL", "requestId": line.request_id}
            body = {"errors": [{"message": HIDDEN, "extensions": extensions}]}
            await JSONResponse(body, 500)(scope, receive, send_marked)


def _request_id(scope: Scope) -> str:
    """API Gateway's own id where there is one, so that its log and ours can be laid side by side."""
    gateway = scope.get("aws.event", {}).get("requestContext", {}).get("requestId")
    return str(gateway or uuid4().hex)
