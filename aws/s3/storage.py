"""Photos in S3: originals as they were uploaded, and their renditions in a second bucket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.content_disposition import content_disposition, photo_disposition
from aws.s3.multipart import Multipart, Source, Upload, raise_not_found
from aws.s3.patched_copy import copy_patched
from aws.s3.signing import signer_of
from aws.s3.upload_completion import complete_upload, upload_id_of
from aws.transport.sigv4 import Parameters
from domain.download_names import rendition_name
from domain.errors import NotFound
from domain.models import OriginalKey, Photo, RenditionKind
from domain.ports.storage import SignedRequest, StoredPart, UploadProgress, UploadState
from domain.rendering import Patch
from domain.uploads import MULTIPART_OVER_BYTES

IMMUTABLE = "private, max-age=31536000, immutable"
"""A rendition never changes. `private`: a URL is for one viewer."""


class S3Storage:
    """Implements `Storage` and `PhotoLinks` of domain/ports/storage.py. URLs begin with `public_url`, if given."""

    def __init__(self, aws: Aws, names: ResourceNames, *, public_url: str | None = None) -> None:
        self._aws = aws
        self._originals = names.originals
        self._derived = names.derived
        self._parts = Multipart(aws, names.originals)
        self._originals_signer = signer_of(aws, names.originals, public_url)
        self._derived_signer = signer_of(aws, names.derived, public_url)

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        disposition = photo_disposition(photo, kind, attachment=attachment)
        query = (("response-content-disposition", disposition),) if disposition else ()
        if kind is RenditionKind.ORIGINAL:
            return self._originals_signer.get(keys.original(photo), now=now, until=until, query=query)
        return self._derived_signer.get(keys.rendition(photo, kind), now=now, until=until, query=query)

    def signed_put(self, photo: Photo, *, now: datetime, expires_at: datetime) -> SignedRequest:
        headers: Parameters = (
            ("Content-Type", photo.content_type),
            ("Content-Length", str(photo.size_bytes)),
            ("If-None-Match", "*"),
        )
        if photo.sha256 is not None:
            headers += (("x-amz-checksum-sha256", photo.sha256),)
        url = self._originals_signer.put(keys.original(photo), now=now, until=expires_at, headers=headers)
        return SignedRequest("PUT", url, headers)

    def signed_part(
        self, photo: Photo, part_number: int, size_bytes: int, *, now: datetime, expires_at: datetime
    ) -> SignedRequest:
        headers = (("Content-Length", str(size_bytes)),)
        query = (("partNumber", str(part_number)), ("uploadId", upload_id_of(photo)))
        key = keys.original(photo)
        url = self._originals_signer.put(key, now=now, until=expires_at, headers=headers, query=query)
        return SignedRequest("PUT", url, headers)

    async def start_multipart(self, photo: Photo) -> str:
        upload = await self._parts.open(keys.original(photo), {"ContentType": photo.content_type})
        return upload.upload_id

    async def upload_progress(self, photo: Photo) -> UploadProgress:
        try:
            found = await self._parts.parts(Upload(keys.original(photo), upload_id_of(photo)))
        except NotFound:
            is_stored = await self._parts.stored_bytes(keys.original(photo)) == photo.size_bytes
            return UploadProgress(UploadState.STORED if is_stored else UploadState.GONE)
        parts = (StoredPart(number, part.etag, part.size_bytes) for number, part in sorted(found.items()))
        return UploadProgress(UploadState.OPEN, tuple(parts))

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        await complete_upload(self._aws, self._originals, photo, parts)

    async def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        with raise_not_found():
            response = await self._aws.call("s3", "get_object", Bucket=self._originals, Key=key)
        body = response["Body"]
        try:
            while chunk := await asyncio.to_thread(body.read, chunk_bytes):
                yield chunk
        finally:
            body.close()

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        body = bytearray(end - start)
        await self._parts.read(Source(self._originals, keys.original(photo)), start, memoryview(body))
        return bytes(body)

    async def write_rendition(
        self, photo: Photo, kind: RenditionKind, body: bytes | BinaryIO, content_type: str
    ) -> None:
        key, headers = keys.rendition(photo, kind), _headers(photo, kind, content_type)
        await self._aws.call("s3", "put_object", Bucket=self._derived, Key=key, Body=body, **headers)

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        kind = RenditionKind.LOCATION_STRIPPED
        if photo.size_bytes > MULTIPART_OVER_BYTES:
            headers = _headers(photo, kind, content_type)
            source = Source(self._originals, keys.original(photo), 0, photo.size_bytes)
            await copy_patched(self._aws, source, self._derived, keys.rendition(photo, kind), patches, headers)
            return
        with patched.open("rb") as body:
            await self.write_rendition(photo, kind, body, content_type)

    def parse_key(self, key: str) -> OriginalKey:
        return keys.parse(key)

    async def delete_original(self, key: str) -> None:
        await self._aws.call("s3", "delete_object", Bucket=self._originals, Key=key)

    async def delete_renditions(self, key: str) -> None:
        derived = (keys.rendition_of(key, kind) for kind in RenditionKind if kind is not RenditionKind.ORIGINAL)
        await asyncio.gather(
            *(self._aws.call("s3", "delete_object", Bucket=self._derived, Key=each) for each in derived)
        )


def _headers(photo: Photo, kind: RenditionKind, content_type: str) -> dict[str, str]:
    name = rendition_name(photo, kind, content_type)
    disposition = content_disposition("inline", name)
    return {"ContentType": content_type, "ContentDisposition": disposition, "CacheControl": IMMUTABLE}
