"""Reads log lines as CloudWatch does, by the specification of its embedded metric format."""

from __future__ import annotations

import json
from typing import Any


def counted(line: str) -> dict[str, float]:
    """Metrics in a line of the log: names and values."""
    fields: dict[str, Any] = json.loads(line)
    found: dict[str, float] = {}
    for definition in fields.get("_aws", {}).get("CloudWatchMetrics", []):
        assert (definition["Namespace"], definition["Dimensions"]) == ("imgsh", [[]])
        assert fields["_aws"]["Timestamp"] > 1_700_000_000_000
        found |= {each["Name"]: fields[each["Name"]] for each in definition["Metrics"]}
    return found
