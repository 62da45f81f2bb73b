"""What each role is denied, on an engine that enforces its policy. Other tests show what it may do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.storage import S3Storage
from aws.transport.json_client import ServiceError
from domain.models import RenditionKind
from infra.iam_policies import ResourceArns, Statement, api_statements, job_statements, worker_statements
from tests.aws.storage_under_test import StorageUnderTest, photo_of, send_over_http

NAMES = ResourceNames.with_prefix("imgsh")
IN_ORIGINALS = {"Bucket": NAMES.originals, "Key": "user/event/cake.jpg"}
IN_DERIVED = {"Bucket": NAMES.derived, "Key": "user/event/cake.jpg/preview"}
ACCOUNT = {"user_email": {"S": "example@domain.com"}}
EVENT = {"event_id": {"S": "fd575f0d-f39a-4ecb-99f9-31813d4edb2c"}}
PHOTO = EVENT | {"filename": {"S": "pic1.png"}}
ACCESSOR = EVENT | {"access_code": {"S": "ABC34D"}}
JOB = {"subject": EVENT["event_id"], "name": {"S": "event"}}
ONE_MORE = {"UpdateExpression": "ADD counted :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
OF_EVENT = {
    "KeyConditionExpression": "event_id = :event_id",
    "ExpressionAttributeValues": {":event_id": EVENT["event_id"]},
}

Call = tuple[str, str, dict[str, Any]]

NO_ROLE_MAY: tuple[Call, ...] = (
    ("dynamodb", "list_tables", {}),
    ("dynamodb", "scan", {"TableName": NAMES.users}),
    ("dynamodb", "delete_table", {"TableName": NAMES.photos}),
    ("dynamodb", "delete_item", {"TableName": NAMES.users, "Key": ACCOUNT}),
    ("dynamodb", "delete_item", {"TableName": NAMES.events, "Key": EVENT}),
    ("s3", "list_buckets", {}),
    ("s3", "delete_bucket", {"Bucket": NAMES.derived}),
    ("s3", "get_bucket_cors", {"Bucket": NAMES.originals}),
    ("iam", "list_users", {}),
    ("iam", "create_access_key", {}),
    ("sqs", "delete_queue", {"QueueUrl": NAMES.uploads}),
    ("sqs", "send_message", {"QueueUrl": NAMES.uploads, "MessageBody": "{}"}),
)
API_MAY_NOT: tuple[Call, ...] = (
    *NO_ROLE_MAY,
    ("s3", "delete_object", IN_ORIGINALS),
    ("s3", "delete_object", IN_DERIVED),
    ("s3", "put_object", IN_DERIVED | {"Body": b"<html>"}),
    ("s3", "list_objects_v2", {"Bucket": NAMES.derived}),
    ("sqs", "receive_message", {"QueueUrl": NAMES.uploads}),
    ("sqs", "receive_message", {"QueueUrl": NAMES.uploads_dead}),
    ("sqs", "receive_message", {"QueueUrl": NAMES.jobs_queue}),
    ("dynamodb", "delete_item", {"TableName": NAMES.jobs, "Key": JOB}),
    ("dynamodb", "get_item", {"TableName": NAMES.rate_limits, "Key": {"key": {"S": "key"}}}),
)
WORKER_MAY_NOT: tuple[Call, ...] = (
    *NO_ROLE_MAY,
    ("s3", "put_object", IN_ORIGINALS | {"Body": b"other"}),
    ("s3", "get_object", IN_DERIVED),
    ("dynamodb", "get_item", {"TableName": NAMES.users, "Key": ACCOUNT}),
    ("dynamodb", "put_item", {"TableName": NAMES.users, "Item": ACCOUNT}),
    ("dynamodb", "put_item", {"TableName": NAMES.events, "Item": EVENT}),
    ("dynamodb", "get_item", {"TableName": NAMES.accessors, "Key": ACCESSOR}),
    ("dynamodb", "query", {"TableName": NAMES.accessors, **OF_EVENT}),
    ("dynamodb", "update_item", {"TableName": NAMES.rate_limits, "Key": {"key": {"S": "key"}}, **ONE_MORE}),
    (
        "sesv2",
        "send_email",
        {
            "FromEmailAddress": "imgsh@example.com",
            "Destination": {"ToAddresses": ["someone@example.com"]},
            "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        },
    ),
)


JOBS_MAY_NOT: tuple[Call, ...] = (
    ("dynamodb", "scan", {"TableName": NAMES.users}),
    ("dynamodb", "put_item", {"TableName": NAMES.users, "Item": ACCOUNT}),
    ("dynamodb", "put_item", {"TableName": NAMES.events, "Item": EVENT}),
    ("dynamodb", "put_item", {"TableName": NAMES.photos, "Item": PHOTO}),
    ("dynamodb", "put_item", {"TableName": NAMES.accessors, "Item": ACCESSOR}),
    ("dynamodb", "get_item", {"TableName": NAMES.rate_limits, "Key": {"key": {"S": "key"}}}),
    ("s3", "put_object", IN_ORIGINALS | {"Body": b"other"}),
    ("s3", "delete_bucket", {"Bucket": NAMES.originals}),
    ("sqs", "receive_message", {"QueueUrl": NAMES.uploads}),
    ("iam", "create_access_key", {}),
)


def named(calls: Sequence[Call]) -> pytest.MarkDecorator:
    names = [f"{operation} {next(iter(parameters.values()), '')}" for _, operation, parameters in calls]
    return pytest.mark.parametrize(("service", "operation", "parameters"), calls, ids=names)


@named(API_MAY_NOT)
async def test_the_api_is_denied(ministack_api: Aws, service: str, operation: str, parameters: dict[str, Any]) -> None:
    await assert_refused(ministack_api, service, operation, parameters)


@named(WORKER_MAY_NOT)
async def test_the_worker_is_denied(
    ministack_worker: Aws, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    await assert_refused(ministack_worker, service, operation, parameters)


@named(JOBS_MAY_NOT)
async def test_the_jobs_function_is_denied(
    ministack_jobs: Aws, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    await assert_refused(ministack_jobs, service, operation, parameters)


async def assert_refused(aws: Aws, service: str, operation: str, parameters: dict[str, Any]) -> None:
    with pytest.raises((ClientError, ServiceError)) as refused:
        await aws.call(service, operation, **parameters)
    assert code_of(refused.value) in ("AccessDenied", "AccessDeniedException")


def code_of(error: Exception) -> str:
    if isinstance(error, ServiceError):
        return error.code
    assert isinstance(error, ClientError)
    return error.response["Error"]["Code"]


async def test_the_worker_may_update_storage_usage(ministack_worker: Aws) -> None:
    usage = {"user_email": {"S": "usage#f779de91-995a-4e8d-a2d6-24a5cb37d8bd"}}

    await ministack_worker.call("dynamodb", "update_item", TableName=NAMES.users, Key=usage, **ONE_MORE)


async def test_a_url_signed_by_the_worker_uploads_nothing(ministack_worker: Aws) -> None:
    """A URL has the rights of its signer."""
    under_test = StorageUnderTest(S3Storage(ministack_worker, NAMES), send_over_http)

    assert under_test.upload(photo_of(b"body"), b"body").status == 403


async def test_a_missing_object_returns_404_not_403(ministack_api: Aws) -> None:
    storage, photo = S3Storage(ministack_api, NAMES), photo_of(b"body")
    now = photo.registered_at

    url = storage.signed_get(photo, RenditionKind.ORIGINAL, now=now, until=now.replace(year=2100), attachment=False)

    assert send_over_http("GET", url).status == 404


@pytest.mark.parametrize("statements", [api_statements, worker_statements, job_statements])
def test_every_right_names_its_action_and_its_resource(
    statements: Callable[[ResourceNames, ResourceArns], Sequence[Statement]],
) -> None:
    for statement in statements(NAMES, ResourceArns("eu-west-1", "123456789012")):
        assert not [action for action in listed(statement, "Action") if "*" in action]
        for resource in listed(statement, "Resource"):
            assert "imgsh-" in resource or resource == "arn:aws:ses:eu-west-1:123456789012:identity/*"


def test_no_right_of_the_api_deletes_an_object_or_reads_a_queue() -> None:
    actions = [action for statement in api_statements(NAMES) for action in listed(statement, "Action")]

    assert not [action for action in actions if action.startswith(("s3:Delete", "sqs:Receive", "sqs:Delete"))]


def listed(statement: Statement, what: str) -> list[str]:
    found = statement[what]
    assert isinstance(found, list)
    return found
