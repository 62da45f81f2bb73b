"""The event loop of a function that Lambda calls: one for the life of its process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs it to its end. Calls share one loop, so that the threads of its executor are reused."""
    return _runner().run(coroutine)


@cache
def _runner() -> asyncio.Runner:
    return asyncio.Runner(loop_factory=asyncio.new_event_loop)
