"""Keeps what MiniStack has acknowledged: recovers it at the start, records changes before each answer.

After `kill -9` nothing is missing. A power cut costs what was answered within SYNC_SECONDS and the time of one sync.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from local.ministack import engine_state, object_index
from local.ministack.journal import Journal, JournalDamaged
from local.ministack.object_index import StoredObject
from local.ministack.objects import ObjectStore
from local.ministack.recorder import Recorder, end_engine, log
from local.ministack.recovery import Recovery, this_run
from local.ministack.requests import Application, Message, Receive, Scope, Send

SYNC_SECONDS = 0.5

FREQUENT = frozenset(
    f"{target}.{action}"
    for target, actions in {
        "DynamoDB_20120810": "GetItem BatchGetItem Query Scan TransactGetItems PutItem UpdateItem DeleteItem "
        "BatchWriteItem TransactWriteItems DescribeTable",
        "AmazonSQS": "SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch "
        "ChangeMessageVisibility ChangeMessageVisibilityBatch GetQueueUrl GetQueueAttributes",
    }.items()
    for action in actions.split()
)
"""Change items and messages at most. After any other request that is not a read, the settings are compared."""


class Durable:
    """ASGI middleware. MiniStack must have no state yet: construct it before MiniStack starts."""

    def __init__(
        self, application: Application, state_dir: Path, *, disk_reserve_bytes: int, checkpoint_bytes: int
    ) -> None:
        """Recovers the state in `state_dir`. Raises SystemExit with a sentence if that is impossible."""
        try:
            engine_state.check_hooks()
            self._application = application
            self._state_dir = state_dir
            journal = Journal(state_dir / "journal")
            run = this_run(state_dir / "journal")
            self._knows_objects, self._unrecorded = _recover(journal, state_dir, run)
            journal.open()
            self._recorder = Recorder(journal, checkpoint_bytes, run)
            self._objects = ObjectStore(disk_reserve_bytes, self._recorder.record, end_engine)
        except engine_state.EngineChanged as change:
            sys.exit(f"imgsh: {change}. It was written for the version in requirements/engines.txt.")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with_settings = scope["type"] == "http" and _may_change_settings(scope)

        async def send_recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._recorder.flush(with_settings=with_settings)
            elif message["type"] == "lifespan.startup.complete":
                await self._begin()
            elif message["type"] == "lifespan.shutdown.complete":
                self._end()
            await send(message)

        await self._application(scope, receive, send_recorded)

    async def _begin(self) -> None:
        """At a first start this also takes over what an earlier version, without a journal, has saved."""
        self._recorder.listen()
        for found in self._unrecorded:
            object_index.notify(found)
        self._recorder.flush(with_settings=False)
        if self._knows_objects:
            self._recorder.record_run()
        else:
            await self._recorder.checkpoint()
        for service in engine_state.RECORDED_SERVICES:
            (self._state_dir / f"{service}.json").unlink(missing_ok=True)
        threading.Thread(target=self._keep_syncing, daemon=True).start()

    def _end(self) -> None:
        self._recorder.flush(with_settings=True)
        self._sync()
        self._recorder.journal.append([])  # says that all before it is on disk

    def _keep_syncing(self) -> None:
        while True:
            time.sleep(SYNC_SECONDS)
            self._sync()

    def _sync(self) -> None:
        """Objects first: records refer to them."""
        try:
            self._objects.sync()
            self._recorder.journal.sync()
        except OSError as error:
            end_engine(error)


def _recover(journal: Journal, state_dir: Path, run: str) -> tuple[bool, list[StoredObject]]:
    """Returns whether the journal knows all objects, and those whose record is lost."""
    began = time.monotonic()
    recovery, records, error = Recovery(), 0, None
    unrecorded: list[StoredObject] = []
    try:
        records = recovery.apply(journal.records())
    except JournalDamaged as damage:
        error = str(damage)
    else:
        engine_state.take_over(may_load=journal.is_new)
        recovery.load()
        if not (journal.is_new or recovery.has_all_objects(run)):
            log("imgsh: the journal may not know all objects, so the metadata of each are read.")
        unrecorded = recovery.load_objects(engine_state.objects_dir(), run)
    report = {"records": records, "torn_bytes": journal.torn_bytes, "unrecorded": len(unrecorded), "error": error}
    _write_report(state_dir, {**report, "seconds": round(time.monotonic() - began, 3)})
    if error:
        sys.exit(
            f"imgsh: the journal is damaged: {error}. Nothing was changed, and nothing is served, because later "
            "changes would be missing. Restore a backup (make restore-backup), or start with another DATA_DIR."
        )
    return recovery.has_all_objects(run), unrecorded


def _write_report(state_dir: Path, report: Mapping[str, object]) -> None:
    """For whoever started the engine: what was recovered, and what a power cut has cost."""
    new = state_dir / "recovery.json.new"
    with suppress(OSError):  # a full disk: not worth refusing a start
        new.write_text(json.dumps(report))
        new.replace(state_dir / "recovery.json")


def _may_change_settings(scope: Scope) -> bool:
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    target = dict(scope["headers"]).get(b"x-amz-target", b"").decode("latin-1")
    is_object = "/" in scope["path"].strip("/")
    return target not in FREQUENT if target else not is_object
