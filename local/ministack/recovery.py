"""Brings the state of MiniStack back from the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from local.ministack import engine_state
from local.ministack.journal import Record


class _Items(NamedTuple):
    """Of a table, by partition and sort key. A table that is created again under the same name has another id."""

    table_id: str
    partitions: dict[str, dict[str, Any]]


class Recovery:
    """Applies records in order, then loads the result. Applying a record twice changes nothing."""

    def __init__(self) -> None:
        self._settings: dict[str, str] = {}
        self._items: dict[str, _Items] = {}
        self._messages: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(dict)
        self._kinds: dict[str, Callable[..., None]] = {
            "settings": self._apply_settings,
            "put": self._put,
            "remove": self._remove,
            "clear": self._clear,
            "send": self._send,
            "take": self._take,
        }

    def apply(self, records: Iterable[Record]) -> int:
        """Returns how many there are since the last clean stop or checkpoint: an empty record stands there."""
        count = 0
        for record in records:
            count = count + 1 if record else 0
            for kind, *what in record:
                self._kinds[kind](*what)
        return count

    def load(self) -> None:
        """Into a MiniStack that has no state yet."""
        for service, text in self._settings.items():
            state = engine_state.parsed(text)
            if service == "dynamodb":
                for table in state["tables"].all_values():
                    table["items"] = self._items[table["TableArn"]].partitions
            if service == "sqs":
                for key, queue in state["queues"].all_items():
                    queue["messages"] = list(self._messages[key].values())
            engine_state.load(service, state)

    def _apply_settings(self, service: str, text: str) -> None:
        self._settings[service] = text
        if service != "dynamodb":
            return
        known, self._items = self._items, {}
        for table in engine_state.parsed(text)["tables"].all_values():
            arn, table_id = table["TableArn"], table["TableId"]
            is_known = arn in known and known[arn].table_id == table_id
            self._items[arn] = known[arn] if is_known else _Items(table_id, defaultdict(dict))

    def _put(self, arn: str, pk: str, sk: str, item: Any) -> None:
        self._items[arn].partitions[pk][sk] = item

    def _remove(self, arn: str, pk: str, sk: str) -> None:
        partitions = self._items[arn].partitions
        partitions[pk].pop(sk, None)
        if not partitions[pk]:
            del partitions[pk]

    def _clear(self, arn: str) -> None:
        self._items[arn].partitions.clear()

    def _send(self, account: str, region: str, url: str, message: Any) -> None:
        self._messages[account, region, url][message["id"]] = message

    def _take(self, account: str, region: str, url: str, message_id: str) -> None:
        self._messages[account, region, url].pop(message_id, None)
