"""The uploads queue, polled as on one machine."""

from __future__ import annotations

import json

import pytest

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.storage import S3Storage
from aws.sqs import Message, SqsQueue
from tests.aws.storage_under_test import StorageUnderTest, photo_of, send_over_http

NAMES = ResourceNames.with_prefix("imgsh")


async def empty(queue: SqsQueue) -> None:
    while messages := await queue.receive():
        await queue.delete(messages)


@pytest.fixture
async def queue(ministack_worker: Aws) -> SqsQueue:
    """Contains only what the test uploads."""
    queue = SqsQueue(ministack_worker, NAMES.uploads, wait_seconds=0)
    await empty(queue)
    return queue


async def test_an_upload_sends_one_message_which_can_be_deleted(ministack_api: Aws, queue: SqsQueue) -> None:
    photo = photo_of(b"body", "花嫁 +1.jpg")

    StorageUnderTest(S3Storage(ministack_api, NAMES), send_over_http).upload(photo, b"body")

    messages = await queue.receive()
    keys = [record["s3"]["object"]["key"] for each in messages for record in json.loads(each.body)["Records"]]
    assert keys == [f"{photo.user_id}/{photo.event_id}/%E8%8A%B1%E5%AB%81+%2B1.jpg"]
    await queue.delete(messages)
    assert await queue.receive() == []


async def test_a_message_that_cannot_be_deleted_does_not_stop_the_others(ministack_api: Aws, queue: SqsQueue) -> None:
    StorageUnderTest(S3Storage(ministack_api, NAMES), send_over_http).upload(photo_of(b"body"), b"body")
    messages = await queue.receive()

    with pytest.raises(Exception, match="ReceiptHandle"):
        await queue.delete([Message("id", "body", "no such receipt"), *messages])

    assert await queue.receive() == []
