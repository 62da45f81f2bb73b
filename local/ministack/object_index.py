"""The metadata of all objects as records of the journal, so that a start need not read a file for each object.

    object      account, bucket, key, metadata
    no object   account, bucket, key
    completed   account, id, key, answer: a client that has no answer completes its upload again

The service uses no versions, tags or access lists of objects, so they are not recorded here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from ministack.core.responses import get_account_id
from ministack.services import s3

EMPTY: dict[str, Any] = {
    "content_encoding": None,
    "metadata": {},
    "preserved_headers": {},
    "storage_class": "STANDARD",
    "checksums": {},
}
"""What most objects have: it is not recorded."""

NAMES = ("content_type", "etag", "last_modified", "size", *EMPTY)


class StoredObject(NamedTuple):
    """Where an object is, and what tells it from another one under the same key."""

    account: str
    bucket: str
    key: str
    etag: str
    last_modified: str


def put(account: str, bucket: str, key: str, stored: dict[str, Any]) -> list[Any]:
    metadata = {name: stored[name] for name in NAMES if name not in EMPTY or stored.get(name) != EMPTY[name]}
    return ["object", account, bucket, key, metadata]


def removal(account: str, bucket: str, key: str) -> list[Any]:
    return ["no object", account, bucket, key]


def completion(upload_id: str, key: str, answer: tuple[int, dict[str, str], Any]) -> list[Any]:
    _, headers, body = answer
    return ["completed", get_account_id(), upload_id, key, headers, body.decode()]


def puts() -> Iterator[list[Any]]:
    """All objects that MiniStack has, while others arrive and go."""
    for (account, bucket), content in list(s3._buckets._data.items()):
        for key in list(content["objects"]):
            if stored := content["objects"].get(key):
                yield put(account, bucket, key, stored)


class ObjectIndex:
    """What the journal says about objects. MiniStack's own form is built at once: there are hundreds of thousands."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
        self._completed: dict[tuple[str, str], dict[str, Any]] = {}

    def put(self, account: str, bucket: str, key: str, metadata: dict[str, Any]) -> None:
        stored = {"body": None}
        for name in NAMES:
            stored[name] = metadata[name] if name in metadata else _copied(EMPTY[name])
        self._objects[account, bucket][key] = stored

    def remove(self, account: str, bucket: str, key: str) -> None:
        self._objects[account, bucket].pop(key, None)

    def complete(self, account: str, upload_id: str, key: str, headers: dict[str, str], body: str) -> None:
        answer = (HTTPStatus.OK, headers, body.encode())
        self._completed[account, upload_id] = {"key": key, "response": answer}

    def load(self) -> None:
        """Into a MiniStack that has buckets but no objects yet."""
        for name, content in s3._buckets._data.items():
            content["objects"] = self._objects.pop(name, {})
        self.load_completed()

    def load_completed(self) -> None:
        s3._completed_multipart_uploads._data.update(self._completed)

    def load_from_files(self) -> list[StoredObject]:
        """Lets MiniStack read the metadata of each object. Returns those that were not recorded."""
        s3._load_persisted_data()
        self.load_completed()
        return [each for each in _stored_objects() if not self._has(each)]

    def _has(self, found: StoredObject) -> bool:
        known = self._objects[found.account, found.bucket].get(found.key)
        return known is not None and (known["etag"], known["last_modified"]) == (found.etag, found.last_modified)


def _stored_objects() -> Iterator[StoredObject]:
    for (account, bucket), content in s3._buckets._data.items():
        for key, stored in content["objects"].items():
            yield StoredObject(account, bucket, key, stored["etag"], stored["last_modified"])


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def notify(found: StoredObject) -> None:
    """As when the object was stored: its notification may be missing. Only in the account of the service."""
    if found.account == get_account_id() and found.bucket in s3._bucket_notifications:
        event = "s3:ObjectCreated:Put"
        size = s3._buckets[found.bucket]["objects"][found.key]["size"]
        s3._fire_s3_event(
            found.bucket, found.key, event, size=size, etag=found.etag, sequencer=s3._next_event_sequencer(event)
        )
