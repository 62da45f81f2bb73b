"""Turns deliveries of queues to functions on and off. Blocking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

SETTLED_STATES = frozenset({"Enabled", "Disabled"})
MAX_POLLS, SECONDS_BETWEEN_POLLS = 60, 2.0


class NotSettled(Exception):
    """An event source mapping does not leave its transitional state; the message is its id."""


class EventSourceMappings:
    """Each method waits until the mappings are settled. Raises NotSettled."""

    def __init__(self, lambda_client: Any, sleep: Callable[[float], None]) -> None:
        self._lambda = lambda_client
        self._sleep = sleep

    def is_off(self, mapping: str) -> bool:
        return self._wait_until_settled(mapping) == "Disabled"

    def set_enabled(self, mappings: Sequence[str], *, enabled: bool) -> None:
        """Updates all first, then waits: each takes up to a minute."""
        for mapping in mappings:
            self._wait_until_settled(mapping)
            self._lambda.update_event_source_mapping(UUID=mapping, Enabled=enabled)
        for mapping in mappings:
            self._wait_until_settled(mapping)

    def _wait_until_settled(self, mapping: str) -> str:
        for _ in range(MAX_POLLS):
            state: str = self._lambda.get_event_source_mapping(UUID=mapping)["State"]
            if state in SETTLED_STATES:
                return state
            self._sleep(SECONDS_BETWEEN_POLLS)
        raise NotSettled(mapping)
