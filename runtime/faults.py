"""Exceptions as fields of a log line."""

from __future__ import annotations

import traceback


def cause_of(fault: BaseException) -> dict[str, object]:
    """Type and stack of an exception, without its message: that may quote a key, a URL or an address."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    return {"fault": type(fault).__qualname__, "places": places}
