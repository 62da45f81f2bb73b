"""Archives in the bucket of derived objects, built by multipart upload. Its parts in S3 are the progress."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.archive_part_writer import ZIP, ArchivePartWriter, run_all
from aws.s3.archive_parts import Part, copied_parts, written_parts
from aws.s3.content_disposition import content_disposition
from aws.s3.multipart import MAX_PARTS, Multipart, Upload
from aws.s3.object_deletion import S3Deletion
from aws.s3.signing import signer_of
from domain.archive_models import Archive
from domain.errors import NotFound
from domain.ports.archives import Layout, Progress

LINK_LIFETIME = timedelta(hours=2)
"""Long enough to resume an interrupted download by Range with the same link."""

MAX_CONCURRENT_WRITES, MAX_CONCURRENT_COPIES = 3, 16
"""A written part takes 32 MiB of memory, a copied part next to none."""


class S3Archives:
    """Implements `ArchiveStorage`.

    An archive of at least `copy_from_bytes` is copied inside S3, unless the worker would have to write more than
    `written_share` of it, because its photos are small. Signed URLs begin with `public_url`, if there is one.
    """

    def __init__(
        self,
        aws: Aws,
        names: ResourceNames,
        *,
        copy_from_bytes: int | None,
        written_share: float = 0.05,
        public_url: str | None = None,
    ) -> None:
        self._copy_from_bytes = copy_from_bytes
        self._written_share = written_share
        self._multipart = Multipart(aws, names.derived)
        self._writer = ArchivePartWriter(aws, names)
        self._deletion = S3Deletion(aws, names)
        self._signer = signer_of(aws, names.derived, public_url)

    async def open(self, archive: Archive) -> str:
        """Aborts earlier uploads of the same archive."""
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
        missing = [n for n, part in enumerate(parts, 1) if n not in stored or stored[n].size_bytes != part.size_bytes]
        done_bytes = layout.size_bytes - sum(parts[n - 1].size_bytes for n in missing)
        goes_on = True
        semaphore = asyncio.Semaphore(
            MAX_CONCURRENT_COPIES if any(part.copied for part in parts) else MAX_CONCURRENT_WRITES
        )

        async def put(number: int) -> None:
            nonlocal done_bytes, goes_on
            async with semaphore:
                if not goes_on:
                    return
                await self._writer.put(archive, upload, number, parts[number - 1], layout)
                done_bytes += parts[number - 1].size_bytes
                goes_on = await progress(done_bytes) and goes_on

        await run_all(put(number) for number in missing)
        return goes_on

    async def close(self, archive: Archive, layout: Layout) -> None:
        upload = _upload(archive)
        if not await self._is_closed(upload, layout):
            stored = await self._multipart.parts(upload)
            etags = {number: part.etag for number, part in stored.items()}
            await self._multipart.complete(upload, etags, layout.size_bytes)
        await self._deletion.delete_parts(archive)

    async def _is_closed(self, upload: Upload, layout: Layout) -> bool:
        """An object under this key was made by this upload: opening an upload deletes an earlier object."""
        return await self._multipart.stored_bytes(upload.key) == layout.size_bytes

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        query = (("response-content-disposition", content_disposition("attachment", filename)),)
        until = min(archive.expires_at, now + LINK_LIFETIME)
        return self._signer.uncached_get(keys.archive(archive), now=now, until=until, query=query)

    def parts(self, layout: Layout) -> list[Part]:
        """Copied if the archive is large and little of it has to be written. Deterministic."""
        if self._copy_from_bytes is not None and layout.size_bytes >= self._copy_from_bytes:
            copied = copied_parts(layout)
            written_bytes = sum(part.written_bytes for part in copied)
            if len(copied) <= MAX_PARTS and written_bytes <= layout.size_bytes * self._written_share:
                return copied
        return written_parts(layout)


def _upload(archive: Archive) -> Upload:
    if archive.upload_id is None:
        raise NotFound
    return Upload(keys.archive(archive), archive.upload_id)
