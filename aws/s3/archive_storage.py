"""Archives in the bucket of derived objects, built by multipart upload. The list of its parts is what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.archive_parts import Part, copied_parts, written_parts
from aws.s3.content_disposition import content_disposition
from aws.s3.multipart import MAX_PARTS, Multipart, Source, Upload
from aws.s3.object_deletion import S3Deletion
from aws.s3.signing import signer_of
from domain.archive_models import Archive
from domain.errors import NotFound
from domain.models import RenditionKind
from domain.ports.archives import Layout, PhotoRange, Progress

LINK_LIFE = timedelta(hours=2)
"""A download that breaks goes on by Range with the same link."""

WRITTEN_AT_ONCE, COPIED_AT_ONCE = 3, 16
"""Each part that is written holds its 32 MiB in memory; one that is copied holds next to nothing."""

ZIP = {"ContentType": "application/zip"}


class S3Archives:
    """Implements `ArchiveStorage`.

    From `copy_from_bytes` on an archive is copied inside S3, unless more than `written_share` of it, which is made up
    of small photos then, would have to be written all the same.
    """

    def __init__(
        self, aws: Aws, names: ResourceNames, *, copy_from_bytes: int | None, written_share: float = 0.05
    ) -> None:
        self._aws = aws
        self._originals = names.originals
        self._derived = names.derived
        self._copy_from_bytes = copy_from_bytes
        self._written_share = written_share
        self._multipart = Multipart(aws, names.derived)
        self._deletion = S3Deletion(aws, names)
        self._signer = signer_of(aws, names.derived)

    async def open(self, archive: Archive) -> str:
        """Whatever was begun before under its key ends."""
        await self._deletion.delete_archive(archive)
        return (await self._multipart.open(keys.archive(archive), ZIP)).upload_id

    async def fill(self, archive: Archive, layout: Layout, progress: Progress) -> bool:
        upload, parts = _upload(archive), self.parts(layout)
        try:
            stored = await self._multipart.parts(upload)
        except NotFound:
            if await self._is_closed(upload, layout):
                return True
            raise
        left = [n for n, part in enumerate(parts, 1) if n not in stored or stored[n].size_bytes != part.size_bytes]
        done_bytes = layout.size_bytes - sum(parts[n - 1].size_bytes for n in left)
        goes_on = True
        semaphore = asyncio.Semaphore(COPIED_AT_ONCE if any(part.copied for part in parts) else WRITTEN_AT_ONCE)

        async def put(number: int) -> None:
            nonlocal done_bytes, goes_on
            async with semaphore:
                if not goes_on:
                    return
                await self._put(archive, number, parts[number - 1], layout)
                done_bytes += parts[number - 1].size_bytes
                goes_on = await progress(done_bytes) and goes_on

        await _all(put(number) for number in left)
        return goes_on

    async def close(self, archive: Archive, layout: Layout) -> None:
        upload = _upload(archive)
        if not await self._is_closed(upload, layout):
            stored = await self._multipart.parts(upload)
            etags = {number: part.etag for number, part in stored.items()}
            await self._multipart.complete(upload, etags, layout.size_bytes)
        await self._deletion.delete_parts(archive)

    async def _is_closed(self, upload: Upload, layout: Layout) -> bool:
        """What is there under its key was made by this upload: opening one deletes what others made."""
        return await self._multipart.stored_bytes(upload.key) == layout.size_bytes

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        query = (("response-content-disposition", content_disposition("attachment", filename)),)
        until = min(archive.expires_at, now + LINK_LIFE)
        return self._signer.link(keys.archive(archive), now=now, until=until, query=query)

    def parts(self, layout: Layout) -> list[Part]:
        """By copies where the archive is large and little of it has to be written; the same each time."""
        if self._copy_from_bytes is not None and layout.size_bytes >= self._copy_from_bytes:
            copied = copied_parts(layout)
            by_hand = sum(part.written_bytes for part in copied)
            if len(copied) <= MAX_PARTS and by_hand <= layout.size_bytes * self._written_share:
                return copied
        return written_parts(layout)

    async def _put(self, archive: Archive, number: int, part: Part, layout: Layout) -> None:
        upload = _upload(archive)
        if part.copied is None:
            await self._multipart.write(upload, number, await self._read(layout, part.start, part.end))
            return
        source, size_bytes = self._source(part.copied), part.copied.size_bytes
        for step, following in enumerate(part.joined):
            size_bytes += following.size_bytes
            key = keys.archive_part(archive, f"{number}.{step}")
            source = await self._joined(key, source, following, layout, size_bytes)
        await self._multipart.copy(upload, number, source)

    async def _joined(self, key: str, body: Source, following: Part, layout: Layout, size_bytes: int) -> Source:
        """An object of its own, of a body and what follows it."""
        upload = await self._multipart.open(key, ZIP)
        etags = {1: await self._multipart.copy(upload, 1, body)}
        if following.copied:
            etags[2] = await self._multipart.copy(upload, 2, self._source(following.copied))
        else:
            etags[2] = await self._multipart.write(upload, 2, await self._read(layout, following.start, following.end))
        await self._multipart.complete(upload, etags, size_bytes)
        return Source(self._derived, key)

    async def _read(self, layout: Layout, start: int, end: int) -> bytearray:
        """Each piece is read to where it belongs, so that a part is in memory once."""
        body = bytearray(end - start)
        reads = []
        with memoryview(body) as whole:
            at = 0
            for piece in layout.cut(start, end):
                if isinstance(piece, bytes):
                    whole[at : at + len(piece)] = piece
                    at += len(piece)
                else:
                    place = whole[at : at + piece.size_bytes]
                    reads.append(self._multipart.read(self._source(piece), piece.start, place))
                    at += piece.size_bytes
            await _all(reads)
        return body

    def _source(self, piece: PhotoRange) -> Source:
        # S3 copies a range only of what has more than 5 MiB.
        span = () if piece.size_bytes == piece.photo.size_bytes else (piece.start, piece.end)
        if piece.kind is RenditionKind.ORIGINAL:
            return Source(self._originals, keys.original(piece.photo), *span)
        return Source(self._derived, keys.rendition(piece.photo, piece.kind), *span)


async def _all(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Side by side; what is still running when one fails is ended."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _upload(archive: Archive) -> Upload:
    if archive.upload_id is None:
        raise NotFound
    return Upload(keys.archive(archive), archive.upload_id)
