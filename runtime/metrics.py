"""The metrics of the service. CloudWatch reads them from log lines, in the embedded metric format.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

NAMESPACE = "imgsh"


class Metric(Enum):
    """Name and unit.

    `FAILURES` counts requests that ended in an internal error, and messages that failed. `THROTTLED_CALLS` counts calls
    that DynamoDB or Secrets Manager throttled. `REFUSED_REQUESTS` counts what API Gateway refuses, by its own log
    (infra/cdk/api.py).
    """

    UPLOADS = "Uploads", "Count"
    REJECTS = "Rejects", "Count"
    REDEEMS = "Redeems", "Count"
    FAILED_REDEEMS = "FailedRedeems", "Count"
    OLDEST_OVERDUE = "OldestOverdue", "Seconds"
    SUSPECTED_ATTACKS = "SuspectedAttacks", "Count"
    ARCHIVE_TIME = "ArchiveTime", "Seconds"
    MAILS_HELD_BACK = "MailsHeldBack", "Count"
    FAILURES = "Failures", "Count"
    THROTTLED_CALLS = "ThrottledCalls", "Count"
    REFUSED_REQUESTS = "RefusedRequests", "Count"

    def __init__(self, title: str, unit: str) -> None:
        self.title = title
        self.unit = unit


def embedded(measured: Mapping[Metric, float], epoch_milliseconds: int) -> dict[str, object]:
    """Returns the fields of a log line that CloudWatch reads as metrics; none if nothing was measured."""
    if not measured:
        return {}
    metrics = [{"Name": metric.title, "Unit": metric.unit} for metric in measured]
    # No dimensions: each value of one would be a metric of its own, billed separately.
    definition = {"Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": metrics}
    values = {metric.title: value for metric, value in measured.items()}
    return {"_aws": {"Timestamp": epoch_milliseconds, "CloudWatchMetrics": [definition]}, **values}
