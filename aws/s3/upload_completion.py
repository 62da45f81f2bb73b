"""Completes the multipart upload of an original."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from aws.clients import Aws
from aws.s3 import keys
from aws.s3.multipart import Multipart
from domain.errors import InvalidInput, StorageFull
from domain.models import Photo

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

INVALID_PARTS_CODES = frozenset(
    {"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML", "InvalidRequest", "InvalidArgument"}
)
COMPLETED_CODES = frozenset({"NoSuchUpload", "PreconditionFailed", "ConditionalRequestConflict"})
"""For the second of two completions, and for an upload that the bucket's lifecycle aborted."""


async def complete_upload(aws: Aws, bucket: str, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
    """Never overwrites. Idempotent. `parts` are (number, etag).

    Raises InvalidInput for what the client can correct, and StorageFull, as only a local engine can be.
    """
    from botocore.exceptions import ClientError

    try:
        await aws.call(
            "s3",
            "complete_multipart_upload",
            Bucket=bucket,
            Key=keys.original(photo),
            UploadId=upload_id_of(photo),
            IfNoneMatch="*",
            MpuObjectSize=photo.size_bytes,
            MultipartUpload={"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]},
        )
    except ClientError as error:
        await translate_completion_error(Multipart(aws, bucket), photo, error)


async def translate_completion_error(bucket: Multipart, photo: Photo, error: ClientError) -> None:
    """Returns when the upload has been completed before."""
    if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.INSUFFICIENT_STORAGE:
        raise StorageFull from error
    code = error.response["Error"]["Code"]
    if code in INVALID_PARTS_CODES:
        raise InvalidInput("Storage rejected these parts. Upload each part again.", ["parts"]) from error
    if code not in COMPLETED_CODES:
        raise error
    if await bucket.stored_bytes(keys.original(photo)) == photo.size_bytes:
        return
    if code == "ConditionalRequestConflict":
        raise error
    raise InvalidInput("This upload has ended. Request a new one.", ["upload_id"]) from error


def upload_id_of(photo: Photo) -> str:
    if photo.upload_id is None:
        raise InvalidInput("This photo has no multipart upload.", ["upload_id"])
    return photo.upload_id
