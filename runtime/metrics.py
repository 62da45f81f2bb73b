"""What the service counts: written into its log lines, from where CloudWatch reads it, and watched by alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

NAMESPACE = "imgsh"


class Metric(Enum):
    """Name and unit."""

    UPLOADS = "Uploads", "Count"
    REJECTS = "Rejects", "Count"
    REDEEMS = "Redeems", "Count"
    FAILED_REDEEMS = "FailedRedeems", "Count"
    OLDEST_OVERDUE = "OldestOverdue", "Seconds"
    SUSPECTED_ATTACKS = "SuspectedAttacks", "Count"
    ARCHIVE_TIME = "ArchiveTime", "Seconds"
    MAILS_HELD_BACK = "MailsHeldBack", "Count"

    def __init__(self, title: str, unit: str) -> None:
        self.title = title
        self.unit = unit


def embedded(measured: Mapping[Metric, float], epoch_milliseconds: int) -> dict[str, object]:
    """What a log line holds besides for CloudWatch to count; nothing where nothing was measured."""
    if not measured:
        return {}
    metrics = [{"Name": metric.title, "Unit": metric.unit} for metric in measured]
    # One empty set of dimensions: each of them would make a metric of its own, with its own price.
    told = {"Namespace": NAMESPACE, "Dimensions": [[]], "Metrics": metrics}
    values = {metric.title: value for metric, value in measured.items()}
    return {"_aws": {"Timestamp": epoch_milliseconds, "CloudWatchMetrics": [told]}, **values}
