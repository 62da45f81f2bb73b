"""`media.renditions.render`, of bytes in memory and of files."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from domain.models import Watermark
from domain.rendering import RenderedPhoto, Unreadable
from media import renditions
from media.rejection_texts import restrict_rejection
from media.sandbox.result_checks import check_rendered


def render(
    original: bytes, content_type: str = "image/jpeg", watermark: Watermark = renditions.NO_WATERMARK
) -> RenderedPhoto:
    with TemporaryFile() as file:
        file.write(original)
        file.flush()
        return _checked(file, content_type, watermark)


def render_file(path: Path, content_type: str) -> RenderedPhoto:
    with path.open("rb") as file:
        return _checked(file, content_type, renditions.NO_WATERMARK)


def _checked(file: BinaryIO, content_type: str, watermark: Watermark) -> RenderedPhoto:
    """Checks that a worker would accept the result from a sandboxed decoder."""
    try:
        rendered = renditions.render(file, content_type, watermark)
    except Unreadable as unreadable:
        assert restrict_rejection(unreadable.rejection) == unreadable.rejection, (
            "add its sentence to media/rejection_texts.py"
        )
        raise
    check_rendered(rendered, content_type, file.seek(0, os.SEEK_END))
    return rendered
