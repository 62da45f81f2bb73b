"""The HTTP door: GraphQL at /graphql. `handler` is what AWS Lambda calls; `build_app` is what a server runs."""

from __future__ import annotations

import gc
import os

ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME" in os.environ
if ON_LAMBDA:
    gc.disable()  # until all is imported: a collection would look at every module, and find nothing

import logging
import sys
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from mangum import Mangum
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from resolvers import build_schema
from resolvers.http.callers import PATH
from resolvers.http.door import Door
from resolvers.http.endpoint import Endpoint
from resolvers.http.negotiation import LEGACY, MODERN
from settings import Settings
from wiring import Service, adapters_of, service_of

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]

# Mangum stumbles over hosts like [::1]:443. Nothing here reads them: links start with the public origin.
_UNREAD_HEADERS = {"host", "x-forwarded-port"}


def build_app(service: Service, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """`extra_routes` come last: pages and GraphiQL, where this process serves them too."""
    settings = service.settings
    endpoint = Endpoint(
        build_schema(), service, public_origin=settings.public_origin, introspection=settings.introspection
    )
    return Starlette(
        routes=[Route(PATH, endpoint), Route("/healthz", _healthy), *extra_routes],
        middleware=[
            Middleware(Door, https=settings.public_origin.startswith("https://")),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1),
        ],
    )


def lambda_handler(app: Starlette) -> LambdaHandler:
    """Calls `app` for events of API Gateway's HTTP API, payload version 2.0."""
    # Lambda runs no lifespan: Mangum would run it anew at every request.
    mangum = Mangum(app, lifespan="off", text_mime_types=["text/", LEGACY, MODERN])

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        headers = {name: value for name, value in event["headers"].items() if name.lower() not in _UNREAD_HEADERS}
        return mangum({**event, "headers": headers}, context)

    return handle


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _service_handler()(event, context)


@cache
def _service_handler() -> LambdaHandler:
    _log_to_stdout()
    settings = Settings.from_environment(os.environ)
    return lambda_handler(build_app(service_of(settings, adapters_of(settings, environment=os.environ))))


def _log_to_stdout() -> None:
    logger = logging.getLogger("imgsh")
    logger.handlers = [logging.StreamHandler(sys.stdout)]
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logging.getLogger("mangum").setLevel(logging.WARNING)  # its lines would hold the paths, and so the links


async def _healthy(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


if ON_LAMBDA:
    _service_handler()  # while Lambda starts up, which it does at full speed, and not at the first request
    gc.freeze()
    # A request makes thousands of small dicts and drops them all: to look for cycles among them again and again
    # takes a tenth of its time.
    gc.set_threshold(50_000)
    gc.enable()
