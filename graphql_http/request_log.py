"""One log line per request: operation, root fields, outcome and duration.

Variables, query texts, codes, tokens, mail addresses and URLs are never logged. The only text of the client's choice
is the operation's name, which GraphQL restricts to letters, digits and underscores.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field

from graphql_http.errors import INTERNAL
from runtime import logs
from runtime.faults import cause_of
from runtime.metrics import Metric

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
        fields = {name: value for name, value in asdict(self).items() if value not in (None, [])}
        logs.write(fields, self._measured())

    def _measured(self) -> dict[Metric, float]:
        if INTERNAL in self.outcomes:
            # Lambda counts no error: the client gets an answer.
            return {Metric.FAILURES: 1}
        if "redeemAccessCode" in self.root_fields:
            return {Metric.FAILED_REDEEMS if self.outcomes else Metric.REDEEMS: 1}
        return {}


def write_fault(request_id: str, fault: BaseException) -> None:
    logs.write({"request_id": request_id, **cause_of(fault)}, level=logging.ERROR)
