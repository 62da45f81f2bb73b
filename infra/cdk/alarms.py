"""What is worth waking somebody, each with what it means. What to do about it is in `docs/runbook.md`."""

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
"""From where SES begins to look at an account; at twice that it stops it."""


@dataclass(frozen=True)
class Alarm:
    id: str
    meaning: str
    metric: cloudwatch.Metric
    threshold: float
    periods: int = 1
    comparison: cloudwatch.ComparisonOperator = AT_LEAST
    silence_is_bad: bool = False


def own(metric: Metric, statistic: str) -> cloudwatch.Metric:
    """One of those that the service writes into its log."""
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
        yield Alarm(f"Errors-{name}", f"The function {name} fails: it raised, ran out of time or memory.", errors, 3)
    api = functions[API.name]
    yield Alarm("Throttles", "Requests are turned away for want of room.", api.metric_throttles(period=FIVE_MINUTES), 1)
    slow = api.metric_duration(period=FIVE_MINUTES, statistic="p95")
    yield Alarm("Slow", "One request in twenty takes more than two seconds.", slow, SLOW_MILLISECONDS, periods=3)
    swept = functions[SWEEP.name].metric_invocations(period=FIVE_MINUTES, statistic="Sum")
    meaning = "Nobody calls the sweep, so nothing is deleted."
    yield Alarm("Silence", meaning, swept, 1, periods=2, comparison=BELOW, silence_is_bad=True)
    overdue = own(Metric.OLDEST_OVERDUE, "Maximum")
    yield Alarm("Overdue", "An event is over, and not deleted since long.", overdue, OVERDUE_SECONDS, periods=2)
    held_back = own(Metric.MAILS_HELD_BACK, "Sum")
    yield Alarm("Mails", "A limit of mails a day is reached: mails are held back.", held_back, 1)
    attacks = own(Metric.SUSPECTED_ATTACKS, "Sum")
    yield Alarm("Attack", "A file made its decoder call what no decoder calls.", attacks, 1)
    bounces = cloudwatch.Metric(
        namespace="AWS/SES", metric_name="Reputation.BounceRate", statistic="Maximum", period=cdk.Duration.hours(1)
    )
    yield Alarm("Bounces", "Too many mails come back: SES may stop sending any.", bounces, BOUNCES_SHARE)


def _of_queues(deployment: Deployment) -> Iterator[Alarm]:
    for queue in resources.queues(deployment.names):
        title = deployment.logical(queue.name, "")
        if queue.dead_letters:
            age = queue_metric(queue.name, "ApproximateAgeOfOldestMessage")
            yield Alarm(f"Late-{title}", f"Work waits too long in {queue.name}.", age, OLDEST_MESSAGE_SECONDS)
        else:
            visible = queue_metric(queue.name, "ApproximateNumberOfMessagesVisible")
            yield Alarm(f"Dead-{title}", f"Work was given up, and lies in {queue.name}.", visible, 1, periods=2)
