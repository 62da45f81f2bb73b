"""What the worker and the process that opens files say to each other: a line of JSON each way.

Both sides check what they read, so a process that a file has taken over can tell lies about that file, and no more.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from domain.models import Watermark
from domain.rejections import Rejection
from domain.rendering import RenderedPhoto

MAX_RESULT_BYTES = 64 << 20


class Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    def to_line(self) -> bytes:
        return self.model_dump_json().encode() + b"\n"


class RenderRequest(Line):
    original: Path
    content_type: str
    watermark: Watermark


class RenderResult(Line):
    """One of the three. `fault` is an error of ours: its kind, and where it happened."""

    rendered: RenderedPhoto | None = None
    unreadable: Rejection | None = None
    fault: tuple[str, ...] = ()
