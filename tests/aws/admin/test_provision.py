from __future__ import annotations

import json
from typing import Any

import pytest

from aws.admin.provision import application_user, provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from tests.aws.conftest import APP_ORIGIN, REGION

OTHER = ResourceNames.with_prefix("other")
MAY_LIST_TABLES = [{"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*"}]


@pytest.fixture(params=["moto_aws", "ministack_root"])
def aws(request: pytest.FixtureRequest) -> Aws:
    aws: Aws = request.getfixturevalue(request.param)
    provision(aws, OTHER, app_origin=APP_ORIGIN)
    return aws


def _messages(aws: Aws) -> list[dict[str, Any]]:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=OTHER.uploads)["QueueUrl"]
    bodies = []
    while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [json.loads(message["Body"]) for message in received]
        for message in received:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def test_the_queue_is_notified_of_uploads_and_not_of_renditions(aws: Aws) -> None:
    s3 = aws.client("s3")
    s3.put_object(Bucket=OTHER.originals, Key="user/event/cake (2).png", Body=b"x")
    s3.put_object(Bucket=OTHER.derived, Key="user/event/cake (2).png/preview", Body=b"x")
    records = [record for body in _messages(aws) for record in body.get("Records", [])]
    assert [record["s3"]["bucket"]["name"] for record in records] == [OTHER.originals]


def test_a_second_run_changes_nothing(aws: Aws) -> None:
    aws.client("dynamodb").put_item(TableName=OTHER.rate_limits, Item={"key": {"S": "kept"}})
    aws.client("s3").put_object(Bucket=OTHER.derived, Key="kept", Body=b"kept")
    _messages(aws)
    before = _described(aws)
    provision(aws, OTHER, app_origin=APP_ORIGIN)
    assert _described(aws) == before
    assert "Item" in aws.client("dynamodb").get_item(TableName=OTHER.rate_limits, Key={"key": {"S": "kept"}})
    assert aws.client("s3").get_object(Bucket=OTHER.derived, Key="kept")["Body"].read() == b"kept"
    assert _messages(aws) == []


def _described(aws: Aws) -> list[dict[str, Any]]:
    dynamodb, s3, sqs = aws.client("dynamodb"), aws.client("s3"), aws.client("sqs")
    found: list[dict[str, Any]] = []
    for table in (OTHER.users, OTHER.events, OTHER.accessors, OTHER.photos, OTHER.rate_limits):
        description: dict[str, Any] = dict(dynamodb.describe_table(TableName=table)["Table"])
        found.append({name: description[name] for name in ("KeySchema", "AttributeDefinitions", "CreationDateTime")})
        found.append(dict(dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]))
    for bucket in (OTHER.originals, OTHER.derived):
        found += [{"rules": s3.get_bucket_cors(Bucket=bucket)["CORSRules"]}]
        found += [{"rules": s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]}]
        found += [{"notifications": s3.get_bucket_notification_configuration(Bucket=bucket).get("QueueConfigurations")}]
    wanted: Any = ["QueueArn", "VisibilityTimeout", "MessageRetentionPeriod", "RedrivePolicy", "Policy"]
    for queue in (OTHER.uploads, OTHER.uploads_dead):
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        found.append({"attributes": sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]})
    return found


def test_a_message_moves_to_the_dead_letters_after_five_attempts(aws: Aws) -> None:
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName=OTHER.uploads)["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy", "VisibilityTimeout"])
    redrive = json.loads(attributes["Attributes"]["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"].endswith(f":{OTHER.uploads_dead}")
    assert (int(redrive["maxReceiveCount"]), attributes["Attributes"]["VisibilityTimeout"]) == (5, "360")


def test_another_origin_replaces_the_first(aws: Aws) -> None:
    provision(aws, OTHER, app_origin="http://127.0.0.1:9000")
    (rule,) = aws.client("s3").get_bucket_cors(Bucket=OTHER.originals)["CORSRules"]
    assert rule["AllowedOrigins"] == ["http://127.0.0.1:9000"]
    provision(aws, OTHER, app_origin="http://127.0.0.1:9000", more_origins=["capacitor://localhost"])
    (rule,) = aws.client("s3").get_bucket_cors(Bucket=OTHER.originals)["CORSRules"]
    assert rule["AllowedOrigins"] == ["http://127.0.0.1:9000", "capacitor://localhost"]


def test_lifecycle_rules_delete_old_objects_and_incomplete_uploads(aws: Aws) -> None:
    rules = aws.client("s3").get_bucket_lifecycle_configuration(Bucket=OTHER.derived)["Rules"]
    expiring = {rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in rules if "Expiration" in rule}
    assert expiring == {"": 400, "archives/": 2}
    (unfinished,) = [rule for rule in rules if "AbortIncompleteMultipartUpload" in rule]
    assert unfinished["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_a_user_keeps_a_valid_key(ministack_root: Aws) -> None:
    first = application_user(ministack_root, "keeper", MAY_LIST_TABLES)
    assert application_user(ministack_root, "keeper", MAY_LIST_TABLES, kept=first) == first
    user = Aws(REGION, ministack_root.endpoint_url, first)
    assert OTHER.users.replace("other", "imgsh") in user.client("dynamodb").list_tables()["TableNames"]


def test_a_lost_key_is_replaced_and_deleted(ministack_root: Aws) -> None:
    old = application_user(ministack_root, "loser", MAY_LIST_TABLES)
    new = application_user(ministack_root, "loser", MAY_LIST_TABLES, kept=AccessKey("AKIAUNKNOWN", "x"))
    assert new.access_key_id != old.access_key_id
    listed = ministack_root.client("iam").list_access_keys(UserName="loser")["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in listed] == [new.access_key_id]
