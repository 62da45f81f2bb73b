"""The alarms, each with its meaning. `docs/runbook.md` says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_

from aws import resources
from infra.deployment import Deployment
from infra.lambda_functions import API, ORPHANS, UPLOADS
from runtime.metrics import NAMESPACE, Metric

FIVE_MINUTES = cdk.Duration.minutes(5)
AT_LEAST = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD

OLDEST_MESSAGE_SECONDS = 900
OVERDUE_SECONDS = 900
SLOW_MILLISECONDS = 2000
FAILURES_IN_FIVE_MINUTES = 3
BOUNCES_SHARE, COMPLAINTS_SHARE = 0.05, 0.001
"""SES reviews an account from here on. It stops it at a share of 0.1 of bounces, or 0.005 of complaints."""


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


def reputation_metric(name: str) -> cloudwatch.Metric:
    """Of the whole account and region: SES counts it for no identity alone."""
    return cloudwatch.Metric(namespace="AWS/SES", metric_name=name, statistic="Maximum", period=cdk.Duration.hours(1))


def alarms(deployment: Deployment, functions: Mapping[str, lambda_.Function], api: gateway.IHttpApi) -> Iterator[Alarm]:
    yield from _of_queues(deployment)
    yield from _of_failures(functions, api)
    yield from _of_limits(functions)
    yield from _of_mails()
    slow = functions[API.name].metric_duration(period=FIVE_MINUTES, statistic="p95")
    yield Alarm("Slow", "5% of the requests take more than two seconds.", slow, SLOW_MILLISECONDS, periods=3)
    # Each sweep that succeeds writes this metric, so its absence shows errors and timeouts as well.
    sweeps = log_metric(Metric.OLDEST_OVERDUE, "SampleCount")
    meaning = "The sweep is not called or fails, so nothing is deleted."
    yield Alarm("Silence", meaning, sweeps, 1, periods=2, comparison=BELOW, missing_data_is_bad=True)
    overdue = log_metric(Metric.OLDEST_OVERDUE, "Maximum")
    yield Alarm("Overdue", "An expired event has not been deleted.", overdue, OVERDUE_SECONDS, periods=2)
    attacks = log_metric(Metric.SUSPECTED_ATTACKS, "Sum")
    yield Alarm("Attack", "A file made its decoder attempt a forbidden system call.", attacks, 1)


def _of_failures(functions: Mapping[str, lambda_.Function], api: gateway.IHttpApi) -> Iterator[Alarm]:
    """A function can't log a timeout or lack of memory. These show at the gateway, in queues and by a silent sweep."""
    failures = log_metric(Metric.FAILURES, "Sum")
    yield Alarm("Failures", "Requests, uploads or jobs fail.", failures, FAILURES_IN_FIVE_MINUTES)
    faults = api.metric_server_error(period=FIVE_MINUTES, statistic="Sum")
    yield Alarm("Gateway", "The API does not answer: an error at start, a timeout or lack of memory.", faults, 1)
    orphans = functions[ORPHANS.name].metric_errors(period=FIVE_MINUTES, statistic="Sum")
    yield Alarm("Orphans", "The search for orphans fails.", orphans, 1)


def _of_limits(functions: Mapping[str, lambda_.Function]) -> Iterator[Alarm]:
    refused = log_metric(Metric.REFUSED_REQUESTS, "Sum")
    yield Alarm("Refused", "API Gateway refuses requests: there are more in a second than it lets through.", refused, 1)
    for each, what in ((API, "requests"), (UPLOADS, "uploads")):
        throttles = functions[each.name].metric_throttles(period=FIVE_MINUTES, statistic="Sum")
        meaning = f"Lambda throttles {what}: the account's concurrency limit is reached."
        yield Alarm(f"Throttles-{each.name}", meaning, throttles, 1)
    throttled = log_metric(Metric.THROTTLED_CALLS, "Sum")
    yield Alarm("Throttles-tables", "DynamoDB throttles: too much at once for an item or a table.", throttled, 1)


def _of_mails() -> Iterator[Alarm]:
    held_back = log_metric(Metric.MAILS_HELD_BACK, "Sum")
    yield Alarm("Mails", "The daily mail limit is reached: mails are held back.", held_back, 1)
    bounces, complaints = reputation_metric("Reputation.BounceRate"), reputation_metric("Reputation.ComplaintRate")
    yield Alarm("Bounces", "The bounce rate is too high: SES may suspend sending.", bounces, BOUNCES_SHARE)
    yield Alarm("Complaints", "Recipients report mails as spam: SES may suspend sending.", complaints, COMPLAINTS_SHARE)


def _of_queues(deployment: Deployment) -> Iterator[Alarm]:
    for queue in resources.queues(deployment.names):
        title = deployment.logical(queue.name, "")
        if queue.dead_letters:
            age = queue_metric(queue.name, "ApproximateAgeOfOldestMessage")
            yield Alarm(f"Late-{title}", f"Messages wait too long in {queue.name}.", age, OLDEST_MESSAGE_SECONDS)
        else:
            visible = queue_metric(queue.name, "ApproximateNumberOfMessagesVisible")
            yield Alarm(f"Dead-{title}", f"Messages failed too often and are in {queue.name}.", visible, 1, periods=2)
