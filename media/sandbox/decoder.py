"""Runs in a fork for one untrusted file: confines itself, writes one result, and exits."""

from __future__ import annotations

import os
import traceback
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import BinaryIO, NoReturn, Protocol

from domain.models import Watermark
from domain.rendering import RenderedPhoto, Unreadable
from media.ffmpeg import FFMPEG_REQUESTS, MAX_FRAME_BYTES, FfmpegRequest, FrameGrabber
from media.sandbox.confinement import Confinement
from media.sandbox.confinement.descriptors import install_descriptors
from media.sandbox.confinement.limits import die_with_parent, set_limits
from media.sandbox.protocol import TOO_MUCH_MEMORY, RenderRequest, RenderResult

ORIGINAL_FD, RESULT_FD, STDERR_FD, FRAME_REQUEST_FD = range(4)
"""Descriptors of a decoder. `FRAME_FDS` follow: one for each answer of ffmpeg that it may request."""

FRAME_FDS = range(4, 7)
CHUNK_BYTES = 1 << 20


class Render(Protocol):
    """`media.renditions.render`, or a test double."""

    def __call__(
        self, original: BinaryIO, declared_content_type: str, watermark: Watermark, grab: FrameGrabber
    ) -> RenderedPhoto: ...


def decode(
    request: RenderRequest, render: Render, confinement: Confinement, descriptors: Sequence[int], *, parent: int
) -> NoReturn:
    """Called in the fork. `descriptors` are in the order of the constants above."""
    code = 1
    try:
        die_with_parent(parent)
        confinement.forbid_opening()
        install_descriptors(descriptors)
        original = open(ORIGINAL_FD, "rb", closefd=False)  # noqa: SIM115 - open until the process exits
        set_limits(
            memory_bytes=request.max_memory_bytes,
            processor_seconds=request.max_processor_seconds,
            files=FRAME_FDS.stop,
        )
        confinement.forbid_calls()
        write_all(RESULT_FD, _result(request, render, original).to_line())
        code = 0
    finally:
        os._exit(code)


def write_all(descriptor: int, content: bytes) -> None:
    with FileIO(descriptor, "wb", closefd=False) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) or 0 :]


def _result(request: RenderRequest, render: Render, original: BinaryIO) -> RenderResult:
    try:
        return RenderResult(rendered=render(original, request.content_type, request.watermark, _FrameClient()))
    except Unreadable as unreadable:
        return RenderResult(unreadable=unreadable.rejection)
    except MemoryError:
        return RenderResult(unreadable=TOO_MUCH_MEMORY)
    except Exception as fault:
        return RenderResult(fault=sanitized_traceback(fault))


class _FrameClient:
    """Requests frames from the fork server, which may start ffmpeg; this process may not."""

    def __init__(self) -> None:
        self._unused = list(FRAME_FDS)

    def __call__(self, original: BinaryIO, request: FfmpegRequest) -> bytes:
        if not self._unused:
            return b""
        os.write(FRAME_REQUEST_FD, bytes([FFMPEG_REQUESTS.index(request)]))
        return _read_all(self._unused.pop(0))


def _read_all(descriptor: int) -> bytes:
    """Returns nothing if there are more bytes than a frame may have."""
    frame = bytearray()
    while chunk := os.read(descriptor, CHUNK_BYTES):
        frame += chunk
        if len(frame) > MAX_FRAME_BYTES:
            return b""
    return bytes(frame)


def sanitized_traceback(fault: BaseException) -> tuple[str, ...]:
    """Returns the type of the error and up to 20 lines of code. Its message may quote the file, so it is left out."""
    frames = traceback.walk_tb(fault.__traceback__)
    entries = [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in frames]
    return (type(fault).__qualname__, *entries[-20:])
