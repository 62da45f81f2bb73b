"""The Lambda functions, each with its own log group and the rights of its role."""

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
    """Allows the statements and writing into logs of this deployment.

    Without statements it may write into its own log only: a compromised function must not forge lines of others.
    """
    logging: Statement = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": [deployment.arns.log_streams(deployment.log_group("*" if statements else name))],
    }
    document = iam.PolicyDocument.from_json({"Version": POLICY_VERSION, "Statement": [*statements, logging]})
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
        # CDK constructs must not add rights to the statements.
        role=role.without_policy_updates(),
        log_group=log,
        # Our own lines are JSON; this makes Lambda's JSON too.
        logging_format=lambda_.LoggingFormat.JSON,
        environment=dict(environment),
    )


def deliver(scope: Construct, deployment: Deployment, delivery: Delivery, function: lambda_.Function) -> None:
    """Only the messages that the function reports as failed are delivered again."""
    queue = sqs.Queue.from_queue_arn(scope, f"To{delivery.function.title}", deployment.arns.queue(delivery.queue))
    function.add_event_source(
        sources.SqsEventSource(
            queue,
            batch_size=delivery.batch_size,
            # Limits the queue, because reserved concurrency can't be set in an account with a low limit.
            max_concurrency=delivery.max_concurrency,
            report_batch_item_failures=True,
        )
    )


def schedule(
    scope: Construct, deployment: Deployment, described: Function, function: lambda_.Function, interval: timedelta
) -> None:
    every = cdk.Duration.minutes(interval // timedelta(minutes=1))
    rate = events.Schedule.rate(every)
    # No retries, neither of the delivery nor of the call: the next call finds what this one failed at.
    function.configure_async_invoke(retry_attempts=0, max_event_age=every)
    target = targets.LambdaFunction(function, retry_attempts=0)
    name = f"{deployment.name}-{described.name}"
    events.Rule(scope, f"Call{described.title}", rule_name=name, schedule=rate, targets=[target])
