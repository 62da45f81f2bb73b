"""Brings the state of MiniStack back from the journal.

The metadata of objects come from the journal too, if it is known to name all of them: after a clean stop, and after a
kill, which cuts nothing off. A power cut may keep the files of an object and lose its record, or the reverse: then the
files are read, and what was not recorded is notified again. `running` is how a start says which boot of the machine,
and which folder, the records after it belong to: a copy that was made meanwhile is read anew as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from local.ministack import engine_state
from local.ministack.journal import Record
from local.ministack.object_files import finish
from local.ministack.object_index import ObjectIndex, StoredObject

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


FILE_CHANGES = ("move", "delete")


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
        self._objects = ObjectIndex()
        self._run: str | None = None
        self._is_clean = False
        self._last: Record = []
        self._kinds: dict[str, Callable[..., None]] = {
            "settings": self._apply_settings,
            "put": self._put,
            "remove": self._remove,
            "clear": self._clear,
            "send": self._send,
            "take": self._take,
            "object": self._objects.put,
            "no object": self._objects.remove,
            "completed": self._objects.complete,
            "running": self._begin_run,
        }

    def apply(self, records: Iterable[Record]) -> int:
        """Returns how many there are since the last clean stop or checkpoint: an empty record stands there."""
        count = 0
        for record in records:
            count = count + (record[0][0] != "running") if record else 0
            self._is_clean = not record
            for kind, *what in record:
                if kind not in FILE_CHANGES:
                    self._kinds[kind](*what)
            self._last = record
        return count

    def has_all_objects(self, run: str) -> bool:
        """Whether the journal names every object, if this start is `run`. Otherwise the files say which there are."""
        return self._run is not None and (self._is_clean or (run != "" and self._run == run))

    def load_objects(self, root: Path, run: str) -> list[StoredObject]:
        """After `load`. Returns the objects whose record is lost. Raises OSError."""
        finish(self._last, root)
        if self.has_all_objects(run):
            self._objects.load()
            return []
        unrecorded = self._objects.load_from_files()
        return [] if self._run is None else unrecorded

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

    def _begin_run(self, run: str) -> None:
        self._run = run

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


def this_run(folder: Path) -> str:
    """Names this boot of the machine, and the folder. Empty if the system does not tell boots apart (macOS)."""
    try:
        boot, found = BOOT_ID.read_text().strip(), folder.stat()
    except OSError:
        return ""
    return f"{boot} {found.st_dev} {found.st_ino}"
