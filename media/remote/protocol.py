"""The messages between the worker and the decoder function: one JSON object each way.

Lambda limits a response to 6 MB of text, so the result is compressed. Images stay as large, but patches are mostly
zeros or spaces and nearly vanish.
"""

from __future__ import annotations

import zlib

from domain.models import Watermark
from media.sandbox.protocol import MAX_RESULT_BYTES, Message, RenderResult
from media.sandbox.result_checks import InvalidResult


class RemoteRequest(Message):
    """`address` is a signed URL of one original of `size_bytes`, valid for minutes. It must not be logged."""

    address: str
    size_bytes: int
    content_type: str
    watermark: Watermark


class RemoteResponse(Message):
    packed: bytes

    @classmethod
    def of(cls, result: RenderResult) -> RemoteResponse:
        return cls(packed=zlib.compress(result.to_line(), 1))

    def decompressed(self) -> bytes:
        """Returns an unchecked line. Raises InvalidResult."""
        unpacker = zlib.decompressobj()
        try:
            line = unpacker.decompress(self.packed, MAX_RESULT_BYTES)
        except zlib.error:
            raise InvalidResult("compression of the result") from None
        if not unpacker.eof:
            raise InvalidResult("bytes of the result")
        return line
