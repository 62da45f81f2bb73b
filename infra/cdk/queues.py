"""The SQS queues of `aws.resources`, and their policies."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_sqs as sqs
from constructs import Construct

from aws.resources import POLICY_VERSION, QueueDefinition
from infra.deployment import Deployment
from infra.iam_policies import Statement


def queue(
    scope: Construct, deployment: Deployment, queue: QueueDefinition, created: Mapping[str, sqs.CfnQueue]
) -> sqs.CfnQueue:
    """`created` contains earlier queues by name, among them the dead-letter queue of this one."""
    redrive = None
    if queue.dead_letters:
        arn = created[queue.dead_letters].attr_arn
        redrive = {"deadLetterTargetArn": arn, "maxReceiveCount": queue.max_receives}
    return sqs.CfnQueue(
        scope,
        deployment.logical(queue.name, "Queue"),
        queue_name=queue.name,
        visibility_timeout=queue.visibility_timeout_seconds,
        message_retention_period=queue.retention_seconds,
        sqs_managed_sse_enabled=True,
        redrive_policy=redrive,
    )


def queue_policy(
    scope: Construct, deployment: Deployment, queue: QueueDefinition, created: sqs.CfnQueue
) -> sqs.CfnQueuePolicy:
    statements: list[Statement] = [
        {
            "Sid": "PlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": created.attr_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]
    if queue.notified_by:
        statements.append(
            {
                "Sid": "NewObjects",
                "Effect": "Allow",
                "Principal": {"Service": "s3.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": created.attr_arn,
                "Condition": {
                    "ArnEquals": {"aws:SourceArn": deployment.arns.bucket(queue.notified_by)},
                    # Another account may own a bucket of this name after it was deleted.
                    "StringEquals": {"aws:SourceAccount": deployment.account},
                },
            }
        )
    return sqs.CfnQueuePolicy(
        scope,
        deployment.logical(queue.name, "QueuePolicy"),
        queues=[created.ref],
        policy_document={"Version": POLICY_VERSION, "Statement": statements},
    )
