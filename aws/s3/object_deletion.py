"""Deletes objects. Lists the bucket instead of trusting records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from domain.archive_models import Archive
from domain.models import Photo, RenditionKind

MAX_KEYS = 1000
"""S3's limit for one call that lists or deletes."""


class DeletionFailed(Exception):
    """S3 did not delete some objects. The job is retried."""


class S3Deletion:
    """Implements `ObjectDeletion`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._originals = names.originals
        self._derived = names.derived

    async def delete_event(self, user_id: str, event_id: str) -> None:
        prefix = keys.event_prefix(user_id, event_id)
        # Open uploads first: none of them can complete after the objects are deleted.
        await self._abort_uploads(self._originals, prefix)
        await self._delete_all(self._originals, prefix)
        await self._delete_derived(prefix)
        await self._delete_derived(keys.archives_prefix(user_id, event_id))

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            if photo.upload_id:  # it is large, and so is its copy, whose upload may be open too
                await self._abort_uploads_of(photo)
        originals = [keys.original(photo) for photo in photos]
        kinds = [kind for kind in RenditionKind if kind is not RenditionKind.ORIGINAL]
        await self._delete(self._originals, originals)
        await self._delete(self._derived, [keys.rendition_of(key, kind) for key in originals for kind in kinds])

    async def delete_archive(self, archive: Archive) -> None:
        await self._delete_derived(keys.archive_prefix(archive))

    async def delete_derived(self, key: str) -> None:
        await self._delete(self._derived, [key])

    async def delete_parts(self, archive: Archive) -> None:
        """Deletes what was only needed to build the archive."""
        await self._delete_derived(keys.archive_part(archive))

    async def _abort_uploads_of(self, photo: Photo) -> None:
        """Compares whole keys: the key of MVI_1 is a prefix of the key of MVI_10."""
        original = keys.original(photo)
        await self._abort_uploads(self._originals, original, whole_key=True)
        await self._abort_uploads(self._derived, keys.renditions_prefix(original))

    async def _delete_derived(self, prefix: str) -> None:
        await self._abort_uploads(self._derived, prefix)
        await self._delete_all(self._derived, prefix)

    async def _delete_all(self, bucket: str, prefix: str) -> None:
        """Lists from the start each time, which includes objects that were stored meanwhile."""
        while found := await self._list(bucket, prefix):
            await self._delete(bucket, found)

    async def _list(self, bucket: str, prefix: str) -> list[str]:
        response = await self._aws.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=MAX_KEYS)
        return [each["Key"] for each in response.get("Contents", ())]

    async def _delete(self, bucket: str, found: Sequence[str]) -> None:
        for start in range(0, len(found), MAX_KEYS):
            objects = [{"Key": key} for key in found[start : start + MAX_KEYS]]
            request = {"Objects": objects, "Quiet": True}
            response = await self._aws.call("s3", "delete_objects", Bucket=bucket, Delete=request)
            if response.get("Errors"):
                raise DeletionFailed(str(len(response["Errors"])))

    async def _abort_uploads(self, bucket: str, prefix: str, *, whole_key: bool = False) -> None:
        """Aborts the uploads whose keys start with `prefix`; with `whole_key`, those whose key is `prefix`."""
        uploads = [each async for each in self._uploads(bucket, prefix)]
        to_abort = [(key, upload_id) for key, upload_id in uploads if key == prefix or not whole_key]
        await asyncio.gather(*(self._abort(bucket, key, upload_id) for key, upload_id in to_abort))

    async def _uploads(self, bucket: str, prefix: str) -> AsyncIterator[tuple[str, str]]:
        start: dict[str, str] = {}
        while True:
            response = await self._aws.call("s3", "list_multipart_uploads", Bucket=bucket, Prefix=prefix, **start)
            for each in response.get("Uploads", ()):
                yield each["Key"], each["UploadId"]
            if not response.get("IsTruncated"):
                return
            start = {"KeyMarker": response["NextKeyMarker"], "UploadIdMarker": response["NextUploadIdMarker"]}

    async def _abort(self, bucket: str, key: str, upload_id: str) -> None:
        from botocore.exceptions import ClientError

        try:
            await self._aws.call("s3", "abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload_id)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchUpload":
                raise
