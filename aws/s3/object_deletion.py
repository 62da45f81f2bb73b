"""Removes objects. What is listed is what is there, so nothing depends on what any record says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from domain.archive_models import Archive
from domain.models import Photo, RenditionKind

KEYS_A_CALL = 1000
"""As many as S3 lists, and deletes, at a time."""


class NotDeleted(Exception):
    """Storage refused to delete some objects; the job is tried again."""


class S3Deletion:
    """Implements `ObjectDeletion`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._originals = names.originals
        self._derived = names.derived

    async def delete_event(self, user_id: str, event_id: str) -> None:
        prefix = keys.event_prefix(user_id, event_id)
        # Open uploads first: what completes after that has to be asked for again, and is refused.
        await self._end_uploads(self._originals, prefix)
        await self._delete_all(self._originals, prefix)
        await self._delete_derived(prefix)
        await self._delete_derived(keys.archives_prefix(user_id, event_id))

    async def delete_photos(self, photos: Sequence[Photo]) -> None:
        for photo in photos:
            if photo.upload_id:  # it is large: so is its copy, which may be under way too
                await self._end_uploads_of(photo)
        originals = [keys.original(photo) for photo in photos]
        kinds = [kind for kind in RenditionKind if kind is not RenditionKind.ORIGINAL]
        await self._delete(self._originals, originals)
        await self._delete(self._derived, [keys.rendition_of(key, kind) for key in originals for kind in kinds])

    async def delete_archive(self, archive: Archive) -> None:
        await self._delete_derived(keys.archive_prefix(archive))

    async def delete_parts(self, archive: Archive) -> None:
        """What was only needed to make it."""
        await self._delete_derived(keys.archive_part(archive))

    async def _end_uploads_of(self, photo: Photo) -> None:
        """Its own alone: the key of MVI_1 is also the start of the key of MVI_10."""
        original = keys.original(photo)
        await self._end_uploads(self._originals, original, whole_key=True)
        await self._end_uploads(self._derived, keys.renditions_prefix(original))

    async def _delete_derived(self, prefix: str) -> None:
        await self._end_uploads(self._derived, prefix)
        await self._delete_all(self._derived, prefix)

    async def _delete_all(self, bucket: str, prefix: str) -> None:
        """Lists from the start each time: what is deleted is not listed, what landed meanwhile is."""
        while found := await self._list(bucket, prefix):
            await self._delete(bucket, found)

    async def _list(self, bucket: str, prefix: str) -> list[str]:
        answer = await self._aws.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=KEYS_A_CALL)
        return [each["Key"] for each in answer.get("Contents", ())]

    async def _delete(self, bucket: str, found: Sequence[str]) -> None:
        for start in range(0, len(found), KEYS_A_CALL):
            objects = [{"Key": key} for key in found[start : start + KEYS_A_CALL]]
            request = {"Objects": objects, "Quiet": True}
            answer = await self._aws.call("s3", "delete_objects", Bucket=bucket, Delete=request)
            if answer.get("Errors"):
                raise NotDeleted(str(len(answer["Errors"])))

    async def _end_uploads(self, bucket: str, prefix: str, *, whole_key: bool = False) -> None:
        """Aborts the uploads whose keys start with `prefix`; with `whole_key` those of that very key."""
        uploads = [each async for each in self._uploads(bucket, prefix)]
        ended = [(key, upload_id) for key, upload_id in uploads if key == prefix or not whole_key]
        await asyncio.gather(*(self._end(bucket, key, upload_id) for key, upload_id in ended))

    async def _uploads(self, bucket: str, prefix: str) -> AsyncIterator[tuple[str, str]]:
        start: dict[str, str] = {}
        while True:
            answer = await self._aws.call("s3", "list_multipart_uploads", Bucket=bucket, Prefix=prefix, **start)
            for each in answer.get("Uploads", ()):
                yield each["Key"], each["UploadId"]
            if not answer.get("IsTruncated"):
                return
            start = {"KeyMarker": answer["NextKeyMarker"], "UploadIdMarker": answer["NextUploadIdMarker"]}

    async def _end(self, bucket: str, key: str, upload_id: str) -> None:
        from botocore.exceptions import ClientError

        try:
            await self._aws.call("s3", "abort_multipart_upload", Bucket=bucket, Key=key, UploadId=upload_id)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchUpload":
                raise
