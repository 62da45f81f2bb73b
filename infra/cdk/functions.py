"""The Lambda functions: each with a log of its own and the rights of its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from aws.resources import POLICY_VERSION
from infra.deployment import Deployment
from infra.iam_policies import Statement
from infra.lambda_functions import Delivery, Function

LOGS_KEPT = logs.RetentionDays.ONE_MONTH


def role(scope: Construct, deployment: Deployment, name: str, statements: Sequence[Statement]) -> iam.Role:
    """May do what the statements say, write into logs of this deployment, and nothing else.

    Without statements it writes into its own log alone: a function that was taken over must not write others' lines.
    """
    may_log: Statement = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [deployment.place.log_streams(deployment.log_group("*" if statements else name))],
    }
    document = iam.PolicyDocument.from_json({"Version": POLICY_VERSION, "Statement": [*statements, may_log]})
    return iam.Role(
        scope,
        f"{name.capitalize()}Role",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"application": document},
    )


def function(
    scope: Construct,
    deployment: Deployment,
    described: Function,
    *,
    bundles: Path,
    role: iam.Role,
    environment: Mapping[str, str],
) -> lambda_.Function:
    log = logs.LogGroup(
        scope,
        f"{described.title}Log",
        log_group_name=deployment.log_group(described.name),
        retention=LOGS_KEPT,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    return lambda_.Function(
        scope,
        described.title,
        function_name=deployment.function(described.name),
        runtime=lambda_.Runtime.PYTHON_3_13,
        architecture=lambda_.Architecture.ARM_64,
        code=lambda_.Code.from_asset(str(bundles / f"{described.bundle}.zip")),
        handler=described.handler,
        memory_size=described.memory_megabytes,
        timeout=cdk.Duration.seconds(described.timeout_seconds),
        ephemeral_storage_size=cdk.Size.mebibytes(described.disk_megabytes),
        # What the statements say is all: nothing that is wired up below may widen it.
        role=role.without_policy_updates(),
        log_group=log,
        # Our own lines are JSON as they are; this makes the runtime's the same.
        logging_format=lambda_.LoggingFormat.JSON,
        environment=dict(environment),
    )


def deliver(scope: Construct, deployment: Deployment, delivery: Delivery, function: lambda_.Function) -> None:
    """Only what the function names as failed comes again."""
    queue = sqs.Queue.from_queue_arn(scope, f"To{delivery.function.title}", deployment.place.queue(delivery.queue))
    function.add_event_source(
        sources.SqsEventSource(
            queue,
            batch_size=delivery.batch_size,
            # A bound on the queue's side: reserving a share of the account's room fails where it has little.
            max_concurrency=delivery.max_concurrency,
            report_batch_item_failures=True,
        )
    )


def call_each(
    scope: Construct, deployment: Deployment, described: Function, function: lambda_.Function, pause: timedelta
) -> None:
    schedule = events.Schedule.rate(cdk.Duration.minutes(pause // timedelta(minutes=1)))
    # What one call failed at, the next one finds: nothing is gained by calling it again.
    target = targets.LambdaFunction(function, retry_attempts=0)
    name = f"{deployment.name}-{described.name}"
    events.Rule(scope, f"Call{described.title}", rule_name=name, schedule=schedule, targets=[target])
