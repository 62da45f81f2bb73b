"""What the worker and the function that opens files say to each other: one JSON object each way.

Lambda takes answers of up to 6 MB, as text. So the answer is compressed: its images gain nothing, but patches, which
are mostly blanks, shrink to nothing.
"""

from __future__ import annotations

import zlib

from domain.models import Watermark
from media.sandbox.protocol import MAX_RESULT_BYTES, Message, RenderResult
from media.sandbox.result_checks import InvalidResult


class RemoteRequest(Message):
    """`address` is signed, for one original of `size_bytes`, and good for some minutes. It must not be logged."""

    address: str
    size_bytes: int
    content_type: str
    watermark: Watermark


class RemoteResponse(Message):
    packed: bytes

    @classmethod
    def of(cls, result: RenderResult) -> RemoteResponse:
        return cls(packed=zlib.compress(result.to_line(), 1))

    def unpacked(self) -> bytes:
        """A line that nobody has checked yet. Raises InvalidResult."""
        unpacker = zlib.decompressobj()
        try:
            line = unpacker.decompress(self.packed, MAX_RESULT_BYTES)
        except zlib.error:
            raise InvalidResult("compression of the answer") from None
        if not unpacker.eof:
            raise InvalidResult("bytes of the answer")
        return line
