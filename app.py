"""The HTTP door: GraphQL at /graphql. `handler` is what AWS Lambda calls; `build_app` is what a server runs."""

from __future__ import annotations

import gc
import os

ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
if ON_LAMBDA:
    gc.disable()  # until all is imported: a collection would look at every module, and find nothing

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from functools import cache
from hmac import compare_digest
from typing import Any

from mangum import Mangum
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from domain.ports.accounts import KeysUnreadable
from domain.service import Service
from graphql_http.callers import PATH
from graphql_http.endpoint import Endpoint
from graphql_http.executable_schema import build_schema
from graphql_http.middleware import RequestMiddleware
from graphql_http.negotiation import LEGACY, MODERN
from runtime import cloudfront_headers
from runtime.settings import Settings
from runtime.wiring import adapters_of, log_to_stdout, service_of

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]

# Mangum stumbles over hosts like [::1]:443. Nothing here reads them: links start with the public origin.
_UNREAD_HEADERS = {"host", "x-forwarded-port"}

MAX_ANSWER_CHARACTERS = 6_000_000
"""Lambda refuses an answer of more than 6 MB, headers and all, and API Gateway says no more than that it failed."""

_JSON = {"content-type": f"{LEGACY}; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff"}
_TOO_LARGE = {
    "statusCode": 400,
    "headers": _JSON,
    "body": '{"errors":[{"message":"The answer is too large. Ask for less at once, or for gzip.",'
    '"extensions":{"code":"BAD_REQUEST"}}]}',
}
_PASSED_BY = {"statusCode": 403, "headers": _JSON, "body": '{"message":"Ask at the public address of this service."}'}


def build_app(settings: Settings, service: Service, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`extra_routes` come last: pages and GraphiQL, where this process serves them too."""
    endpoint = Endpoint(
        build_schema(), service, public_origin=settings.public_origin, introspection=settings.introspection
    )
    return Starlette(
        routes=[Route(PATH, endpoint), Route("/healthz", _healthy), *extra_routes],
        middleware=[
            Middleware(RequestMiddleware, https=settings.public_origin.startswith("https://")),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1),
        ],
    )


def lambda_handler(app: Starlette, edge_secret: str | None = None) -> LambdaHandler:
    """Calls `app` for events of API Gateway's HTTP API, payload version 2.0.

    With `edge_secret` only for those that came by CloudFront, and from the address that CloudFront saw.
    """
    # Lambda runs no lifespan: Mangum would run it anew at every request.
    mangum = Mangum(app, lifespan="off", text_mime_types=["text/", LEGACY, MODERN])

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if edge_secret is not None and not _came_by_cloudfront(event, edge_secret):
            return _PASSED_BY
        headers = {name: value for name, value in event["headers"].items() if name.lower() not in _UNREAD_HEADERS}
        answer = mangum({**event, "headers": headers}, context)
        return answer if _fits(answer["body"]) else _TOO_LARGE

    return handle


def _came_by_cloudfront(event: dict[str, Any], edge_secret: str) -> bool:
    """If so, the connection's address is made the viewer's: that it is CloudFront's own helps nobody."""
    shown = event["headers"].get(cloudfront_headers.SECRET_HEADER, "")
    if not compare_digest(shown.encode(), edge_secret.encode()):
        return False
    event["requestContext"]["http"]["sourceIp"] = event["headers"][cloudfront_headers.VIEWER_HEADER]
    return True


def _fits(body: str) -> bool:
    """Lambda puts the answer into JSON, where a quote or a backslash takes twice its room."""
    return len(body) + body.count('"') + body.count("\\") < MAX_ANSWER_CHARACTERS


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _service_handler()(event, context)


@cache
def _service_handler() -> LambdaHandler:
    log_to_stdout()
    logging.getLogger("mangum").setLevel(logging.WARNING)  # its lines would hold the paths, and so the links
    settings = Settings.from_environment(os.environ)
    service = service_of(settings, adapters_of(settings, environment=os.environ))
    with suppress(KeysUnreadable), closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(service.tokens.refresh_if_stale(None))  # else the first request tries again
    secret = settings.edge_secret
    return lambda_handler(build_app(settings, service), secret.get_secret_value() if secret else None)


async def _healthy(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


if ON_LAMBDA:
    _service_handler()  # while Lambda starts up, which it does at full speed, and not at the first request
    gc.freeze()
    # A request makes thousands of small dicts and drops them all: to look for cycles among them again and again
    # takes a tenth of its time.
    gc.set_threshold(50_000)
    gc.enable()
