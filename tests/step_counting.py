"""Work in steps: how many lines of Python a call runs. Unlike seconds they are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LINEAR = 2.6
"""The most by which steps may grow when the input doubles: twice, and some room. Four times would be quadratic."""


def steps_of(call: Callable[[], object]) -> int:
    """Lines run by `call` in this thread, in the service and in its libraries; a loop counts each of its turns."""
    steps = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return steps


def growth(call_of_size: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as many steps twice the size takes: about 2 where work is linear, about 4 where it is not.

    What a request costs at any size is measured at size 1 and left out.
    """
    fixed, once, twice = (steps_of(call_of_size(each)) for each in (1, size, 2 * size))
    return (twice - fixed) / max(1, once - fixed)
