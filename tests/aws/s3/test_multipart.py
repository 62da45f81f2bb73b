"""Multipart uploads whose names begin alike: what is done to one does nothing to the other (issue 11, B9)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aws.resources import ResourceNames
from aws.s3 import keys
from domain.models import Photo, RenditionKind
from tests.aws.aws_backends import AwsBackend
from tests.aws.factories import a_photo, an_event

NAMES = ResourceNames.with_prefix("imgsh")
BODY = b"the only part"


async def open_upload(backend: AwsBackend, photo: Photo) -> Photo:
    """With an upload in each bucket: of the original, and of the copy that is made of it."""
    storage = backend.adapters_for(backend.aws).storage
    backend.aws.client("s3").create_multipart_upload(
        Bucket=NAMES.derived, Key=keys.rendition(photo, RenditionKind.LOCATION_STRIPPED)
    )
    return photo.model_copy(update={"upload_id": await storage.start_multipart(photo)})


def open_keys(backend: AwsBackend, bucket: str, photos: Sequence[Photo]) -> set[str]:
    prefix = keys.event_prefix(photos[0].user_id, photos[0].event_id)
    response = backend.aws.client("s3").list_multipart_uploads(Bucket=bucket, Prefix=prefix)
    return {each["Key"] for each in response.get("Uploads", ())}


@pytest.mark.parametrize(
    ("deleted", "kept"), [("MVI_1", "MVI_10"), ("MVI_1.MOV", "MVI_1.MOV (2)"), ("a", "a.mp4"), ("é.mp4", "é.mp4x")]
)
async def test_deleting_a_photo_leaves_the_open_upload_of_a_longer_name(
    backend: AwsBackend, deleted: str, kept: str
) -> None:
    """B9: a key was taken for a prefix, so that deleting MVI_1 aborted MVI_10."""
    event = an_event()
    photos = [await open_upload(backend, a_photo(event, name, size_bytes=len(BODY))) for name in (deleted, kept)]

    await backend.adapters_for(backend.worker).objects.delete_photos(photos[:1])

    assert open_keys(backend, NAMES.originals, photos) == {keys.original(photos[1])}
    assert open_keys(backend, NAMES.derived, photos) == {keys.rendition(photos[1], RenditionKind.LOCATION_STRIPPED)}
    part = backend.aws.client("s3").upload_part(
        Bucket=NAMES.originals,
        Key=keys.original(photos[1]),
        UploadId=photos[1].upload_id or "",
        PartNumber=1,
        Body=BODY,
    )
    await backend.adapters_for(backend.aws).storage.complete_multipart(photos[1], [(1, part["ETag"])])
