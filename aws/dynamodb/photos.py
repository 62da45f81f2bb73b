"""Photos, in the table Photos: read by the hundred, registered and finished together with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aws.clients import Aws
from aws.dynamodb.events import UNMARKED
from aws.dynamodb.photo_registration import PhotoTables, Registration
from aws.dynamodb.serialization import from_photo, to_photo
from aws.dynamodb.table import expressions
from aws.dynamodb.transactions import Action, ConditionsFailed
from aws.resources import ResourceNames
from domain.models import Event, Page, Photo, PhotoKey, PhotoStatus

UNFINISHED = f"registered_at = :registered_at AND #status IN (:uploading, :processing) AND {UNMARKED}"
"""`registered_at` distinguishes a photo from a later one with the same name."""

AWAITED = f"registered_at = :registered_at AND #status = :uploading AND upload_id = :known AND {UNMARKED}"


class DynamoPhotos:
    """Implements `PhotoStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._tables = PhotoTables(aws, names)

    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        found = [to_photo(stored) for stored in await self._tables.photos.get_many(keys)]
        return {photo.key: photo for photo in found}

    async def of_event(
        self, event_id: str, *, first: int, after: str | None, status: frozenset[PhotoStatus] | None = None
    ) -> Page[Photo]:
        wanted: dict[str, Any] = {"ConsistentRead": True}
        values: dict[str, object] = {"event_id": event_id}
        condition = UNMARKED
        if status is None:
            # DynamoDB applies the limit before the filter, which removes hardly anything here.
            wanted["Limit"] = first + 1
        else:
            values |= {f"status{n}": each for n, each in enumerate(status)}
            condition += f" AND #status IN ({', '.join(f':status{n}' for n in range(len(status)))})"
        wanted |= expressions(values, KeyConditionExpression="event_id = :event_id", FilterExpression=condition)
        if after is not None:
            wanted |= self._tables.photos.start(event_id, after)
        return await self._tables.photos.page(to_photo, first=first, **wanted)

    async def register(self, event: Event, photos: Sequence[Photo], *, quota_bytes: int, now: datetime) -> None:
        await Registration(self._tables, event, photos).store(quota_bytes=quota_bytes, now=now)

    async def replace_upload(self, photo: Photo, upload_id: str) -> Photo | None:
        values = {
            "registered_at": photo.registered_at,
            "uploading": PhotoStatus.UPLOADING,
            "known": photo.upload_id or "",
            "upload_id": upload_id,
        }
        stored = await self._tables.photos.update(photo.key, "SET upload_id = :upload_id", AWAITED, **values)
        return to_photo(stored) if stored else None

    async def start_processing(self, photo: Photo) -> bool:
        update = "SET #status = :processing"
        return await self._tables.photos.update(photo.key, update, UNFINISHED, **_unfinished(photo)) is not None

    async def finish(self, photo: Photo) -> bool:
        put = self._tables.photos.put_action(from_photo(photo), UNFINISHED, **_unfinished(photo))
        try:
            await self._tables.write([put, *self._count_actions(photo)])
        except ConditionsFailed:
            return False
        return True

    def _count_actions(self, photo: Photo) -> list[Action]:
        """A rejected photo is counted no more."""
        unmarked, size_bytes = f"attribute_exists(event_id) AND {UNMARKED}", photo.size_bytes
        if photo.status is PhotoStatus.READY:
            return [self._tables.count(photo.event_id, {"ready_count": 1, "ready_bytes": size_bytes}, unmarked)]
        return [
            self._tables.count(photo.event_id, {"photo_count": -1, "total_bytes": -size_bytes}, unmarked),
            self._tables.add_storage_usage(photo.user_id, -size_bytes, "attribute_exists(user_email)"),
        ]


def _unfinished(photo: Photo) -> dict[str, object]:
    return {
        "registered_at": photo.registered_at,
        "uploading": PhotoStatus.UPLOADING,
        "processing": PhotoStatus.PROCESSING,
    }
