"""Renders untrusted files in a Lambda function without permissions, where the worker itself has no sandbox."""

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

    def address_of(self, original: Original) -> str:
        """Returns a signed URL of this object in storage, valid for minutes."""

    async def decode(self, request: bytes) -> bytes:
        """Takes a `RemoteRequest` and returns a `RemoteResponse`, each as JSON. Its errors are retryable."""


class RemoteRenderer:
    """Implements `Renditions` of domain/rendering.py."""

    def __init__(self, decoder: RemoteDecoder, *, report: Reporter = discard_report) -> None:
        self._decoder = decoder
        self._report = report

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        size_bytes = original.path.stat().st_size
        request = RemoteRequest(
            address=self._decoder.address_of(original),
            size_bytes=size_bytes,
            content_type=declared_content_type,
            watermark=watermark,
        )
        response = await self._decoder.decode(request.to_line())
        return unwrap_result(self._checked(response, declared_content_type, size_bytes))

    def _checked(self, response: bytes, declared_content_type: str, size_bytes: int) -> RenderResult:
        """Checks the response like one of a local decoder: the function may be compromised by a file."""
        try:
            line = RemoteResponse.model_validate_json(response).decompressed()
            return read_result(line, declared_content_type, size_bytes)
        except (InvalidResult, ValidationError) as fault:
            reason = str(fault) if isinstance(fault, InvalidResult) else "form of the result"
            self._report("invalid_result", reason=reason)
            return RenderResult(unreadable=CRASHED)
