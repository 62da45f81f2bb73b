from __future__ import annotations

import asyncio
import threading

import botocore.session
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError

from aws.clients import AccessKey, Aws
from aws.transport.json_client import ServiceError
from local.engine import Engine
from tests.aws import scripted_server
from tests.aws.conftest import NAMES, REGION
from tests.aws.factories import an_event
from tests.aws.scripted_server import Handler

ITEM = {
    "event_id": {"S": an_event().event_id},
    "filename": {"S": "Käse \u2028 🎂.png"},
    "size_bytes": {"N": "123456789012345678901234567890.5"},
    "qr_card": {"BOOL": False},
    "names": {"SS": ["a", "b"]},
    "preview": {"M": {"width": {"N": "2048"}, "deep": {"M": {"empty": {"S": ""}}}}},
}
KEY = {name: ITEM[name] for name in ("event_id", "filename")}


@pytest.fixture
def botocore_client(ministack_engine: Engine) -> BaseClient:
    """botocore's own client."""
    return botocore.session.get_session().create_client(
        "dynamodb",
        region_name=REGION,
        endpoint_url=ministack_engine.endpoint_url,
        aws_access_key_id=ministack_engine.access_key,
        aws_secret_access_key=ministack_engine.secret_key,
    )


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_item", {"TableName": NAMES.photos, "Key": KEY}),
        ("get_item", {"TableName": NAMES.photos, "Key": KEY | {"filename": {"S": "none"}}}),
        ("batch_get_item", {"RequestItems": {NAMES.photos: {"Keys": [KEY]}}}),
        (
            "query",
            {
                "TableName": NAMES.photos,
                "KeyConditionExpression": "event_id = :event_id",
                "ExpressionAttributeValues": {":event_id": ITEM["event_id"]},
                "Limit": 1,
            },
        ),
        (
            "update_item",
            {
                "TableName": NAMES.photos,
                "Key": KEY,
                "UpdateExpression": "SET qr_card = :no",
                "ExpressionAttributeValues": {":no": {"BOOL": False}},
                "ReturnValues": "ALL_NEW",
            },
        ),
    ],
)
async def test_responses_equal_those_of_botocore(
    ministack_root: Aws, botocore_client: BaseClient, operation: str, parameters: dict[str, object]
) -> None:
    await ministack_root.call("dynamodb", "put_item", TableName=NAMES.photos, Item=ITEM)
    ours = await ministack_root.call("dynamodb", operation, **parameters)
    theirs = getattr(botocore_client, operation)(**parameters)
    theirs.pop("ResponseMetadata")
    # Not a valid photo: other tests read all photos on the same engine.
    await ministack_root.call("dynamodb", "delete_item", TableName=NAMES.photos, Key=KEY)
    assert ours == theirs


async def test_errors_equal_those_of_botocore(ministack_root: Aws) -> None:
    with pytest.raises(ServiceError) as refused:
        await ministack_root.call("dynamodb", "get_item", TableName="imgsh-none", Key=KEY)
    assert refused.value.code == "ResourceNotFoundException"


async def test_a_call_does_not_block_the_event_loop() -> None:
    """The response comes from the very loop that makes the call."""

    async def response(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"TableNames":["answered"]}'
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(response, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        aws = Aws(REGION, f"http://127.0.0.1:{port}", AccessKey("a", "b"))
        assert (await aws.call("dynamodb", "list_tables"))["TableNames"] == ["answered"]


def test_a_client_is_created_once(ministack_root: Aws) -> None:
    assert ministack_root.client("s3") is ministack_root.client("s3")


def test_repr_of_an_access_key_hides_the_secret() -> None:
    assert "hunter2" not in repr(AccessKey("id", "hunter2"))


async def test_a_copy_inside_s3_has_longer_than_other_calls() -> None:
    """S3 is silent until all bytes are copied: here until another call was given up."""
    given_up = threading.Event()

    def answers_the_copy_alone(handler: Handler) -> None:
        given_up.wait(30)
        handler.send(b"<CopyPartResult><ETag>copied</ETag></CopyPartResult>")

    with scripted_server.server(answers_the_copy_alone) as server:
        aws = Aws(REGION, server.url, AccessKey("a", "b"), read_timeout_seconds=1, max_attempts=1)
        part = {"Bucket": "bucket", "Key": "key", "UploadId": "upload", "PartNumber": 1}
        copying = asyncio.create_task(aws.call("s3", "upload_part_copy", **part, CopySource="bucket/source"))
        with pytest.raises(ReadTimeoutError):
            await aws.call("s3", "upload_part", **part, Body=b"")
        given_up.set()
        assert (await copying)["CopyPartResult"]["ETag"] == "copied"
