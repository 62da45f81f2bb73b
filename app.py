"""The HTTP door: GraphQL at /graphql. AWS Lambda calls `handler`; an ASGI server runs what `build_app` returns."""

from __future__ import annotations

import gc
import os

ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
if ON_LAMBDA:
    gc.disable()  # during the imports: a collection would visit every module and find no garbage

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from functools import cache
from hmac import compare_digest
from typing import Any

from mangum import Mangum
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from domain.ports.accounts import KeysUnreadable
from domain.service import Service
from graphql_http.callers import PATH
from graphql_http.cors import Cors
from graphql_http.endpoint import Endpoint
from graphql_http.executable_schema import build_schema
from graphql_http.middleware import RequestMiddleware
from graphql_http.negotiation import LEGACY, MODERN
from runtime import cloudfront_headers
from runtime.adapters import adapters_of
from runtime.companion_apps import apple_app_site_association, asset_links
from runtime.logs import log_to_stdout
from runtime.settings import Settings
from runtime.wiring import service_of

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]

# Mangum fails on hosts such as [::1]:443. Nothing here reads these headers: links start with the public origin.
_UNREAD_HEADERS = {"host", "x-forwarded-port"}

MAX_RESPONSE_CHARACTERS = 6_000_000
"""Lambda refuses a response of more than 6 MB including headers, which API Gateway reports as an internal error."""

_JSON = {"content-type": f"{LEGACY}; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff"}
_TOO_LARGE = {
    "statusCode": 400,
    "headers": _JSON,
    "body": '{"errors":[{"message":"The response is too large. Request less at once, or accept gzip.",'
    '"extensions":{"code":"BAD_REQUEST"}}]}',
}
_NOT_BY_CLOUDFRONT = {
    "statusCode": 403,
    "headers": _JSON,
    "body": '{"message":"Send requests to the public address of this service."}',
}


def build_app(settings: Settings, service: Service, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`extra_routes` come last: pages and GraphiQL, if this process serves them too."""
    endpoint = Endpoint(
        build_schema(),
        service,
        public_origin=settings.public_origin,
        app_origins=settings.app_origins,
        introspection=settings.introspection,
    )
    return Starlette(
        routes=[
            Route(PATH, endpoint),
            Route("/healthz", _health),
            Route("/.well-known/{name}", _well_known(settings)),
            *extra_routes,
        ],
        middleware=[
            Middleware(RequestMiddleware, https=settings.public_origin.startswith("https://")),
            Middleware(Cors, origins=settings.app_origins, prefixes=(PATH,), methods="GET, POST"),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1),
        ],
    )


def lambda_handler(app: Starlette, edge_secret: str | None = None) -> LambdaHandler:
    """Calls `app` for events of API Gateway's HTTP API, payload version 2.0.

    With `edge_secret`, refuses requests that bypass CloudFront and takes the viewer's address from CloudFront's header.
    """
    # Mangum would run the lifespan at every request.
    mangum = Mangum(app, lifespan="off", text_mime_types=["text/", LEGACY, MODERN])

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if edge_secret is not None:
            if not _came_by_cloudfront(event, edge_secret):
                return _NOT_BY_CLOUDFRONT
            event = _with_viewer_address(event)
        headers = {name: value for name, value in event["headers"].items() if name.lower() not in _UNREAD_HEADERS}
        response = mangum({**event, "headers": headers}, context)
        return response if _fits(response["body"]) else _TOO_LARGE

    return handle


def _came_by_cloudfront(event: dict[str, Any], edge_secret: str) -> bool:
    secret = event["headers"].get(cloudfront_headers.SECRET_HEADER, "")
    return compare_digest(secret.encode(), edge_secret.encode())


def _with_viewer_address(event: dict[str, Any]) -> dict[str, Any]:
    """A copy of the event with the viewer's address as the connection's, which is CloudFront's own."""
    context = event["requestContext"]
    http = {**context["http"], "sourceIp": event["headers"][cloudfront_headers.VIEWER_HEADER]}
    return {**event, "requestContext": {**context, "http": http}}


def _fits(body: str) -> bool:
    """Lambda encodes the response as JSON, where a quote or a backslash takes two characters."""
    return len(body) + body.count('"') + body.count("\\") < MAX_RESPONSE_CHARACTERS


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _service_handler()(event, context)


@cache
def _service_handler() -> LambdaHandler:
    log_to_stdout()
    logging.getLogger("mangum").setLevel(logging.WARNING)  # its lines contain paths, and so the public links of events
    settings = Settings.from_environment(os.environ)
    service = service_of(settings, adapters_of(settings, environment=os.environ))
    with suppress(KeysUnreadable), closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(service.tokens.refresh_if_stale(None))  # otherwise the first request retries
    secret = settings.edge_secret
    return lambda_handler(build_app(settings, service), secret.get_secret_value() if secret else None)


async def _health(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def _well_known(settings: Settings) -> Callable[[Request], Awaitable[Response]]:
    """What iOS and Android read before an app may open our links. 404 for what is not set."""
    documents: dict[str, Any] = {}
    if settings.apple_app_ids:
        documents["apple-app-site-association"] = apple_app_site_association(settings.apple_app_ids)
    if settings.android_apps:
        documents["assetlinks.json"] = asset_links(settings.android_apps)

    async def respond(request: Request) -> Response:
        document = documents.get(request.path_params["name"])
        if document is None:
            return PlainTextResponse("There is no such file.", 404)
        return JSONResponse(document, headers={"cache-control": "public, max-age=3600"})

    return respond


if ON_LAMBDA:
    _service_handler()  # during Lambda's start, which has the full CPU, instead of in the first request
    gc.freeze()
    # A request creates and drops thousands of small dicts. At the default threshold, collections take a tenth of its
    # time.
    gc.set_threshold(50_000)
    gc.enable()
