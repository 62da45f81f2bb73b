"""Writes one part of an archive, or copies it inside S3."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.archive_parts import Part
from aws.s3.multipart import Multipart, Source, Upload
from domain.archive_models import Archive
from domain.models import RenditionKind
from domain.ports.archives import Layout, PhotoRange

ZIP = {"ContentType": "application/zip"}


class ArchivePartWriter:
    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._originals = names.originals
        self._derived = names.derived
        self._multipart = Multipart(aws, names.derived)

    async def put(self, archive: Archive, upload: Upload, number: int, part: Part, layout: Layout) -> None:
        if part.copied is None:
            await self._multipart.write(upload, number, await self._read(layout, part.start, part.end))
            return
        source, size_bytes = self._source(part.copied), part.copied.size_bytes
        for index, following in enumerate(part.joined):
            size_bytes += following.size_bytes
            key = keys.archive_part(archive, f"{number}.{index}")
            source = await self._joined(key, source, following, layout, size_bytes)
        await self._multipart.copy(upload, number, source)

    async def _joined(self, key: str, body: Source, following: Part, layout: Layout, size_bytes: int) -> Source:
        """Stores `body` and the bytes that follow it as one object."""
        upload = await self._multipart.open(key, ZIP)
        etags = {1: await self._multipart.copy(upload, 1, body)}
        if following.copied:
            etags[2] = await self._multipart.copy(upload, 2, self._source(following.copied))
        else:
            etags[2] = await self._multipart.write(upload, 2, await self._read(layout, following.start, following.end))
        await self._multipart.complete(upload, etags, size_bytes)
        return Source(self._derived, key)

    async def _read(self, layout: Layout, start: int, end: int) -> bytearray:
        """Reads each piece into its place in the part, so that the part is in memory once."""
        body = bytearray(end - start)
        reads = []
        with memoryview(body) as view:
            offset = 0
            for piece in layout.cut(start, end):
                if isinstance(piece, bytes):
                    view[offset : offset + len(piece)] = piece
                    offset += len(piece)
                else:
                    target = view[offset : offset + piece.size_bytes]
                    reads.append(self._multipart.read(self._source(piece), piece.start, target))
                    offset += piece.size_bytes
            await run_all(reads)
        return body

    def _source(self, piece: PhotoRange) -> Source:
        # S3 copies a range only of an object of more than 5 MiB.
        span = () if piece.is_whole else (piece.start, piece.end)
        if piece.kind is RenditionKind.ORIGINAL:
            return Source(self._originals, keys.original(piece.photo), *span)
        return Source(self._derived, keys.rendition(piece.photo, piece.kind), *span)


async def run_all(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Concurrently. When one fails, the others are cancelled."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
