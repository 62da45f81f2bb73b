"""The data stack is the one definition: what a machine of one's own gets from it, the cloud gets too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from aws import resources
from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from domain.uploads import MAX_TICKET_SECONDS
from tests.infra.conftest import DEPLOYMENT, Template

NAMES, ARNS = DEPLOYMENT.names, DEPLOYMENT.arns
KEPT = (
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
    "AWS::SES::EmailIdentity",
)


@pytest.fixture(scope="module")
def provisioned() -> Iterator[Aws]:
    """What `make run` and the other tests work with, under the names of this deployment."""
    with mock_aws():
        aws = Aws(DEPLOYMENT.region, access_key=AccessKey("moto", "moto"))
        provision(aws, NAMES, app_origin=DEPLOYMENT.public_origin)
        yield aws


def by_name(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return sorted(found, key=lambda each: str(each[name]))


@pytest.mark.parametrize("table", resources.tables(NAMES), ids=lambda table: table.name)
def test_a_table_in_the_cloud_is_the_table_on_one_machine(
    data: Template, provisioned: Aws, table: resources.TableDefinition
) -> None:
    (cloud,) = [each for each in data.properties("AWS::DynamoDB::Table") if each["TableName"] == table.name]
    dynamodb = provisioned.client("dynamodb")
    local: Any = dynamodb.describe_table(TableName=table.name)["Table"]
    time_to_live: Any = dynamodb.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]

    assert cloud["KeySchema"] == local["KeySchema"]
    assert by_name(cloud["AttributeDefinitions"], "AttributeName") == by_name(
        local["AttributeDefinitions"], "AttributeName"
    )
    assert cloud["BillingMode"] == local["BillingModeSummary"]["BillingMode"]
    wanted = ("IndexName", "KeySchema", "Projection")
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        indexes = [{name: index[name] for name in wanted} for index in local.get(kind, [])]
        assert cloud.get(kind, []) == indexes
    assert cloud.get("TimeToLiveSpecification", {}).get("AttributeName") == time_to_live.get("AttributeName")


@pytest.mark.parametrize("bucket", resources.buckets(NAMES), ids=lambda bucket: bucket.name)
def test_a_bucket_in_the_cloud_is_the_bucket_on_one_machine(
    data: Template, provisioned: Aws, bucket: resources.BucketDefinition
) -> None:
    (cloud,) = [each for each in data.properties("AWS::S3::Bucket") if each["BucketName"] == bucket.name]
    s3 = provisioned.client("s3")
    (cors,) = s3.get_bucket_cors(Bucket=bucket.name)["CORSRules"]
    told: Any = s3.get_bucket_notification_configuration(Bucket=bucket.name)

    assert cloud["CorsConfiguration"]["CorsRules"] == [
        {
            "AllowedOrigins": cors["AllowedOrigins"],
            "AllowedMethods": cors["AllowedMethods"],
            "AllowedHeaders": cors["AllowedHeaders"],
            "ExposedHeaders": cors["ExposeHeaders"],
            "MaxAge": cors["MaxAgeSeconds"],
        }
    ]
    rules: Any = s3.get_bucket_lifecycle_configuration(Bucket=bucket.name)["Rules"]
    assert [in_template(rule) for rule in rules] == cloud["LifecycleConfiguration"]["Rules"]
    here = [
        {"Event": event, "Queue": name_of(each["QueueArn"])}
        for each in told.get("QueueConfigurations", [])
        for event in each["Events"]
    ]
    there = cloud.get("NotificationConfiguration", {}).get("QueueConfigurations", [])
    assert here == [{**each, "Queue": name_of(each["Queue"])} for each in there]


def name_of(arn: str) -> str:
    return arn.rpartition(":")[2]


def in_template(rule: dict[str, Any]) -> dict[str, Any]:
    """A lifecycle rule in CloudFormation's words."""
    said = {"Id": rule["ID"], "Status": rule["Status"], "Prefix": rule["Filter"]["Prefix"]}
    if "Expiration" in rule:
        said["ExpirationInDays"] = rule["Expiration"]["Days"]
    if "AbortIncompleteMultipartUpload" in rule:
        said["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return said


@pytest.mark.parametrize("queue", resources.queues(NAMES), ids=lambda queue: queue.name)
def test_a_queue_in_the_cloud_is_the_queue_on_one_machine(
    data: Template, provisioned: Aws, queue: resources.QueueDefinition
) -> None:
    (cloud,) = [each for each in data.properties("AWS::SQS::Queue") if each["QueueName"] == queue.name]
    sqs = provisioned.client("sqs")
    url = sqs.get_queue_url(QueueName=queue.name)["QueueUrl"]
    local = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    assert cloud["VisibilityTimeout"] == int(local["VisibilityTimeout"])
    assert cloud["MessageRetentionPeriod"] == int(local["MessageRetentionPeriod"])
    redrive = json.loads(local.get("RedrivePolicy", "null"))
    if redrive:
        dead = data.resources[cloud["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]]["Properties"]
        assert redrive["deadLetterTargetArn"].endswith(f":{dead['QueueName']}")
        assert int(redrive["maxReceiveCount"]) == cloud["RedrivePolicy"]["maxReceiveCount"]
    else:
        assert "RedrivePolicy" not in cloud


def test_there_is_nothing_in_the_cloud_that_one_machine_lacks(data: Template) -> None:
    named = {
        each.get("TableName") or each.get("BucketName") or each.get("QueueName")
        for kind in ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue")
        for each in data.properties(kind)
    }
    tables, buckets, queues = resources.tables(NAMES), resources.buckets(NAMES), resources.queues(NAMES)
    assert named == {each.name for each in tables} | {each.name for each in buckets} | {each.name for each in queues}


def test_no_deployment_ever_deletes_what_is_kept(data: Template, assembly: Any) -> None:
    for kind in KEPT:
        for resource in data.of_type(kind).values():
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert all(table["DeletionProtectionEnabled"] for table in data.properties("AWS::DynamoDB::Table"))
    manifest = json.loads((assembly / "manifest.json").read_text())
    assert manifest["artifacts"]["Data"]["properties"]["terminationProtection"] is True


def test_every_table_can_be_restored_to_any_second_of_a_week(data: Template) -> None:
    for table in data.properties("AWS::DynamoDB::Table"):
        recovery = table["PointInTimeRecoverySpecification"]
        assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}


def test_keys_of_tables_never_change(data: Template) -> None:
    """Another key is another table: CloudFormation would make it, and leave the old one with all that is in it."""
    keys = {
        table["TableName"].removeprefix(f"{DEPLOYMENT.prefix}-"): [key["AttributeName"] for key in table["KeySchema"]]
        for table in data.properties("AWS::DynamoDB::Table")
    }
    assert (
        keys.items()
        >= {
            "users": ["user_email"],
            "events": ["event_id"],
            "accessors": ["event_id", "access_code"],
            "photos": ["event_id", "filename"],
            "rate-limits": ["key"],
        }.items()
    )


def test_buckets_are_private_encrypted_and_keep_no_old_versions(data: Template) -> None:
    for bucket in data.properties("AWS::S3::Bucket"):
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        assert "VersioningConfiguration" not in bucket  # what is deleted must really go
        assert "BucketEncryption" in bucket


def test_only_pages_of_our_own_origin_may_talk_to_the_buckets(data: Template) -> None:
    for bucket in data.properties("AWS::S3::Bucket"):
        (rule,) = bucket["CorsConfiguration"]["CorsRules"]
        assert rule["AllowedOrigins"] == ["https://d111111abcdef8.cloudfront.net"]


def test_nobody_reaches_a_bucket_or_a_queue_without_tls(data: Template) -> None:
    policies = data.properties("AWS::S3::BucketPolicy") + data.properties("AWS::SQS::QueuePolicy")
    assert len(policies) == len(resources.buckets(NAMES)) + len(resources.queues(NAMES))
    for policy in policies:
        denied = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in [each["Condition"] for each in denied]
        assert {each["Principal"] for each in denied} == {"*"}


def test_no_signature_of_the_old_version_is_taken(data: Template) -> None:
    """By AWS's own word for it: https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html"""
    for policy in data.properties("AWS::S3::BucketPolicy"):
        denied = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert {"StringEquals": {"s3:signatureversion": "AWS"}} in [each["Condition"] for each in denied]
        assert {each["Action"] for each in denied if "NotAction" not in each} == {"s3:*"}


def test_no_signature_is_good_for_more_than_three_hours_but_of_an_upload_for_a_day(data: Template) -> None:
    for policy in data.properties("AWS::S3::BucketPolicy"):
        limits = [
            (each.get("Action"), each.get("NotAction"), each["Condition"]["NumericGreaterThan"]["s3:signatureAge"])
            for each in policy["PolicyDocument"]["Statement"]
            if "NumericGreaterThan" in each["Condition"]
        ]
        assert limits == [(None, "s3:PutObject", "10800000"), ("s3:*", None, str(MAX_TICKET_SECONDS * 1000))]


def test_only_our_own_bucket_can_tell_of_uploads(data: Template) -> None:
    allowed = [
        statement
        for policy in data.properties("AWS::SQS::QueuePolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    assert [(each["Action"], each["Condition"]) for each in allowed] == [
        (
            "sqs:SendMessage",
            {
                "ArnEquals": {"aws:SourceArn": ARNS.bucket(NAMES.originals)},
                "StringEquals": {"aws:SourceAccount": DEPLOYMENT.account},
            },
        )
    ]
