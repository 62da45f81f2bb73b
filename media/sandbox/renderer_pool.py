"""Renders several files at a time on one machine, within a bounded sum of memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, RenderedPhoto, Unreadable
from media.file_type import HEAD_BYTES, VIDEOS, detect_file_type
from media.sandbox.memory_budget import MemoryBudget
from media.sandbox.protocol import MAX_MEMORY_BYTES
from media.sandbox.renderer import SandboxedRenderer

MIN_SHARE_BYTES = 512 << 20
"""Enough for nearly all photos, such as a JPEG of 200 or a PNG of 50 megapixels. The server itself maps 150 MB."""

MAY_LACK_MEMORY = frozenset({PhotoRejection.DAMAGED, PhotoRejection.TOO_MUCH_MEMORY})
"""What decoders say when they get no memory."""


class RendererPool:
    """Implements `Renditions` of domain/rendering.py.

    Photos share the memory that a single one may use. Each first gets an equal share; if it can't be decoded with
    that, it is decoded again with all of it, alone. Limits are kept by the system, so no size is believed (macOS has
    none). Videos have a renderer of their own, one at a time, so that none keeps a photo waiting.
    """

    def __init__(self, photos: Sequence[SandboxedRenderer], videos: SandboxedRenderer) -> None:
        self._idle, self._places = list(photos), asyncio.Semaphore(len(photos))
        self._videos, self._video_place = videos, asyncio.Lock()
        self._total_bytes = max(MAX_MEMORY_BYTES, len(photos) * MIN_SHARE_BYTES)
        self._share_bytes = min(MAX_MEMORY_BYTES, self._total_bytes // len(photos))
        self._budget = MemoryBudget(self._total_bytes)

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        """Cancelling it ends the running decoder. Raises Unreadable and RendererFailed."""
        if await asyncio.to_thread(_is_video, original.path):
            async with self._video_place:
                return await self._videos.render(original, declared_content_type, watermark)
        async with self._renderer() as renderer:
            try:
                async with self._budget.reserve(self._share_bytes):
                    return await renderer.render(
                        original, declared_content_type, watermark, memory_bytes=self._share_bytes
                    )
            except Unreadable as unreadable:
                if unreadable.rejection.code not in MAY_LACK_MEMORY or self._share_bytes == MAX_MEMORY_BYTES:
                    raise
            async with self._budget.reserve(self._total_bytes):
                return await renderer.render(original, declared_content_type, watermark)

    def close(self) -> None:
        """Ends all processes. Call it when no file is being rendered."""
        for renderer in (*self._idle, self._videos):
            renderer.close()

    @asynccontextmanager
    async def _renderer(self) -> AsyncIterator[SandboxedRenderer]:
        """The last one that was used, so that those that are never needed do not start."""
        async with self._places:
            renderer = self._idle.pop()
            try:
                yield renderer
            finally:
                self._idle.append(renderer)


def _is_video(path: Path) -> bool:
    with path.open("rb") as file:
        return detect_file_type(file.read(HEAD_BYTES)) in VIDEOS
