"""Creates the resources on a local engine. In the cloud the CDK does this.

Blocking: it runs once, before the service starts. Idempotent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from aws import resources
from aws.clients import AccessKey, Aws
from aws.resources import POLICY_VERSION, BucketDefinition, QueueDefinition, ResourceNames, TableDefinition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef, KeySchemaElementTypeDef
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef, CreateBucketRequestTypeDef, LifecycleRuleTypeDef
    from mypy_boto3_sqs.literals import QueueAttributeNameType

POLICY_NAME = "application"


def provision(aws: Aws, names: ResourceNames, *, app_origin: str, more_origins: Sequence[str] = ()) -> None:
    """Pages of `app_origin`, such as "http://127.0.0.1:8000", and of `more_origins` may use the buckets (CORS)."""
    _create_tables(aws, resources.tables(names))
    _create_buckets(aws, resources.buckets(names), [app_origin, *more_origins])
    _create_queues(aws, resources.queues(names))


def application_user(
    aws: Aws, user_name: str, statements: Sequence[Mapping[str, object]], kept: AccessKey | None = None
) -> AccessKey:
    """The access key of an IAM user with the rights in `statements` alone.

    Returns `kept` if it is still valid. Otherwise creates a new key and deletes the user's others, whose secrets IAM
    never returns again.
    """
    iam = aws.client("iam")
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName=user_name)
    document = {"Version": POLICY_VERSION, "Statement": list(statements)}
    iam.put_user_policy(UserName=user_name, PolicyName=POLICY_NAME, PolicyDocument=json.dumps(document))
    existing = [key["AccessKeyId"] for key in iam.list_access_keys(UserName=user_name)["AccessKeyMetadata"]]
    if kept and kept.access_key_id in existing:
        return kept
    for access_key_id in existing:
        iam.delete_access_key(UserName=user_name, AccessKeyId=access_key_id)
    created = iam.create_access_key(UserName=user_name)["AccessKey"]
    return AccessKey(created["AccessKeyId"], created["SecretAccessKey"])


def verify_sender(aws: Aws, address: str) -> None:
    """SES sends from verified addresses only; the local engine verifies at once."""
    ses = aws.client("sesv2")
    with suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=address)


def _create_tables(aws: Aws, tables: Sequence[TableDefinition]) -> None:
    existing = table_names(aws)
    for table in tables:
        if table.name not in existing:
            create_table(aws, table)


def table_names(aws: Aws) -> set[str]:
    pages = aws.client("dynamodb").get_paginator("list_tables").paginate()
    return {name for page in pages for name in page["TableNames"]}


def create_table(aws: Aws, table: TableDefinition) -> None:
    dynamodb = aws.client("dynamodb")
    dynamodb.create_table(**_table_parameters(table))
    dynamodb.get_waiter("table_exists").wait(TableName=table.name, WaiterConfig={"Delay": 1})
    if table.time_to_live:
        dynamodb.update_time_to_live(
            TableName=table.name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": table.time_to_live},
        )


def _table_parameters(table: TableDefinition) -> CreateTableInputTypeDef:
    own_keys = (table.partition, table.sort)
    index_keys = [key for index in table.indexes for key in (index.partition, index.sort)]
    index_keys += [index.sort for index in table.local_indexes]
    attributes = {key.name: key.type for key in (*own_keys, *index_keys) if key}
    parameters: CreateTableInputTypeDef = {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()],
        "KeySchema": _key_schema(table.partition, table.sort),
    }
    if table.indexes:
        parameters["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(index.partition, index.sort),
                "Projection": {"ProjectionType": index.projection},
            }
            for index in table.indexes
        ]
    if table.local_indexes:
        parameters["LocalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(table.partition, index.sort),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in table.local_indexes
        ]
    return parameters


def _key_schema(
    partition: resources.KeyAttribute, sort: resources.KeyAttribute | None
) -> list[KeySchemaElementTypeDef]:
    schema: list[KeySchemaElementTypeDef] = [{"AttributeName": partition.name, "KeyType": "HASH"}]
    return [*schema, {"AttributeName": sort.name, "KeyType": "RANGE"}] if sort else schema


def _create_queues(aws: Aws, queues: Sequence[QueueDefinition]) -> None:
    sqs = aws.client("sqs")
    arns: dict[str, str] = {}
    for queue in queues:
        url = sqs.create_queue(QueueName=queue.name)["QueueUrl"]
        known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arns[queue.name] = known["Attributes"]["QueueArn"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes=_queue_attributes(queue, arns))
        if queue.notified_by:
            _notify(aws, queue.notified_by, arns[queue.name])


def _queue_attributes(queue: QueueDefinition, arns: Mapping[str, str]) -> dict[QueueAttributeNameType, str]:
    attributes: dict[QueueAttributeNameType, str] = {
        "VisibilityTimeout": str(queue.visibility_timeout_seconds),
        "MessageRetentionPeriod": str(queue.retention_seconds),
    }
    if queue.dead_letters:
        redrive = {"deadLetterTargetArn": arns[queue.dead_letters], "maxReceiveCount": queue.max_receives}
        attributes["RedrivePolicy"] = json.dumps(redrive)
    if queue.notified_by:
        may_send = {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arns[queue.name],
            "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{queue.notified_by}"}},
        }
        attributes["Policy"] = json.dumps({"Version": POLICY_VERSION, "Statement": [may_send]})
    return attributes


def _notify(aws: Aws, bucket: str, queue_arn: str) -> None:
    s3 = aws.client("s3")
    known = s3.get_bucket_notification_configuration(Bucket=bucket).get("QueueConfigurations", [])
    if any(each["QueueArn"] == queue_arn for each in known):
        return  # setting it again would send another test message
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [{"QueueArn": queue_arn, "Events": ["s3:ObjectCreated:*"]}]},
    )


def _create_buckets(aws: Aws, buckets: Sequence[BucketDefinition], origins: Sequence[str]) -> None:
    s3 = aws.client("s3")
    existing = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    for bucket in buckets:
        if bucket.name not in existing:
            s3.create_bucket(**_bucket_parameters(bucket, aws.region))
        cors: CORSRuleTypeDef = {
            "AllowedOrigins": list(origins),
            "AllowedMethods": list(bucket.methods),
            "AllowedHeaders": ["*"],
            "ExposeHeaders": list(resources.EXPOSED_HEADERS),
            "MaxAgeSeconds": resources.CORS_MAX_AGE_SECONDS,
        }
        s3.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": [cors]})
        rules = [_lifecycle_rule(rule) for rule in bucket.lifecycle]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration={"Rules": rules})


def _bucket_parameters(bucket: BucketDefinition, region: str) -> CreateBucketRequestTypeDef:
    """S3 accepts no LocationConstraint for us-east-1."""
    if region == "us-east-1":
        return {"Bucket": bucket.name}
    return {"Bucket": bucket.name, "CreateBucketConfiguration": {"LocationConstraint": region}}  # type: ignore[typeddict-item] # the stubs' list of regions


def _lifecycle_rule(rule: resources.LifecycleRule) -> LifecycleRuleTypeDef:
    parameters: LifecycleRuleTypeDef = {"ID": rule.id, "Status": "Enabled", "Filter": {"Prefix": rule.prefix}}
    if rule.expire_after_days:
        parameters["Expiration"] = {"Days": rule.expire_after_days}
    if rule.abort_uploads_after_days:
        parameters["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": rule.abort_uploads_after_days}
    return parameters
