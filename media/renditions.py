"""What viewers see in place of an original: a preview to fill the screen and a thumbnail for the grid."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from concurrent.futures import Executor, ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

from domain.ports import RenderedImage, RenderedPhoto
from media.sniff import confirm_kind
from media.thumbhash import thumbhash

if TYPE_CHECKING:
    from PIL.Image import Image

PREVIEW_PIXELS = 2048
THUMBNAIL_PIXELS = 512
PLACEHOLDER_PIXELS = 32
"""Longest sides. A placeholder keeps seven waves a side: more pixels would not change it, only take longer."""


class PillowRenditions:
    """Implements `Renditions` of domain/ports.py.

    Without an executor there is one thread, so that one picture at a time bounds the memory; decoding lets go of
    the interpreter's lock, so the event loop goes on meanwhile. An executor of processes works too.
    """

    def __init__(self, executor: Executor | None = None) -> None:
        self._executor = executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="renditions")

    async def render(self, original: bytes, declared_content_type: str) -> RenderedPhoto:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, render, original, declared_content_type)


def render(original: bytes, declared_content_type: str) -> RenderedPhoto:
    """One decode for everything: the thumbnail is made from the preview. Raises Unreadable."""
    kind = confirm_kind(original, declared_content_type)
    # Pillow is imported here, so that whoever only wires the service does not wait for it.
    from media.decoding import decode

    decoded = decode(original, kind, PREVIEW_PIXELS)
    thumbnail = _smaller(decoded.picture, THUMBNAIL_PIXELS)
    return RenderedPhoto(
        width=decoded.width,
        height=decoded.height,
        taken_at=decoded.taken_at,
        placeholder=_placeholder(thumbnail),
        thumbnail=_as_webp(thumbnail),
        preview=_as_jpeg(decoded.picture),
    )


def _smaller(picture: Image, longest_side: int) -> Image:
    from PIL.Image import Resampling

    from media.decoding import fit

    return picture.resize(fit(picture.size, longest_side), Resampling.LANCZOS, reducing_gap=2.0)


def _placeholder(thumbnail: Image) -> str:
    tiny = _smaller(thumbnail, PLACEHOLDER_PIXELS).convert("RGBA")
    return b64encode(thumbhash(tiny.width, tiny.height, tiny.tobytes())).decode("ascii")


def _as_webp(picture: Image) -> RenderedImage:
    """Keeps transparency."""
    return _encode(picture, "WEBP", quality=80, method=4)


def _as_jpeg(picture: Image) -> RenderedImage:
    """White shows through what is transparent.

    JPEG and not WebP: at this size WebP takes thirty times as long. Optimised tables save a fourteenth of the bytes
    for little time; progressive scans would save little more and take twice as long again.
    """
    from PIL import Image as pillow

    if picture.mode == "RGBA":
        white = pillow.new("RGBA", picture.size, "white")
        picture = pillow.alpha_composite(white, picture).convert("RGB")
    return _encode(picture, "JPEG", quality=82, optimize=True, subsampling="4:2:0")


def _encode(picture: Image, format_name: str, **options: int | str) -> RenderedImage:
    body = BytesIO()
    picture.save(body, format_name, **options)
    return RenderedImage(body.getvalue(), f"image/{format_name.lower()}", picture.width, picture.height)
