"""The dashboard, most important graphs first."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from aws import resources
from infra.cdk.alarms import FIVE_MINUTES, log_metric, queue_metric
from infra.deployment import Deployment
from infra.lambda_functions import API
from runtime.metrics import Metric

WIDTH = 12


def dashboard(scope: Construct, deployment: Deployment, functions: Mapping[str, lambda_.Function]) -> None:
    api, queues = functions[API.name], resources.queues(deployment.names)
    duration = [api.metric_duration(period=FIVE_MINUTES, statistic=each) for each in ("p50", "p95", "p99")]
    requests = [
        api.metric_invocations(period=FIVE_MINUTES),
        api.metric_throttles(period=FIVE_MINUTES),
        log_metric(Metric.REFUSED_REQUESTS, "Sum"),
    ]
    graphs = {
        "Access codes redeemed and refused": [
            log_metric(each, "Sum") for each in (Metric.REDEEMS, Metric.FAILED_REDEEMS)
        ],
        "Photos and videos processed, rejected and suspected of an attack": [
            log_metric(each, "Sum") for each in (Metric.UPLOADS, Metric.REJECTS, Metric.SUSPECTED_ATTACKS)
        ],
        "Time since the oldest event expired": [log_metric(Metric.OLDEST_OVERDUE, "Maximum")],
        "Duration of archive builds": [log_metric(Metric.ARCHIVE_TIME, each) for each in ("p50", "Maximum")],
        "Duration of API requests": duration,
        "API requests, throttled and refused": requests,
        "Failures, and calls of functions that ended in an error": [
            log_metric(Metric.FAILURES, "Sum"),
            *(each.metric_errors(period=FIVE_MINUTES) for each in functions.values()),
        ],
        "Age of the oldest message": [queue_metric(each.name, "ApproximateAgeOfOldestMessage") for each in queues],
        "Throttled calls of DynamoDB": [log_metric(Metric.THROTTLED_CALLS, "Sum")],
        "Mails held back": [log_metric(Metric.MAILS_HELD_BACK, "Sum")],
    }
    widgets = [cloudwatch.GraphWidget(title=title, left=metrics, width=WIDTH) for title, metrics in graphs.items()]
    board = cloudwatch.Dashboard(scope, "Dashboard", dashboard_name=deployment.name)
    for left, right in zip(widgets[::2], widgets[1::2], strict=True):
        board.add_widgets(left, right)
