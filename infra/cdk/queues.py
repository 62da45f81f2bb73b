"""SQS queues, as `aws.resources` has them, and who may send to them."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_sqs as sqs
from constructs import Construct

from aws.resources import POLICY_VERSION, QueueDefinition
from infra.deployment import Deployment
from infra.iam_policies import Statement


def queue(
    scope: Construct, deployment: Deployment, queue: QueueDefinition, made: Mapping[str, sqs.CfnQueue]
) -> sqs.CfnQueue:
    """`made` holds the queues that are there already, by name: among them the one for dead letters."""
    redrive = None
    if queue.dead_letters:
        arn = made[queue.dead_letters].attr_arn
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
    scope: Construct, deployment: Deployment, queue: QueueDefinition, made: sqs.CfnQueue
) -> sqs.CfnQueuePolicy:
    statements: list[Statement] = [
        {
            "Sid": "PlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": made.attr_arn,
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
                "Resource": made.attr_arn,
                "Condition": {
                    "ArnEquals": {"aws:SourceArn": deployment.place.bucket(queue.notified_by)},
                    # Somebody else may own a bucket of this name, once it was given up.
                    "StringEquals": {"aws:SourceAccount": deployment.account},
                },
            }
        )
    return sqs.CfnQueuePolicy(
        scope,
        deployment.logical(queue.name, "QueuePolicy"),
        queues=[made.ref],
        policy_document={"Version": POLICY_VERSION, "Statement": statements},
    )
