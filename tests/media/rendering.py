"""`media.renditions.render`, of bytes in memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from domain.models import Watermark
from domain.rendering import RenderedPhoto
from media import renditions


def render(
    original: bytes, content_type: str = "image/jpeg", watermark: Watermark = renditions.NO_WATERMARK
) -> RenderedPhoto:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "original"
        path.write_bytes(original)
        return renditions.render(path, content_type, watermark)
