"""Multipart uploads, with parts that are written or copied from other objects.

Source of the limits: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from aws.clients import Aws
from domain.errors import NotFound
from domain.uploads import MIB

if TYPE_CHECKING:
    from botocore.response import StreamingBody

CHUNK_BYTES = 1 << 20
MIN_PART_BYTES = 5 * MIB
MAX_PARTS = 10_000
COPIED_PART_BYTES = 512 * MIB
"""S3 copies up to 5 GiB in one call, but answers only afterwards: a smaller part arrives before the client gives up."""

GONE_CODES = frozenset({"NoSuchKey", "NoSuchUpload", "404"})


class Upload(NamedTuple):
    key: str
    upload_id: str


class StoredPart(NamedTuple):
    etag: str
    size_bytes: int


class Source(NamedTuple):
    """Bytes `start` to `end` of an object; without `end`, all of it."""

    bucket: str
    key: str
    start: int = 0
    end: int | None = None


class Multipart:
    """Multipart uploads into one bucket. Every method raises NotFound if the upload or its source does not exist."""

    def __init__(self, aws: Aws, bucket: str) -> None:
        self._aws = aws
        self._bucket = bucket

    async def open(self, key: str, headers: Mapping[str, str]) -> Upload:
        """`headers` are those of the object, with boto3's names."""
        response = await self._aws.call("s3", "create_multipart_upload", Bucket=self._bucket, Key=key, **headers)
        return Upload(key, str(response["UploadId"]))

    async def parts(self, upload: Upload) -> dict[int, StoredPart]:
        found: dict[int, StoredPart] = {}
        after = 0
        while True:
            with raise_not_found():
                response = await self._aws.call("s3", "list_parts", **self._of(upload), PartNumberMarker=after)
            for part in response.get("Parts", ()):
                found[part["PartNumber"]] = StoredPart(part["ETag"], part["Size"])
            if not response.get("IsTruncated"):
                return found
            after = int(response["NextPartNumberMarker"])

    async def read(self, source: Source, start: int, target: memoryview) -> None:
        """Fills `target` from the object, beginning at `start`. Raises NotFound also if the object is too short."""
        byte_range = f"bytes={start}-{start + len(target) - 1}"
        with raise_not_found():
            response = await self._aws.call("s3", "get_object", Bucket=source.bucket, Key=source.key, Range=byte_range)
            if int(response["ContentLength"]) != len(target):
                raise NotFound
            await asyncio.to_thread(_fill, target, response["Body"])

    async def write(self, upload: Upload, number: int, body: bytes | bytearray) -> str:
        with raise_not_found():
            response = await self._aws.call("s3", "upload_part", **self._of(upload), PartNumber=number, Body=body)
        return str(response["ETag"])

    async def copy(self, upload: Upload, number: int, source: Source) -> str:
        part = {"CopySource": {"Bucket": source.bucket, "Key": source.key}, "PartNumber": number}
        if source.end is not None:
            part["CopySourceRange"] = f"bytes={source.start}-{source.end - 1}"
        with raise_not_found():
            response = await self._aws.call("s3", "upload_part_copy", **self._of(upload), **part)
        return str(response["CopyPartResult"]["ETag"])

    async def complete(self, upload: Upload, etags: Mapping[int, str], size_bytes: int) -> None:
        """Idempotent."""
        parts = [{"PartNumber": number, "ETag": etags[number]} for number in sorted(etags)]
        try:
            with raise_not_found():
                await self._aws.call(
                    "s3",
                    "complete_multipart_upload",
                    **self._of(upload),
                    MultipartUpload={"Parts": parts},
                    MpuObjectSize=size_bytes,
                )
        except NotFound:
            if await self.stored_bytes(upload.key) != size_bytes:
                raise

    async def stored_bytes(self, key: str) -> int | None:
        try:
            with raise_not_found():
                response = await self._aws.call("s3", "head_object", Bucket=self._bucket, Key=key)
        except NotFound:
            return None
        return int(response["ContentLength"])

    def _of(self, upload: Upload) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": upload.key, "UploadId": upload.upload_id}


def _fill(target: memoryview, body: StreamingBody) -> None:
    offset = 0
    while offset < len(target):
        chunk: bytes = body.read(CHUNK_BYTES)
        target[offset : offset + len(chunk)] = chunk
        offset += len(chunk)


@contextmanager
def raise_not_found() -> Iterator[None]:
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE_CODES:
            raise NotFound from error
        raise
