"""`media.renditions.render`, of bytes in memory and of files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from domain.models import Watermark
from domain.rendering import RenderedPhoto
from media import renditions


def render(
    original: bytes, content_type: str = "image/jpeg", watermark: Watermark = renditions.NO_WATERMARK
) -> RenderedPhoto:
    with TemporaryFile() as file:
        file.write(original)
        file.flush()
        return renditions.render(file, content_type, watermark)


def render_file(path: Path, content_type: str) -> RenderedPhoto:
    with path.open("rb") as file:
        return renditions.render(file, content_type)
