"""The pages that our own origin serves: the album, the landings of mailed links, and GraphiQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HEADERS = {
    "x-content-type-options": "nosniff",
    # The link of an album is a secret of its viewers; no other site hears of it.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
_GRAPHIQL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def routes(pages: Path, graphiql: Path, *, storage_origin: str) -> list[BaseRoute]:
    """Put these last: the route of an album, `/{user}/{slug}`, takes every path of two parts.

    `pages` holds index.html and `assets/`; `graphiql` is the built GraphiQL; photos come from `storage_origin`.
    """
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"img-src 'self' {storage_origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    page = _page(pages / "index.html", policy)
    return [
        Mount("/assets", _Assets(pages / "assets", cache_control="no-cache")),
        Route("/graphiql", _page(graphiql / "index.html", _GRAPHIQL_POLICY)),
        Mount(
            "/graphiql/assets",
            # Their names carry a digest of their content.
            _Assets(graphiql / "assets", cache_control="public, max-age=31536000, immutable"),
        ),
        *(Route(path, page) for path in ("/", "/verify", "/reset", "/{user}/{slug}")),
    ]


def _page(file: Path, policy: str) -> Callable[[Request], Awaitable[Response]]:
    """One HTML file under a content security policy of its own."""
    headers = {**_HEADERS, "cache-control": "no-cache", "content-security-policy": policy}

    async def answer(request: Request) -> Response:
        return FileResponse(file, headers=headers, media_type="text/html")

    return answer


class _Assets(StaticFiles):
    def __init__(self, directory: Path, *, cache_control: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._headers = {**_HEADERS, "cache-control": cache_control}

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(self._headers)
        return response
