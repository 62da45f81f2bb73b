"""One line a request: what was asked by its names, how it ended, how long it took.

Variables, query texts, codes, tokens, mail addresses and URLs never get here: nothing is logged that a client chose
freely, but for an operation's name, which GraphQL keeps to letters, digits and underscores.
"""

from __future__ import annotations

import logging
import traceback
from dataclasses import asdict, dataclass, field
from time import time_ns

import orjson

from runtime.metrics import Metric, embedded

LOG = logging.getLogger("imgsh.requests")
MAX_NAME_CHARACTERS = 64


@dataclass
class RequestLog:
    request_id: str
    status: int = 0
    milliseconds: float = 0.0
    operation: str | None = None
    root_fields: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    user_id: str | None = None
    event_id: str | None = None

    def describe(self, operation: str | None, root_fields: list[str]) -> None:
        self.operation = operation and operation[:MAX_NAME_CHARACTERS]
        self.root_fields = root_fields

    def write(self) -> None:
        said = {name: value for name, value in asdict(self).items() if value not in (None, [])}
        if "redeemAccessCode" in self.root_fields:
            said |= embedded({Metric.FAILED_REDEEMS if self.outcomes else Metric.REDEEMS: 1}, time_ns() // 1_000_000)
        LOG.info("%s", orjson.dumps(said).decode())


def write_fault(request_id: str, fault: BaseException) -> None:
    """The type and the places of what went wrong. Its message may quote anything, so it stays out."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    said = {"request_id": request_id, "fault": type(fault).__qualname__, "places": places}
    LOG.error("%s", orjson.dumps(said).decode())
