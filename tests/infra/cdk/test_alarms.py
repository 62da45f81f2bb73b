"""What rings, and when. Every metric that is watched is one that somebody writes."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from aws import resources
from infra.costs.bill import OTHER_ALARMS
from runtime.metrics import NAMESPACE, Metric
from tests.infra.conftest import DEPLOYMENT, Resource, Template, the_one

ROOT = Path(__file__).resolve().parents[3]
NAMES = DEPLOYMENT.names

WRITTEN_BY_AWS = {
    ("AWS/ApiGateway", "5xx", "ApiId"),
    ("AWS/Lambda", "Duration", "FunctionName"),
    ("AWS/Lambda", "Errors", "FunctionName"),
    ("AWS/Lambda", "Throttles", "FunctionName"),
    ("AWS/SES", "Reputation.BounceRate", None),
    ("AWS/SES", "Reputation.ComplaintRate", None),
    ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName"),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"),
}
"""With the name of the dimension, as the manuals of the services say. A wrong one is no error: the alarm never rings.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

ALARMS = {
    "Failures": (Metric.FAILURES.title, None, "Sum", 3, 1),
    "Gateway": ("5xx", "GatewayHttp", "Sum", 1, 1),
    "Orphans": ("Errors", "Orphans", "Sum", 1, 1),
    "Refused": (Metric.REFUSED_REQUESTS.title, None, "Sum", 1, 1),
    "Throttlesapi": ("Throttles", "Api", "Sum", 1, 1),
    "Throttlesuploads": ("Throttles", "Uploads", "Sum", 1, 1),
    "Throttlestables": (Metric.THROTTLED_CALLS.title, None, "Sum", 1, 1),
    "Mails": (Metric.MAILS_HELD_BACK.title, None, "Sum", 1, 1),
    "Bounces": ("Reputation.BounceRate", None, "Maximum", 0.05, 1),
    "Complaints": ("Reputation.ComplaintRate", None, "Maximum", 0.001, 1),
    "Slow": ("Duration", "Api", "p95", 2000, 3),
    "Silence": (Metric.OLDEST_OVERDUE.title, None, "SampleCount", 1, 2),
    "Overdue": (Metric.OLDEST_OVERDUE.title, None, "Maximum", 900, 2),
    "Attack": (Metric.SUSPECTED_ATTACKS.title, None, "Sum", 1, 1),
    "LateUploads": ("ApproximateAgeOfOldestMessage", NAMES.uploads, "Maximum", 900, 1),
    "LateJobs": ("ApproximateAgeOfOldestMessage", NAMES.jobs_queue, "Maximum", 900, 1),
    "DeadUploadsDead": ("ApproximateNumberOfMessagesVisible", NAMES.uploads_dead, "Maximum", 1, 2),
    "DeadJobsDead": ("ApproximateNumberOfMessagesVisible", NAMES.jobs_dead, "Maximum", 1, 2),
}
"""Metric, what it is about, statistic, threshold, and for how many periods."""


@pytest.fixture
def alarms(service: Template) -> dict[str, Resource]:
    """By id, without what the CDK adds."""
    found = service.of_type("AWS::CloudWatch::Alarm").items()
    return {_without_hash(id).removeprefix("Watch"): resource["Properties"] for id, resource in found}


def _without_hash(logical_id: str) -> str:
    return logical_id[:-8]


def _dimension(alarm: Resource) -> tuple[str | None, str | None]:
    """Name and value. A value that refers to a resource is its id."""
    if not alarm.get("Dimensions"):
        return None, None
    dimension = the_one(alarm["Dimensions"])
    value = dimension["Value"]
    return dimension["Name"], value if isinstance(value, str) else _without_hash(value["Ref"])


def test_each_alarm_watches_its_metric_and_is_mailed(alarms: dict[str, Resource]) -> None:
    assert {
        id: (
            alarm["MetricName"],
            _dimension(alarm)[1],
            alarm.get("Statistic") or alarm["ExtendedStatistic"],
            alarm["Threshold"],
            alarm["EvaluationPeriods"],
        )
        for id, alarm in alarms.items()
    } == ALARMS
    assert all(alarm["AlarmActions"] and alarm["OKActions"] and alarm["AlarmDescription"] for alarm in alarms.values())


def test_only_a_silent_sweep_rings_by_missing_data_and_below_its_threshold(alarms: dict[str, Resource]) -> None:
    rings = {id: (alarm["ComparisonOperator"], alarm["TreatMissingData"]) for id, alarm in alarms.items()}
    assert rings.pop("Silence") == ("LessThanThreshold", "breaching")
    assert set(rings.values()) == {("GreaterThanOrEqualToThreshold", "notBreaching")}


def test_every_metric_that_is_watched_is_written(alarms: dict[str, Resource]) -> None:
    ours = {(NAMESPACE, metric.title, None) for metric in Metric}
    watched = {(alarm["Namespace"], alarm["MetricName"], _dimension(alarm)[0]) for alarm in alarms.values()}
    assert watched - ours == WRITTEN_BY_AWS


def test_each_of_our_metrics_is_written_by_the_code_or_by_the_filter_of_refused_requests() -> None:
    files = [*ROOT.glob("*.py"), *(ROOT / "runtime").glob("*.py"), *(ROOT / "graphql_http").glob("*.py")]
    used = {
        node.attr
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Metric"
    }
    assert used == {metric.name for metric in Metric} - {Metric.REFUSED_REQUESTS.name}


def test_requests_that_the_gateway_refuses_are_counted_in_its_log(service: Template) -> None:
    """Its own metrics have one number for all of 4xx."""
    counted = the_one(service.properties("AWS::Logs::MetricFilter"))
    log = the_one(service.properties("AWS::ApiGatewayV2::Stage"))["AccessLogSettings"]
    assert log["DestinationArn"] == {"Fn::GetAtt": [counted["LogGroupName"]["Ref"], "Arn"]}
    assert json.loads(log["Format"])["status"] == "$context.status"
    assert counted["FilterPattern"] == '{ $.status = "429" }'
    written = the_one(counted["MetricTransformations"])
    assert (written["MetricNamespace"], written["MetricName"]) == (NAMESPACE, Metric.REFUSED_REQUESTS.title)
    assert written["MetricValue"] == "1"


def test_the_costs_know_how_many_alarms_there_are(alarms: dict[str, Resource]) -> None:
    assert len(alarms) == len(resources.queues(NAMES)) + OTHER_ALARMS


def test_the_runbook_says_what_to_do_about_each_alarm(alarms: dict[str, Resource]) -> None:
    section = (ROOT / "docs/runbook.md").read_text().partition("\n## Alarms\n")[2].partition("\n## ")[0]
    names = ", ".join(line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| "))
    rows = tuple(name.replace("-", "").removesuffix("…") for name in names.split(", "))
    assert [id for id in alarms if not id.startswith(rows)] == []


def test_the_dashboard_shows_everything_that_the_service_counts(service: Template) -> None:
    body = json.dumps(the_one(service.properties("AWS::CloudWatch::Dashboard"))["DashboardBody"])
    assert not [metric for metric in Metric if metric.title not in body]
