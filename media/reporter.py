"""A callback that writes a line to the log of the process."""

from __future__ import annotations

from typing import Protocol


class Reporter(Protocol):
    """Callers never pass a filename, a signed URL, or text of a decoder."""

    def __call__(self, outcome: str, /, **fields: object) -> None: ...


def discard_report(outcome: str, /, **fields: object) -> None:
    """For processes without a log."""
