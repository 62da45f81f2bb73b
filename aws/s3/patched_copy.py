"""Copies of large objects with some bytes written over. What stays the same is copied inside S3."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aws.clients import Aws
from aws.s3.multipart import COPIED_PART_BYTES, Multipart, Source
from domain.rendering import PATCHED_BLOCK_BYTES, Patch

BLOCKS_AT_ONCE = 4
"""Each is held in memory."""


class Span(NamedTuple):
    start: int
    end: int
    is_patched: bool


def spans(size_bytes: int, patches: Sequence[Patch]) -> Iterator[Span]:
    """The whole object: each block that is patched by itself, and what lies between in as few as S3 copies."""
    touched = {
        block
        for offset, body in patches
        for block in range(offset // PATCHED_BLOCK_BYTES, (offset + len(body) - 1) // PATCHED_BLOCK_BYTES + 1)
    }
    start = 0
    for block in sorted(touched):
        at = block * PATCHED_BLOCK_BYTES
        yield from _copied(start, at)
        start = min(at + PATCHED_BLOCK_BYTES, size_bytes)
        yield Span(at, start, is_patched=True)
    yield from _copied(start, size_bytes)


def _copied(start: int, end: int) -> Iterator[Span]:
    for at in range(start, end, COPIED_PART_BYTES):
        yield Span(at, min(at + COPIED_PART_BYTES, end), is_patched=False)


async def copy_patched(
    aws: Aws, source: Source, bucket: str, key: str, patches: Sequence[Patch], headers: Mapping[str, str]
) -> None:
    """`source` has an end. Run again it begins anew; what a dead worker left open the bucket's lifecycle ends.

    Raises NotFound when the source is gone.
    """
    size_bytes, multipart = source.end or 0, Multipart(aws, bucket)
    upload = await multipart.open(key, headers)

    room = asyncio.Semaphore(BLOCKS_AT_ONCE)

    async def put(number: int, span: Span) -> tuple[int, str]:
        if not span.is_patched:
            return number, await multipart.copy(upload, number, source._replace(start=span.start, end=span.end))
        async with room:
            body = bytearray(span.end - span.start)
            await multipart.read(source, span.start, memoryview(body))
            for offset, content in patches:
                _write_over(body, offset - span.start, content)
            return number, await multipart.write(upload, number, body)

    parts = enumerate(spans(size_bytes, patches), 1)
    etags = await asyncio.gather(*(put(number, span) for number, span in parts))
    await multipart.complete(upload, dict(etags), size_bytes)


def _write_over(body: bytearray, at: int, content: bytes) -> None:
    """As much of it as lies in `body`; `at` may be before its start."""
    inside = content[max(0, -at) : max(0, len(body) - at)]
    body[max(0, at) : max(0, at) + len(inside)] = inside
