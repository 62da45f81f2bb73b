"""Stores the objects of S3 so that an answer of 200 means that the file system has them.

MiniStack answers 200 when an object could not be written and serves it from memory until it ends, replaces data and
metadata one after the other, and delivers notifications on a thread after the answer.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import s3

from local.ministack import large_objects
from local.ministack.disk import folders_between, free_bytes, sync_path
from local.ministack.large_objects import Body
from local.ministack.part_files import PartFiles, stored_bytes

Answer = tuple[int, dict[str, str], Any]


class ObjectStore:
    """Below `s3.handle_request`. Uploads leave `reserve_bytes` free, so that deletions can still be recorded.

    The constructor raises EngineChanged.
    """

    def __init__(self, reserve_bytes: int) -> None:
        self._reserve_bytes = reserve_bytes
        self._root = Path(s3.DATA_DIR).resolve()
        self._files = PartFiles(self._root.with_name("incoming"))
        self._unsynced: deque[Path] = deque()
        self._notifications: list[Callable[[], None]] = []
        self._handle = s3.handle_request
        self._install()

    def _install(self) -> None:
        """Puts itself under MiniStack, and deletes what a killed engine has not finished writing."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files.clear()
        s3._persist_object = self._persist
        s3._fire_s3_event_async = self._hold_notification
        s3.handle_request = self.handle
        large_objects.install(self._files.join)

    def sync(self) -> None:
        """Waits until all that was stored so far is on disk, with the folders that name it. From any thread."""
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
            self._deliver_notifications()
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
            if upload and "partNumber" in query:
                await self._files.take(upload["parts"], query["partNumber"][0])
        except OSError:
            self._notifications.clear()
            return _disk_full()
        if answer[0] == HTTPStatus.PRECONDITION_FAILED:
            self._notify_again(bucket, key)
        self._deliver_notifications()
        return answer

    def _notify_again(self, bucket: str, key: str) -> None:
        """An upload is repeated if it had no answer: a kill may have come between the object and its notification."""
        stored = (s3._buckets.get(bucket) or {"objects": {}})["objects"].get(key)
        if stored:
            self._hold_notification(bucket, key, "s3:ObjectCreated:Put", size=stored["size"], etag=stored["etag"])

    def _deliver_notifications(self) -> None:
        notifications, self._notifications = self._notifications, []
        for notify in notifications:
            notify()

    def _persist(self, bucket: str, key: str, record: dict[str, Any]) -> None:
        """Replaces data and metadata together, once both are written. Raises OSError, and then nothing is replaced."""
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
        for target, complete in written.items():
            complete.replace(target)
        record["body"] = None  # MiniStack reads it from the file then
        s3._remove_key_files(s3._other_key_disk_path(str(self._root / get_account_id() / bucket), key, str(path)))
        self._unsynced.extend(contents)

    def _hold_notification(self, bucket: str, key: str, event: str, *args: Any, **more: Any) -> None:
        """Until the object is stored: then it is delivered and recorded before the answer leaves."""
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
