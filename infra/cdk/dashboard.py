"""What there is to see at a glance, most important first."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from aws import resources
from infra.cdk.alarms import FIVE_MINUTES, own, queue_metric
from infra.deployment import Deployment
from infra.lambda_functions import API
from runtime.metrics import Metric

WIDTH = 12


def dashboard(scope: Construct, deployment: Deployment, functions: Mapping[str, lambda_.Function]) -> None:
    api, queues = functions[API.name], resources.queues(deployment.names)
    graphs = {
        "Albums opened, and codes refused": [own(Metric.REDEEMS, "Sum"), own(Metric.FAILED_REDEEMS, "Sum")],
        "Photos and videos taken in, rejected, and suspected of an attack": [
            own(each, "Sum") for each in (Metric.UPLOADS, Metric.REJECTS, Metric.SUSPECTED_ATTACKS)
        ],
        "How long the oldest event is overdue": [own(Metric.OLDEST_OVERDUE, "Maximum")],
        "How long archives take": [own(Metric.ARCHIVE_TIME, "p50"), own(Metric.ARCHIVE_TIME, "Maximum")],
        "The API's time": [api.metric_duration(period=FIVE_MINUTES, statistic=each) for each in ("p50", "p95", "p99")],
        "Requests": [api.metric_invocations(period=FIVE_MINUTES), api.metric_throttles(period=FIVE_MINUTES)],
        "Failures, and mails that were held back": [
            *(each.metric_errors(period=FIVE_MINUTES) for each in functions.values()),
            own(Metric.MAILS_HELD_BACK, "Sum"),
        ],
        "The oldest message": [queue_metric(each.name, "ApproximateAgeOfOldestMessage") for each in queues],
    }
    shown = [cloudwatch.GraphWidget(title=title, left=metrics, width=WIDTH) for title, metrics in graphs.items()]
    board = cloudwatch.Dashboard(scope, "Dashboard", dashboard_name=deployment.name)
    for left, right in zip(shown[::2], shown[1::2], strict=True):
        board.add_widgets(left, right)
