"""The alarms, each with its meaning. `docs/runbook.md` says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_

from aws import resources
from infra.deployment import Deployment
from infra.lambda_functions import API, SWEEP
from runtime.metrics import NAMESPACE, Metric

FIVE_MINUTES = cdk.Duration.minutes(5)
AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD

OLDEST_MESSAGE_SECONDS = 900
OVERDUE_SECONDS = 900
SLOW_MILLISECONDS = 2000
BOUNCES_SHARE = 0.05
"""SES reviews an account from here on, and stops it at twice this share."""


@dataclass(frozen=True)
class Alarm:
    id: str
    meaning: str
    metric: cloudwatch.Metric
    threshold: float
    periods: int = 1
    comparison: cloudwatch.ComparisonOperator = AT_LEAST
    missing_data_is_bad: bool = False


def log_metric(metric: Metric, statistic: str) -> cloudwatch.Metric:
    """A metric that the service writes into its log."""
    return cloudwatch.Metric(namespace=NAMESPACE, metric_name=metric.title, statistic=statistic, period=FIVE_MINUTES)


def queue_metric(name: str, metric: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace="AWS/SQS",
        metric_name=metric,
        dimensions_map={"QueueName": name},
        statistic="Maximum",
        period=FIVE_MINUTES,
    )


def alarms(deployment: Deployment, functions: Mapping[str, lambda_.Function]) -> Iterator[Alarm]:
    yield from _of_queues(deployment)
    for name, function in functions.items():
        errors = function.metric_errors(period=FIVE_MINUTES, statistic="Sum")
        yield Alarm(f"Errors-{name}", f"The function {name} fails: an error, a timeout or lack of memory.", errors, 3)
    api = functions[API.name]
    yield Alarm(
        "Throttles",
        "Lambda throttles requests: the account's concurrency limit is reached.",
        api.metric_throttles(period=FIVE_MINUTES),
        1,
    )
    slow = api.metric_duration(period=FIVE_MINUTES, statistic="p95")
    yield Alarm("Slow", "5% of the requests take more than two seconds.", slow, SLOW_MILLISECONDS, periods=3)
    sweeps = functions[SWEEP.name].metric_invocations(period=FIVE_MINUTES, statistic="Sum")
    meaning = "The sweep is not called, so nothing is deleted."
    yield Alarm("Silence", meaning, sweeps, 1, periods=2, comparison=BELOW, missing_data_is_bad=True)
    overdue = log_metric(Metric.OLDEST_OVERDUE, "Maximum")
    yield Alarm("Overdue", "An expired event has not been deleted.", overdue, OVERDUE_SECONDS, periods=2)
    held_back = log_metric(Metric.MAILS_HELD_BACK, "Sum")
    yield Alarm("Mails", "The daily mail limit is reached: mails are held back.", held_back, 1)
    attacks = log_metric(Metric.SUSPECTED_ATTACKS, "Sum")
    yield Alarm("Attack", "A file made its decoder attempt a forbidden system call.", attacks, 1)
    bounces = cloudwatch.Metric(
        namespace="AWS/SES", metric_name="Reputation.BounceRate", statistic="Maximum", period=cdk.Duration.hours(1)
    )
    yield Alarm("Bounces", "The bounce rate is too high: SES may suspend sending.", bounces, BOUNCES_SHARE)


def _of_queues(deployment: Deployment) -> Iterator[Alarm]:
    for queue in resources.queues(deployment.names):
        title = deployment.logical(queue.name, "")
        if queue.dead_letters:
            age = queue_metric(queue.name, "ApproximateAgeOfOldestMessage")
            yield Alarm(f"Late-{title}", f"Messages wait too long in {queue.name}.", age, OLDEST_MESSAGE_SECONDS)
        else:
            visible = queue_metric(queue.name, "ApproximateNumberOfMessagesVisible")
            yield Alarm(f"Dead-{title}", f"Messages failed too often and are in {queue.name}.", visible, 1, periods=2)
