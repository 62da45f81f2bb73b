"""Records of archives, in the table Jobs beside the jobs that build them."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from aws.clients import Aws
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.serialization import Item, attributes, epoch_seconds, item, time_to_live, to_model
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import try_transact
from aws.resources import TIME_TO_LIVE, ResourceNames
from domain.archive_models import Archive, ArchiveStatus
from domain.errors import Conflict, InvalidInput
from domain.job_models import LEASE, Job, JobKind

PREFIX = "archive-record#"
ALIVE = "ends_at > :now AND #status <> :failed"
REPLACEABLE = "attribute_not_exists(archive_id) OR ends_at <= :now OR #status = :failed"
SAME = "created_at = :made_at"

MAX_NAMES_BYTES = 300_000
"""DynamoDB limits an item to 400 KB."""

KEPT_AFTER = timedelta(days=1)
MAX_ATTEMPTS = 3


class DynamoArchives:
    """Implements `ArchiveStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._jobs = DynamoJobs(aws, names)
        self._table = Table(aws, names.jobs, "subject", "name")

    async def get(self, event_id: str, archive_id: str) -> Archive | None:
        stored = await self._table.get(event_id, PREFIX + archive_id)
        return _to_archive(stored) if stored else None

    async def request(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        for _ in range(MAX_ATTEMPTS):
            update, asker = "ADD asked_by :asker", frozenset({by})
            stored = await self._table.update(_key(archive), update, ALIVE, asker=asker, **_at(now))
            if stored is not None:
                return _to_archive(stored), False
            created = archive.model_copy(update={"asked_by": asker})
            if await self._create(created, now):
                return created, True
        raise Conflict

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        changed = archive.model_copy(update=changes)
        stored = _from_archive(changed)
        kept = {name: stored[name] for name in changes if name in stored}
        removed = [name for name in changes if name not in stored]
        update = assignments(kept) + (f" REMOVE {', '.join(removed)}" if removed else "")
        values = {name: getattr(changed, name) for name in kept if name != "filenames"}
        if "filenames" in kept:
            values["filenames"] = kept["filenames"]["S"]
        updated = await self._table.update(_key(archive), update, SAME, made_at=archive.created_at, **values)
        return _to_archive(updated) if updated else None

    async def of_event(self, event_id: str) -> AsyncIterator[Archive]:
        wanted = expressions(
            {"event_id": event_id, "prefix": PREFIX},
            KeyConditionExpression="subject = :event_id AND begins_with(#name, :prefix)",
        )
        async for items in self._table.query(ConsistentRead=True, **wanted):
            for stored in items:
                yield _to_archive(stored)

    async def remove(self, archive: Archive) -> None:
        await self._table.delete(_key(archive), SAME, made_at=archive.created_at)

    async def _create(self, archive: Archive, now: datetime) -> bool:
        put = self._table.put_action(_from_archive(archive), REPLACEABLE, **_at(now))
        job = Job(JobKind.ARCHIVE, archive.event_id, archive.archive_id)
        return await try_transact(self._aws, [put, self._jobs.put_action(job, due_at=now + LEASE, now=now)])


def _key(archive: Archive) -> tuple[str, str]:
    return archive.event_id, PREFIX + archive.archive_id


def _at(now: datetime) -> dict[str, object]:
    return {"now": epoch_seconds(now), "failed": ArchiveStatus.FAILED}


def _from_archive(archive: Archive) -> Item:
    """Filenames are compressed, so that ten thousand of them fit: they are much alike."""
    compressed = b64encode(zlib.compress(json.dumps(archive.filenames).encode())).decode()
    if len(compressed) > MAX_NAMES_BYTES:
        raise InvalidInput("These are too many photos for one download. Choose fewer.", ["photo_ids"])
    subject, name = _key(archive)
    stored = attributes(archive.model_copy(update={"filenames": compressed}))
    return stored | item(
        {
            "subject": subject,
            "name": name,
            "ends_at": epoch_seconds(archive.expires_at),
            TIME_TO_LIVE: time_to_live(archive.expires_at + KEPT_AFTER),
        }
    )


def _to_archive(stored: Item) -> Archive:
    filenames = json.loads(zlib.decompress(b64decode(stored["filenames"]["S"])))
    return to_model(Archive, stored | {"filenames": {"SS": filenames}})
