"""The messages between the worker, the fork server and a decoder.

Worker and fork server exchange lines of JSON over a socket and trust each other. A decoder sends one result over a
pipe of its own, and is not trusted.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.models import Watermark
from domain.rejections import PhotoRejection, Rejection
from domain.rendering import RenderedPhoto, Unreadable
from media.rejection_texts import default_rejection, restrict_rejection
from media.sandbox.result_checks import InvalidResult, check_rendered

MAX_RESULT_BYTES = 48 << 20
"""The largest preview and thumbnail in base64, and the patches."""

MAX_MEMORY_BYTES = 2 << 30
"""The address space of a decoder."""

MAX_LINE_BYTES = 64 << 10
STOP = b"stop\n"
"""From the worker: end the running decoder now."""

CRASHED = default_rejection(PhotoRejection.DAMAGED)
TOO_MUCH_MEMORY = default_rejection(PhotoRejection.TOO_MUCH_MEMORY)

TracebackEntry = Annotated[str, Field(pattern=r"^[\w.<> -]{1,80}(:\d{1,6})?$")]


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    def to_line(self) -> bytes:
        return self.model_dump_json().encode() + b"\n"


class RenderRequest(Message):
    """To the fork server, with two descriptors: the original, and a pipe for the decoder's `RenderResult`."""

    content_type: str
    watermark: Watermark
    max_seconds: float
    max_processor_seconds: int
    max_memory_bytes: int


class Ready(Message):
    """From the fork server, once. `confinement` names the restrictions of every decoder.

    `fault` is a sanitized traceback if the server could not start.
    """

    confinement: tuple[str, ...] = ()
    fault: tuple[str, ...] = ()


class DecoderExit(Message):
    """From the fork server, for each request. `code` is the exit code, negative for a signal.

    `ffmpeg_confinement` names the restrictions of ffmpeg, if it was started, and `ffmpeg_exit_codes` has one code for
    each start. `fault` is an error of the server itself.
    """

    code: int
    is_timed_out: bool
    processor_seconds: float
    ffmpeg_confinement: tuple[str, ...] = ()
    ffmpeg_exit_codes: tuple[int, ...] = ()
    fault: tuple[str, ...] = ()


class RenderResult(Message):
    """Exactly one field is set. `fault` is a sanitized traceback of an error in our code."""

    rendered: RenderedPhoto | None = None
    unreadable: Rejection | None = None
    fault: Annotated[tuple[TracebackEntry, ...], Field(max_length=50)] = ()


class RendererFailed(Exception):
    """Probably not caused by the file. Its arguments are a sanitized traceback."""


def unwrap_result(result: RenderResult) -> RenderedPhoto:
    """Raises Unreadable and RendererFailed."""
    if result.rendered:
        return result.rendered
    if result.unreadable:
        raise Unreadable(*result.unreadable)
    raise RendererFailed(*result.fault)


def read_result(body: bytes, declared_content_type: str, original_bytes: int) -> RenderResult:
    """`body` is everything the decoder wrote. Raises InvalidResult unless it is one plausible result for the file."""
    if len(body) > MAX_RESULT_BYTES:
        raise InvalidResult("bytes of the result")
    try:
        result = RenderResult.model_validate_json(body, strict=True)
    except ValidationError:
        # Pydantic's message quotes the result.
        raise InvalidResult("form of the result") from None
    if [bool(result.rendered), bool(result.unreadable), bool(result.fault)].count(True) != 1:
        raise InvalidResult("number of results")
    if result.rendered:
        check_rendered(result.rendered, declared_content_type, original_bytes)
    if result.unreadable:
        try:
            return RenderResult(unreadable=restrict_rejection(result.unreadable))
        except KeyError as fault:
            raise InvalidResult("code of a rejection") from fault
    return result
