"""Copies a large object with some bytes replaced. The unchanged ranges are copied inside S3."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aws.clients import Aws
from aws.s3.multipart import COPIED_PART_BYTES, Multipart, Source
from domain.rendering import PATCHED_BLOCK_BYTES, Patch

MAX_CONCURRENT_BLOCKS = 4
"""Each is held in memory."""


class Span(NamedTuple):
    start: int
    end: int
    is_patched: bool


def spans(size_bytes: int, patches: Sequence[Patch]) -> Iterator[Span]:
    """The whole object: each patched block is one span; the ranges between are as large as S3 can copy."""
    patched_blocks = {
        block
        for offset, body in patches
        for block in range(offset // PATCHED_BLOCK_BYTES, (offset + len(body) - 1) // PATCHED_BLOCK_BYTES + 1)
    }
    start = 0
    for block in sorted(patched_blocks):
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
    """`source` has an end. A second run starts over; the bucket's lifecycle aborts the upload of a dead worker.

    Raises NotFound if the source does not exist.
    """
    size_bytes, multipart = source.end or 0, Multipart(aws, bucket)
    upload = await multipart.open(key, headers)

    semaphore = asyncio.Semaphore(MAX_CONCURRENT_BLOCKS)

    async def put(number: int, span: Span) -> tuple[int, str]:
        if not span.is_patched:
            return number, await multipart.copy(upload, number, source._replace(start=span.start, end=span.end))
        async with semaphore:
            body = bytearray(span.end - span.start)
            await multipart.read(source, span.start, memoryview(body))
            for offset, content in patches:
                _overwrite(body, offset - span.start, content)
            return number, await multipart.write(upload, number, body)

    parts = enumerate(spans(size_bytes, patches), 1)
    etags = await asyncio.gather(*(put(number, span) for number, span in parts))
    await multipart.complete(upload, dict(etags), size_bytes)


def _overwrite(body: bytearray, at: int, content: bytes) -> None:
    """Writes the part of `content` that lies within `body`; `at` may be negative."""
    inside = content[max(0, -at) : max(0, len(body) - at)]
    body[max(0, at) : max(0, at) + len(inside)] = inside
