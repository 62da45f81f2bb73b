"""What is worth a line in the log, told by whoever opens files to the door that has a log."""

from __future__ import annotations

from typing import Protocol


class Reporter(Protocol):
    """Never told: a filename, a signed address, or anything that a decoder said."""

    def __call__(self, outcome: str, /, **fields: object) -> None: ...


def discard_report(outcome: str, /, **fields: object) -> None:
    """Where nobody reads a log."""
