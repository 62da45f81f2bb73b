"""A local engine whose disk is full answers 507."""

from __future__ import annotations

import pytest

from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from aws.s3.storage import S3Storage
from domain.errors import StorageFull
from tests.aws.scripted_server import responds, server
from tests.aws.storage_under_test import BODY, photo_of

FULL = responds(b"<Error><Code>InsufficientStorage</Code></Error>", status="507 Insufficient Storage")


async def test_parts_that_cannot_be_joined_are_no_fault_of_the_client() -> None:
    with server(FULL) as engine:
        aws = Aws("eu-west-1", engine.url, AccessKey("AKIA", "secret"))
        storage = S3Storage(aws, ResourceNames.with_prefix("full"))
        photo = photo_of(BODY).model_copy(update={"upload_id": "upload"})

        with pytest.raises(StorageFull):
            await storage.complete_multipart(photo, [(1, "etag")])
