"""A fake event behind the real pages, to measure the pages only.

The built files are compressed by Brotli, as by CloudFront. The API answers after 30 ms, with gzip, and with URLs as
long as signed ones are in Lambda. Thumbnails are what the worker makes, from an origin of their own.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.rendering import RenderedPhoto
from infra.site import IMMUTABLE
from local import pages as local_pages
from local.engine import HOST, free_ports
from media.renditions import render
from tests.photo_files import photographs

DIST = Path(__file__).resolve().parents[1] / "web/dist"
EVENT = "bench/many"
API_SECONDS = 0.03
PHOTOGRAPHS = 24
SHAPES = ((1500, 1000), (1500, 1000), (1000, 1500))
"""Landscape and portrait, as often as cameras take them."""
TOKEN_BYTES = 780
COMPRESS = 'process.stdout.write(require("zlib").brotliCompressSync(require("fs").readFileSync(0)))'


def compressed(text: bytes) -> bytes:
    """By Brotli at its best level. Node does it, because Python has no Brotli."""
    return subprocess.run(["node", "-e", COMPRESS], input=text, capture_output=True, check=True).stdout


@asynccontextmanager
async def served(photo_count: int) -> AsyncIterator[str]:
    """Yields the origin of an event `bench/many` that any code opens, with `photo_count` photos."""
    rendered = await asyncio.to_thread(rendered_photographs)
    async with _storage(rendered) as storage, pages(photo_count, rendered, storage) as origin:
        yield origin


@asynccontextmanager
async def pages(photo_count: int, rendered: Sequence[RenderedPhoto], storage: str) -> AsyncIterator[str]:
    """The same, with the origin that has the renditions of `rendered`."""
    (port,) = free_ports(1)
    ready = await _responses_like_cloudfront(storage)

    async def page(request: Request) -> Response:
        return ready.get(request.url.path) or Response(status_code=404)

    async def api(request: Request) -> Response:
        await asyncio.sleep(API_SECONDS)
        try:
            asked = await request.json()
        except ClientDisconnect:  # a browser was closed while it sent
            return Response()
        return JSONResponse(_album_response(asked, storage, rendered, photo_count))

    routes = [Route("/graphql", api, methods=["POST"]), Route("/{path:path}", page)]
    zipped = [Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1)]
    async with _serving(Starlette(routes=routes, middleware=zipped), port):
        yield f"http://{HOST}:{port}"


@asynccontextmanager
async def _storage(rendered: Sequence[RenderedPhoto]) -> AsyncIterator[str]:
    (port,) = free_ports(1)

    async def rendition(request: Request) -> Response:
        photo = rendered[int(request.path_params["number"]) % len(rendered)]
        image = photo.thumbnail if request.path_params["kind"] == "thumbnail" else photo.preview
        return Response(image.body, media_type=image.content_type, headers={"cache-control": IMMUTABLE})

    async with _serving(Starlette(routes=[Route("/{event}/{number:int}/{kind}", rendition)]), port):
        yield f"http://{HOST}:{port}"


@asynccontextmanager
async def _serving(app: Starlette, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def _responses_like_cloudfront(storage: str) -> Mapping[str, Response]:
    """Each file of the app by its path, with its real headers."""
    app = Starlette(routes=local_pages.routes(DIST, storage_origins=[storage]))
    files = [f"/{file.relative_to(DIST)}" for file in DIST.rglob("*") if file.is_file() and file.suffix != ".html"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}") as client:
        answers = {path: await client.get(path) for path in ["/", f"/{EVENT}", *files]}
    return {
        path: await asyncio.to_thread(_compressed_response, answer)
        for path, answer in answers.items()
        if answer.is_success
    }


def _compressed_response(answer: httpx.Response) -> Response:
    headers = {name: value for name, value in answer.headers.items() if name not in ("content-length", "etag")}
    if not headers["content-type"].startswith(("text/", "image/svg", "application/")):
        return Response(answer.content, headers=headers)
    return Response(compressed(answer.content), headers={**headers, "content-encoding": "br"})


def rendered_photographs() -> list[RenderedPhoto]:
    made = [
        render(BytesIO(picture.body), "image/jpeg")
        for shape in SHAPES
        for picture in photographs(PHOTOGRAPHS // len(SHAPES), shape)
    ]
    random.Random(1).shuffle(made)  # noqa: S311 - which photo stands where is no secret
    return made


def _album_response(
    request: Any, storage: str, rendered: Sequence[RenderedPhoto], photo_count: int
) -> dict[str, object]:
    """What the API returns for the album, or for its next photos."""
    variables = request["variables"]
    start = int(variables.get("after") or 0)
    end = min(photo_count, start + int(variables.get("first") or 0))
    photos = [_photo(storage, number, rendered[number % len(rendered)]) for number in range(start, end)]
    album = {
        "eventName": "Many",
        "photographer": "bench",
        "publicUrl": EVENT,
        "label": "Everybody",
        "expiresAt": "2099-01-01T00:00:00.000Z",
        "photoCount": photo_count,
        "totalBytes": photo_count * 6_000_000,
        "photos": {"nodes": photos, "pageInfo": {"hasNextPage": end < photo_count, "endCursor": str(end)}},
    }
    if "redeemAccessCode" in request["query"]:
        return {"data": {"redeemAccessCode": {"viewerToken": "t", "album": album, "userErrors": []}}}
    return {"data": {"album": album}}


def _photo(storage: str, number: int, rendered: RenderedPhoto) -> dict[str, object]:
    def url(kind: str) -> str:
        return f"{storage}/{EVENT.split('/')[1]}/{number}/{kind}?{_signature(number, kind)}"

    return {
        "id": f"cGhvdG86{number:08}",
        "filename": f"IMG_{number:04}.jpg",
        "contentType": "image/jpeg",
        "sizeBytes": 6_000_000,
        "width": rendered.width,
        "height": rendered.height,
        "takenAt": "2026-06-20T12:00:00.000Z",
        "durationSeconds": None,
        "placeholder": rendered.placeholder,
        "thumbnail": {"url": url("thumbnail")},
        "preview": {"url": url("preview"), "width": rendered.width, "height": rendered.height},
        "original": {"url": url("original"), "downloadUrl": url("download")},
    }


def _signature(number: int, kind: str) -> str:
    """As long as a role's signature in Lambda, and as hard to compress."""
    signature = hashlib.sha256(f"{number}{kind}".encode()).hexdigest()
    credential = "X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20990101%2Feu-central-1%2Fs3%2Faws4_request"
    when = "X-Amz-Date=20990101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host"
    token = f"X-Amz-Security-Token={SESSION_TOKEN}"
    return f"X-Amz-Algorithm=AWS4-HMAC-SHA256&{credential}&{when}&{token}&X-Amz-Signature={signature}"


SESSION_TOKEN = base64.urlsafe_b64encode(random.Random(1).randbytes(TOKEN_BYTES)).decode()  # noqa: S311 - opens nothing
