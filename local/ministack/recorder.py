"""Records what each request changed, before its answer leaves, and writes checkpoints.

Changes are recorded, not requests: to apply them again takes no clock, no conditions and no luck. MiniStack changes its
state on one thread and does not wait meanwhile, so what is collected when an answer begins is whole requests, and a
transaction is one record.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from ministack.services import dynamodb

from local.ministack import engine_state, object_index
from local.ministack.engine_state import puts, queues
from local.ministack.journal import Journal, Record, packed

ITEMS_AT_ONCE = 200
"""Written between two requests while a checkpoint is being made."""

NOT_WRITABLE = 70
"""The exit code of an engine whose journal can't be written."""


class Recorder:
    """`flush` and `checkpoint` run on the loop's thread.

    A checkpoint is due when the segments are larger than `checkpoint_bytes` and than the last checkpoint. `run` names
    what is recorded from now on (local/ministack/recovery.py).
    """

    def __init__(self, journal: Journal, checkpoint_bytes: int, run: str) -> None:
        self.journal = journal
        self._checkpoint_bytes = checkpoint_bytes
        self._run: Record = [["running", run]]
        self._changes: list[list[Any]] = []
        self._lock = threading.RLock()  # MiniStack deletes expired items on a thread of its own
        self._settings: dict[str, str] = {}
        self._queues: dict[tuple[str, ...], tuple[list[Any], int, set[str]]] = {}
        self._checkpoint: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """From now on. Every change of an item goes through three functions of MiniStack."""
        self._settings = engine_state.settings()
        self._changed_messages()
        put, remove, replace = dynamodb._set_item, dynamodb._remove_item, dynamodb._items_replaced

        def set_item(table: Any, pk: str, sk: str, item: Any) -> Any:
            with self._lock:
                self._changes.append(["put", table["TableArn"], pk, sk, item])
                return put(table, pk, sk, item)

        def remove_item(table: Any, pk: str, sk: str) -> Any:
            with self._lock:
                self._changes.append(["remove", table["TableArn"], pk, sk])
                return remove(table, pk, sk)

        def items_replaced(table: Any) -> None:
            with self._lock:
                self._changes.append(["clear", table["TableArn"]])
                self._changes += puts(table, list(table["items"]))
                replace(table)

        dynamodb._set_item, dynamodb._remove_item, dynamodb._items_replaced = set_item, remove_item, items_replaced

    def record(self, changes: Record) -> None:
        """Together with all else that has changed."""
        self.flush(with_settings=False, others=changes)

    def record_run(self) -> None:
        self._append(self._run)

    def flush(self, *, with_settings: bool, others: Sequence[list[Any]] = ()) -> None:
        """Writes one record of all that has changed. Comparing the settings takes milliseconds."""
        with self._lock:
            changes, self._changes = self._changes, []
        settings = self._changed_settings() if with_settings else []
        changes = [*settings, *others, *changes, *self._changed_messages()]
        if not changes:
            return
        self._append(changes)
        is_due = self.journal.segment_bytes > max(self._checkpoint_bytes, self.journal.checkpoint_bytes)
        if is_due and self._checkpoint is None:
            self._checkpoint = asyncio.get_running_loop().create_task(self._make_checkpoint())

    def _append(self, record: Record) -> None:
        try:
            self.journal.append(record)
        except (OSError, TypeError, ValueError) as error:  # a value that is no JSON would be lost as well
            end_engine(error)

    async def checkpoint(self) -> None:
        """Writes the state while requests go on: what they change is in the new segment too. Raises OSError."""
        file = self.journal.begin_checkpoint()
        try:
            await self._write_state(file)
            await asyncio.to_thread(self.journal.end_checkpoint, file)
        except OSError:
            _discard(file)
            raise

    async def _make_checkpoint(self) -> None:
        try:
            self.flush(with_settings=True)
            await self.checkpoint()
        except OSError as error:
            log(f"imgsh: no checkpoint ({error}); the journal goes on.")
        finally:
            self._checkpoint = None

    async def _write_state(self, file: BinaryIO) -> None:
        first = [["settings", name, text] for name, text in self._settings.items()]
        messages = [["send", *key, message] for key, messages in queues() for message in messages]
        tables = dynamodb._tables.all_values()
        file.write(packed([*first, *messages]))
        for table in list(tables):
            partitions = list(table["items"])
            while partitions:
                some, count = [], 0
                while partitions and count < ITEMS_AT_ONCE:
                    some.append(partitions.pop())
                    count += len(table["items"].get(some[-1], ()))
                items = puts(table, some)
                for start in range(0, len(items), ITEMS_AT_ONCE):
                    file.write(packed(items[start : start + ITEMS_AT_ONCE]))
                    await asyncio.sleep(0)
        objects = object_index.puts()
        while some_objects := list(islice(objects, ITEMS_AT_ONCE)):
            file.write(packed(some_objects))
            await asyncio.sleep(0)
        file.write(packed([]) + packed(self._run))

    def _changed_settings(self) -> list[list[Any]]:
        now = engine_state.settings()
        changed = [["settings", name, text] for name, text in now.items() if self._settings.get(name) != text]
        self._settings = now
        return changed

    def _changed_messages(self) -> list[list[Any]]:
        """Compares lists by identity and length first: a removal makes a new list, an arrival a longer one."""
        changed: list[list[Any]] = []
        for key, messages in queues():
            last, count, known = self._queues.get(key, (None, 0, set()))
            if messages is last and len(messages) == count:
                continue
            ids = {message["id"] for message in messages}
            changed += [["take", *key, each] for each in known - ids]
            changed += [["send", *key, each] for each in messages if each["id"] not in known]
            self._queues[key] = (messages, len(messages), ids)
        return changed


def _discard(file: BinaryIO) -> None:
    with suppress(OSError):  # what is still buffered has no room either
        file.close()
    Path(file.name).unlink(missing_ok=True)


def end_engine(error: Exception) -> NoReturn:
    """Memory is ahead of the disk: nothing may be answered any more, and threads may not finish."""
    log(f"imgsh: the journal can't be written ({error}), so the storage engine ends.")
    os._exit(NOT_WRITABLE)


def log(line: str) -> None:
    """The log may be on the same full disk: it must not keep the engine from ending."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
