"""The HTTP side of the local service: the API, the pages, and what stands before them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from app import build_app
from aws.cloudfront.link_verification import LinkVerifier
from aws.resources import ResourceNames
from graphql_http.cors import Cors
from local import pages
from local.configuration import Configuration
from local.engine import HOST, Engine
from local.free_space import DiskSpace
from local.mailbox import Mailbox
from local.photo_origin import ByPort, PhotoOrigin
from local.smtp import with_mail
from local.storage_proxy import PATH as STORAGE_PATH
from local.storage_proxy import StorageProxy
from runtime.adapters import adapters_of, aws_of, link_keys_of
from runtime.settings import Settings
from runtime.wiring import service_of

ROOT = Path(__file__).resolve().parents[1]


def build(configured: Configuration, engine: Engine, environment: Mapping[str, str]) -> ASGIApp:
    """On a network: without the mailbox and GraphiQL, and with storage behind the same origin."""
    _log_to(configured.data_dir / "api.log")
    settings = Settings.from_environment(environment)
    aws = aws_of(settings, environment)
    adapters = replace(adapters_of(settings, aws), free_space=DiskSpace(configured.data_dir))
    service = service_of(settings, with_mail(adapters, environment))
    names = ResourceNames.with_prefix(settings.prefix)
    photo_origins = [configured.photo_origin] if configured.photo_origin else []
    app: ASGIApp
    if configured.is_on_network:
        page_routes = pages.routes(ROOT / "web/dist", storage_origins=[configured.origin, *photo_origins])
        app = StorageProxy(
            build_app(settings, service, page_routes),
            host=HOST,
            port=engine.port,
            buckets=(names.originals, names.derived),
        )
        app = Cors(app, origins=settings.app_origins, prefixes=(f"{STORAGE_PATH}/",), methods="GET, HEAD, PUT")
    else:
        page_routes = [
            *Mailbox(engine.endpoint_url, engine.admin_headers).routes(),
            *pages.graphiql_routes(ROOT / "web/graphiql/dist"),
            *pages.routes(ROOT / "web/dist", storage_origins=[engine.endpoint_url, *photo_origins]),
        ]
        app = build_app(settings, service, page_routes)
    # DNS rebinding: a web site could point its own name at this machine, and read the mails.
    app = TrustedHostMiddleware(app, allowed_hosts=[HOST, "localhost", configured.public_host], www_redirect=False)
    if configured.photo_origin is None:
        return app
    photos = Cors(
        PhotoOrigin(LinkVerifier(link_keys_of(settings)), aws, names, port=engine.port),
        origins=[configured.origin, *settings.app_origins],
        prefixes=("/",),
        methods="GET, HEAD",
    )
    return ByPort(app, photos=photos, port=configured.photo_port)


def _log_to(file: Path) -> None:
    """Only warnings of libraries: some log URLs with their signatures."""
    logging.basicConfig(filename=file, filemode="w", level=logging.WARNING, format="%(message)s")
    logging.getLogger("imgsh").setLevel(logging.INFO)
