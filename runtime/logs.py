"""The log: one JSON object a line, on the logger `imgsh`. No secret, filename or address ever gets in."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from time import time_ns

from runtime.metrics import Metric, embedded

LOGGER = logging.getLogger("imgsh")


def log_to_stdout() -> None:
    """Writes the lines as they are. Lambda's own handler would wrap them, and CloudWatch would find no metric."""
    LOGGER.handlers = [logging.StreamHandler(sys.stdout)]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def write(
    fields: Mapping[str, object], measured: Mapping[Metric, float] | None = None, *, level: int = logging.INFO
) -> None:
    line = {**fields, **embedded(measured or {}, time_ns() // 1_000_000)}
    LOGGER.log(level, "%s", json.dumps(line))


def log(outcome: str, measured: Mapping[Metric, float] | None = None, /, **fields: object) -> None:
    write({"outcome": outcome, **fields}, measured)


def log_throttled(code: str) -> None:
    """Implements `aws.transport.json_client.OnThrottled`."""
    log("throttled", {Metric.THROTTLED_CALLS: 1}, code=code)


def report(outcome: str, /, **fields: object) -> None:
    """Implements `media.reporter.Reporter`: logs the sandbox's start, invalid results and suspected attacks."""
    log(outcome, {Metric.SUSPECTED_ATTACKS: 1} if outcome == "suspected_attack" else None, **fields)
