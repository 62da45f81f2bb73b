"""Renders strangers' files in a function whose role may do nothing: where there are no walls to build."""

from __future__ import annotations

from typing import Protocol

from pydantic import ValidationError

from domain.models import Watermark
from domain.rendering import Original, RenderedPhoto
from media.remote.protocol import RemoteRequest, RemoteResponse
from media.reporter import Reporter, discard_report
from media.sandbox.protocol import CRASHED, RenderResult, read_result, unwrap_result
from media.sandbox.result_checks import InvalidResult


class RemoteDecoder(Protocol):
    """Implemented in `aws/`."""

    def address_of(self, key: str) -> str:
        """A signed URL, good for some minutes, of one original and nothing else."""

    async def decode(self, request: bytes) -> bytes:
        """A `RemoteRequest` goes in, a `RemoteResponse` comes out, each as JSON. What it raises may go well later."""


class RemoteRenderer:
    """Implements `Renditions` of domain/rendering.py."""

    def __init__(self, decoder: RemoteDecoder, *, report: Reporter = discard_report) -> None:
        self._decoder = decoder
        self._report = report

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        size_bytes = original.path.stat().st_size
        request = RemoteRequest(
            address=self._decoder.address_of(original.key),
            size_bytes=size_bytes,
            content_type=declared_content_type,
            watermark=watermark,
        )
        answer = await self._decoder.decode(request.to_line())
        return unwrap_result(self._checked(answer, declared_content_type, size_bytes))

    def _checked(self, answer: bytes, declared_content_type: str, size_bytes: int) -> RenderResult:
        """As of a decoder of our own machine: what answers may have been taken over."""
        try:
            line = RemoteResponse.model_validate_json(answer).unpacked()
            return read_result(line, declared_content_type, size_bytes)
        except (InvalidResult, ValidationError) as fault:
            reason = str(fault) if isinstance(fault, InvalidResult) else "form of the answer"
            self._report("invalid_result", reason=reason)
            return RenderResult(unreadable=CRASHED)
