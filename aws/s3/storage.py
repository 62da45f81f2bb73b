"""Photos in S3: the originals as they were uploaded, and the renditions beside them in a bucket of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.content_disposition import content_disposition
from aws.s3.multipart import Multipart, Source, Upload, not_found
from aws.s3.patched_copy import copy_patched
from aws.s3.signing import signer_of
from aws.transport.sigv4 import Parameters
from domain.download_names import ORIGINALS, rendition_name
from domain.errors import InvalidInput, NotFound
from domain.models import OriginalKey, Photo, RenditionKind
from domain.ports.storage import SignedRequest, UploadState
from domain.rendering import Patch
from domain.uploads import MULTIPART_OVER_BYTES

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

FOR_EVER = "private, max-age=31536000, immutable"
"""A rendition never changes; `private`, because a URL is for one viewer's eyes."""

BAD_PARTS = frozenset(
    {"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML", "InvalidRequest", "InvalidArgument"}
)
ALREADY_COMPLETED = frozenset({"NoSuchUpload", "PreconditionFailed", "ConditionalRequestConflict"})
"""What the second of two completions is told, as is one whose upload was swept."""


class S3Storage:
    """Implements `domain.ports.storage.Storage`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._originals = names.originals
        self._derived = names.derived
        self._parts = Multipart(aws, names.originals)
        self._originals_signer = signer_of(aws, names.originals)
        self._derived_signer = signer_of(aws, names.derived)

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        query = _saved_under_its_name(photo, kind, attachment)
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
        query = (("partNumber", str(part_number)), ("uploadId", _upload_id(photo)))
        key = keys.original(photo)
        url = self._originals_signer.put(key, now=now, until=expires_at, headers=headers, query=query)
        return SignedRequest("PUT", url, headers)

    async def start_multipart(self, photo: Photo) -> str:
        upload = await self._parts.open(keys.original(photo), {"ContentType": photo.content_type})
        return upload.upload_id

    async def upload_state(self, photo: Photo) -> UploadState:
        try:
            await self._parts.parts(Upload(keys.original(photo), _upload_id(photo)))
            return UploadState.OPEN
        except NotFound:
            is_stored = await self._parts.stored_bytes(keys.original(photo)) == photo.size_bytes
            return UploadState.STORED if is_stored else UploadState.GONE

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        from botocore.exceptions import ClientError

        try:
            await self._aws.call(
                "s3",
                "complete_multipart_upload",
                Bucket=self._originals,
                Key=keys.original(photo),
                UploadId=_upload_id(photo),
                IfNoneMatch="*",
                MpuObjectSize=photo.size_bytes,
                MultipartUpload={"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]},
            )
        except ClientError as error:
            await self.translate_completion_error(photo, error)

    async def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        with not_found():
            answer = await self._aws.call("s3", "get_object", Bucket=self._originals, Key=key)
        body = answer["Body"]
        try:
            while chunk := await asyncio.to_thread(body.read, chunk_bytes):
                yield chunk
        finally:
            body.close()

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        body = bytearray(end - start)
        await self._parts.read(Source(self._originals, keys.original(photo)), start, memoryview(body))
        return bytes(body)

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        await self._write(photo, kind, body, content_type)

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        kind, source = (
            RenditionKind.LOCATION_STRIPPED,
            Source(self._originals, keys.original(photo), 0, photo.size_bytes),
        )
        if photo.size_bytes > MULTIPART_OVER_BYTES:
            headers = _shown(photo, kind, content_type)
            await copy_patched(self._aws, source, self._derived, keys.rendition(photo, kind), patches, headers)
            return
        with patched.open("rb") as body:
            await self._write(photo, kind, body, content_type)

    async def _write(self, photo: Photo, kind: RenditionKind, body: bytes | BinaryIO, content_type: str) -> None:
        key, headers = keys.rendition(photo, kind), _shown(photo, kind, content_type)
        await self._aws.call("s3", "put_object", Bucket=self._derived, Key=key, Body=body, **headers)

    def parse_key(self, key: str) -> OriginalKey:
        return keys.parse(key)

    async def delete_original(self, key: str) -> None:
        await self._aws.call("s3", "delete_object", Bucket=self._originals, Key=key)

    async def delete_renditions(self, key: str) -> None:
        derived = (keys.rendition_of(key, kind) for kind in RenditionKind if kind is not RenditionKind.ORIGINAL)
        await asyncio.gather(
            *(self._aws.call("s3", "delete_object", Bucket=self._derived, Key=each) for each in derived)
        )

    async def translate_completion_error(self, photo: Photo, error: ClientError) -> None:
        code = error.response["Error"]["Code"]
        if code in BAD_PARTS:
            raise InvalidInput("Storage refuses these parts: send each part again.", ["parts"]) from error
        if code not in ALREADY_COMPLETED:
            raise error
        if await self._parts.stored_bytes(keys.original(photo)) == photo.size_bytes:
            return
        if code == "ConditionalRequestConflict":
            raise error
        raise InvalidInput("This upload is over: ask for a new one.", ["upload_id"]) from error


def _shown(photo: Photo, kind: RenditionKind, content_type: str) -> dict[str, str]:
    name = rendition_name(photo, kind, content_type)
    disposition = content_disposition("inline", name)
    return {"ContentType": content_type, "ContentDisposition": disposition, "CacheControl": FOR_EVER}


def _upload_id(photo: Photo) -> str:
    if photo.upload_id is None:
        raise InvalidInput("This photo is not uploaded in parts.", ["upload_id"])
    return photo.upload_id


def _saved_under_its_name(photo: Photo, kind: RenditionKind, attachment: bool) -> Parameters:
    """What is shown is saved, too: by the end of its address, unless something else is said."""
    stored = {RenditionKind.THUMBNAIL: photo.thumbnail, RenditionKind.PREVIEW: photo.preview}.get(kind)
    name = rendition_name(photo, kind, stored.content_type if stored else photo.content_type)
    if attachment:
        return (("response-content-disposition", content_disposition("attachment", name)),)
    if kind in ORIGINALS and name != photo.filename:
        return (("response-content-disposition", content_disposition("inline", name)),)
    return ()
