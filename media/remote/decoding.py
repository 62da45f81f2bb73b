"""The decoder function's side: fetches one original and renders it in a sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.ports.storage import Renditions
from domain.rendering import Original, Unreadable
from media.remote.protocol import RemoteRequest, RemoteResponse
from media.sandbox.protocol import RendererFailed, RenderResult

Fetch = Callable[[str, int, Path], None]
"""Downloads from a URL to a file of a given size in bytes; of a large video only its head and tail."""

FOLDER = "imgsh-decoding-"


async def decode(request: RemoteRequest, renditions: Renditions, fetch: Fetch) -> RemoteResponse:
    """Raises what `fetch` raises."""
    with TemporaryDirectory(prefix=FOLDER) as folder:
        path = Path(folder) / "original"
        await asyncio.to_thread(fetch, request.address, request.size_bytes, path)
        try:
            rendered = await renditions.render(Original(path, ""), request.content_type, request.watermark)
        except Unreadable as unreadable:
            return RemoteResponse.of(RenderResult(unreadable=unreadable.rejection))
        except RendererFailed as failed:
            return RemoteResponse.of(RenderResult(fault=failed.args))
        return RemoteResponse.of(RenderResult(rendered=rendered))
