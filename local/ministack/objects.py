"""Stores the objects of S3 so that an answer of 200 means that the file system has them.

MiniStack answers 200 when an object could not be written and serves it from memory until it ends, replaces data and
metadata one after the other, and delivers notifications on a thread after the answer. Here one record of the journal
says all that a request changes: metadata, notifications, and which files are moved and deleted. Then the files follow.
A start finishes the last record, so a kill leaves no half of it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from ministack.core.responses import get_account_id
from ministack.services import s3

from local.ministack import engine_state, large_objects, object_index
from local.ministack.disk import folders_between, free_bytes, sync_path
from local.ministack.journal import Record
from local.ministack.large_objects import Body
from local.ministack.object_files import INCOMING, follow
from local.ministack.part_files import PartFiles, stored_bytes

Answer = tuple[int, dict[str, str], Any]

MAX_SYNC_ROUNDS = 3


class ObjectStore:
    """Below `s3.handle_request`. Uploads leave `reserve_bytes` free, so that deletions can still be recorded.

    `record` writes a record with what it is given, and with the messages and items that have changed. `end` is called
    with an error if the files can't follow. The constructor raises EngineChanged.
    """

    def __init__(
        self, reserve_bytes: int, record: Callable[[Record], None], end: Callable[[Exception], NoReturn]
    ) -> None:
        self._reserve_bytes = reserve_bytes
        self._record = record
        self._end = end
        self._root = engine_state.objects_dir()
        self._files = PartFiles(self._root.with_name(INCOMING))
        self._unsynced: deque[Path] = deque()
        self._changes: Record = []
        self._notifications: list[Callable[[], None]] = []
        self._handle = s3.handle_request
        self._install()

    def _install(self) -> None:
        """Puts itself under MiniStack, and deletes what a killed engine has not finished writing."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files.clear()
        s3._persist_object = self._persist
        s3._delete_persisted_object = self._forget
        s3._fire_s3_event_async = self._hold_notification
        s3.handle_request = self.handle
        large_objects.install(self._files.join)

    def sync(self) -> None:
        """Waits until all that was stored so far is on disk, with the folders that name it. From any thread.

        What arrives meanwhile takes another round, so that hardly any object is younger than the journal's next sync.
        """
        for _ in range(MAX_SYNC_ROUNDS):
            paths = {self._unsynced.popleft() for _ in range(len(self._unsynced))}
            for path in [*paths, *folders_between(paths, self._root)]:
                sync_path(path)

    async def handle(
        self, method: str, path: str, headers: Any, body: bytes, query: Mapping[str, Sequence[str]], **more: Any
    ) -> Answer:
        """As `s3.handle_request`, but 507 for an upload that the disk has no room for or does not take."""
        bucket, key = s3._parse_bucket_key(path, headers)
        if not key or method not in ("PUT", "POST"):
            status, sent, content = await self._handle(method, path, headers, body, query, **more)
            self._commit()
            return status, sent, large_objects.answer_body(sent, content)
        upload_id = query.get("uploadId", [""])[0]
        upload = s3._multipart_uploads.get(upload_id)
        completed = upload if method == "POST" else None
        if free_bytes(self._root) < len(body) + stored_bytes(completed) + self._reserve_bytes:
            return _disk_full()
        try:
            async with self._files.joined(completed):
                with _kept_on_failure(bucket, key, upload_id, upload):
                    answer: Answer = await self._handle(method, path, headers, body, query, **more)
                if completed and answer[0] == HTTPStatus.OK:
                    self._changes.append(object_index.completion(upload_id, key, answer))
                self._commit()
            if upload and "partNumber" in query:
                await self._files.take(upload["parts"], query["partNumber"][0])
        except OSError:
            self._roll_back()
            return _disk_full()
        return answer

    def _commit(self) -> None:
        """Nothing waits between the change of MiniStack's memory and the end of this: no other request sees a half."""
        changes, self._changes = self._changes, []
        notifications, self._notifications = self._notifications, []
        for notify in notifications:
            notify()
        if changes:
            self._record(changes)
            try:
                self._unsynced.extend(follow(changes, self._root))
            except OSError as error:
                self._end(error)

    def _roll_back(self) -> None:
        self._changes.clear()
        self._notifications.clear()

    def _persist(self, bucket: str, key: str, record: dict[str, Any]) -> None:
        """Writes data and metadata to files that replace the earlier ones together. Raises OSError."""
        path = Path(s3._object_disk_path(bucket, key))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        metadata = {**s3._object_meta_from_record(record), **s3._key_history_meta(bucket, key), "key": key}
        contents: dict[Path, Body] = {Path(f"{path}.meta.json"): json.dumps(metadata).encode()}
        if record.get("body") is not None:
            contents[path] = record["body"]
        written: dict[Path, Path] = {}
        try:
            for target, content in contents.items():
                written[target] = self._files.write(content)
        except OSError:
            for unfinished in written.values():
                unfinished.unlink(missing_ok=True)
            raise
        record["body"] = None  # MiniStack reads it from the file then
        self._changes.append(object_index.put(get_account_id(), bucket, key, record))
        self._changes += [["move", complete.name, self._name(target)] for target, complete in written.items()]
        self._delete_files(s3._other_key_disk_path(str(self._root / get_account_id() / bucket), key, str(path)))

    def _forget(self, bucket: str, key: str) -> None:
        self._changes.append(object_index.removal(get_account_id(), bucket, key))
        path = s3._object_disk_path(bucket, key)
        self._delete_files(path)
        self._delete_files(s3._other_key_disk_path(str(self._root / get_account_id() / bucket), key, path))

    def _delete_files(self, path: str | None) -> None:
        files = [Path(path), Path(f"{path}.meta.json")] if path else []
        self._changes += [["delete", self._name(file)] for file in files if file.is_file()]

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self._root))

    def _hold_notification(self, bucket: str, key: str, event: str, *args: Any, **more: Any) -> None:
        """Until the request is done: it is recorded together with the object."""
        if bucket in s3._bucket_notifications:
            sequencer = s3._next_event_sequencer(event)
            self._notifications.append(
                partial(s3._fire_s3_event, bucket, key, event, *args, sequencer=sequencer, **more)
            )


@contextmanager
def _kept_on_failure(bucket: str, key: str, upload_id: str, upload: Any) -> Iterator[None]:
    """MiniStack changes its memory before it writes. When that fails, the earlier object and the upload are there."""
    earlier = (s3._buckets.get(bucket) or {"objects": {}})["objects"].get(key)
    try:
        yield
    except OSError:
        objects = s3._buckets[bucket]["objects"]
        objects.pop(key, None)
        if earlier:
            objects[key] = earlier
        if upload:
            s3._multipart_uploads[upload_id] = upload
        raise


def _disk_full() -> Answer:
    message = "The disk of this server is full."
    text = f"<Error><Code>InsufficientStorage</Code><Message>{message}</Message></Error>"
    return HTTPStatus.INSUFFICIENT_STORAGE, {"Content-Type": "application/xml"}, text.encode()
