"""Serves the web app and GraphiQL. In the cloud CloudFront serves the web app, by the same `infra.site`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from infra import link_previews, site

_TITLE = re.compile("<title>.*?</title>")

Handler = Callable[[Request], Awaitable[Response]]


def routes(app: Path, *, storage_origins: Sequence[str]) -> list[BaseRoute]:
    """Must come last. `app` is a build folder of Vite; photos come from `storage_origins`, and uploads go there."""
    hints = {"link": site.hints(storage_origins)}
    texts = {name: (app / name).read_text() for name in ("index.html", "album.html")}
    policies = {name: site.policy(text, storage_origins=storage_origins) for name, text in texts.items()}
    photographer = _file(app / "index.html", policies["index.html"], hints)
    viewer = _with_title(texts["album.html"], _headers(policies["album.html"], hints))
    scripts_policy = site.policy("", storage_origins=storage_origins)
    other_files = [file for file in app.iterdir() if file.is_file() and file.suffix != ".html"]
    return [
        *(Route(f"/{file.name}", _file(file, scripts_policy)) for file in other_files),
        Mount("/assets", _Assets(directory=app / "assets")),
        *(Route(path, photographer) for path in site.PHOTOGRAPHER_PATHS),
        *(Route(path, viewer) for path in site.VIEWER_PATHS),
    ]


def graphiql_routes(graphiql: Path) -> list[BaseRoute]:
    """`graphiql` is a build folder of Vite."""
    return [
        Route("/graphiql", _file(graphiql / "index.html", site.GRAPHIQL_POLICY)),
        Mount("/graphiql/assets", _Assets(directory=graphiql / "assets")),
    ]


def _headers(policy: str, more: Mapping[str, str]) -> dict[str, str]:
    return {**site.HEADERS, "cache-control": site.REVALIDATE, "content-security-policy": policy, **more}


def _file(file: Path, policy: str, more: Mapping[str, str] | None = None) -> Handler:
    """Serves one file with its content security policy and `more` headers."""
    headers = _headers(policy, more or {})

    async def answer(request: Request) -> Response:
        return FileResponse(file, headers=headers, media_type=site.MEDIA_TYPES.get(file.suffix))

    return answer


def _with_title(text: str, headers: Mapping[str, str]) -> Handler:
    """Serves a page whose title and tags name the event of the link, for programs that show previews of links."""

    async def answer(request: Request) -> Response:
        title = link_previews.title_of(request.url.path)
        named = text if title is None else _TITLE.sub(lambda _: link_previews.tags(title), text, count=1)
        return HTMLResponse(named, headers=dict(headers))

    return answer


class _Assets(StaticFiles):
    """Immutable files, with a digest of the content in the name."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update({**site.HEADERS, "cache-control": site.IMMUTABLE})
        return response
