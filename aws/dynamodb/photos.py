"""Photos, in the table Photos: read by the hundred, registered and finished together with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.events import UNMARKED
from aws.dynamodb.photo_registration import PhotoTables, Registration
from aws.dynamodb.serialization import from_photo, to_photo
from aws.dynamodb.table import expressions
from aws.dynamodb.transactions import Action, ConditionsFailed
from aws.resources import BY_CAPTURE, BY_NAME, LocalIndex, ResourceNames
from domain.errors import BadRequest
from domain.models import Event, Page, Photo, PhotoKey, PhotoStatus
from domain.photo_order import MAX_LANES, LaneKey, is_of_camera, lane_of, natural

UNFINISHED = f"registered_at = :registered_at AND #status IN (:uploading, :processing) AND {UNMARKED}"
"""`registered_at` distinguishes a photo from a later one with the same name."""

AWAITED = f"registered_at = :registered_at AND #status = :uploading AND upload_id = :known AND {UNMARKED}"

ROOM_FOR_LANE = "(attribute_not_exists(lanes) OR contains(lanes, :lane) OR size(lanes) < :max_lanes)"


class DynamoPhotos:
    """Implements `PhotoStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._tables = PhotoTables(aws, names)

    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        found = [to_photo(stored) for stored in await self._tables.photos.get_many(keys)]
        return {photo.key: photo for photo in found}

    async def of_event(
        self,
        event_id: str,
        *,
        first: int,
        after: str | None,
        status: frozenset[PhotoStatus] | None = None,
        is_descending: bool = False,
    ) -> Page[Photo]:
        keys_of_index = _Keys(BY_NAME, None, None, None if after is None else natural(after))
        if after == "":
            raise BadRequest
        return await self._page(event_id, keys_of_index, first, status, is_descending=is_descending)

    async def of_lane(
        self,
        event_id: str,
        lane: str,
        *,
        first: int,
        after: LaneKey | None,
        status: frozenset[PhotoStatus] | None = None,
        is_descending: bool = False,
    ) -> Page[Photo]:
        last = None if after is None else keys.lane_key(lane, after.text)
        keys_of_index = _Keys(BY_CAPTURE, keys.lane_key(lane), keys.lane_end(lane), last)
        return await self._page(event_id, keys_of_index, first, status, is_descending=is_descending)

    async def _page(
        self, event_id: str, within: _Keys, first: int, status: frozenset[PhotoStatus] | None, *, is_descending: bool
    ) -> Page[Photo]:
        texts, bounds = within.condition(is_descending=is_descending)
        values: dict[str, object] = {"event_id": event_id, **bounds}
        wanted: dict[str, Any] = {"IndexName": within.index.name, "ScanIndexForward": not is_descending}
        condition = UNMARKED
        if status is None:
            # DynamoDB applies the limit before the filter, which removes hardly anything here.
            wanted["Limit"] = first + 2
        else:
            values |= {f"status{n}": each for n, each in enumerate(status)}
            condition += f" AND #status IN ({', '.join(f':status{n}' for n in range(len(status)))})"
        wanted |= expressions(values, KeyConditionExpression=texts, FilterExpression=condition)
        page = await self._tables.photos.page(lambda stored: stored, first=first + 1, ConsistentRead=True, **wanted)
        # A bound of a range belongs to it.
        found = [stored for stored in page.items if stored[within.index.sort.name]["S"] != within.last]
        return Page(tuple(map(to_photo, found[:first])), has_next=len(found) > first or page.has_next)

    async def count_lane(self, event_id: str, lane: str) -> int:
        text, bounds = _Keys(BY_CAPTURE, keys.lane_key(lane), keys.lane_end(lane), None).condition(is_descending=False)
        texts = {"KeyConditionExpression": text, "FilterExpression": UNMARKED, "ProjectionExpression": "filename"}
        wanted = expressions({"event_id": event_id, **bounds}, **texts)
        pages = self._tables.photos.query(IndexName=BY_CAPTURE.name, ConsistentRead=True, **wanted)
        return sum([len(items) async for items in pages])

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
        except ConditionsFailed as failed:
            if failed.numbers != {1} or not is_of_camera(lane_of(photo)):
                return False
            # The event has no room for another camera, or is gone.
            return await self.finish(photo.model_copy(update={"in_shared_lane": True}))
        return True

    def _count_actions(self, photo: Photo) -> list[Action]:
        """A rejected photo is counted no more."""
        unmarked, size_bytes = f"attribute_exists(event_id) AND {UNMARKED}", photo.size_bytes
        if photo.status is PhotoStatus.READY:
            return [self._count_ready(photo, unmarked)]
        return [
            self._tables.count(photo.event_id, {"photo_count": -1, "total_bytes": -size_bytes}, unmarked),
            self._tables.add_storage_usage(photo.user_id, -size_bytes, "attribute_exists(user_email)"),
        ]

    def _count_ready(self, photo: Photo, unmarked: str) -> Action:
        lane = lane_of(photo)
        counts = {"ready_count": 1, "ready_bytes": photo.size_bytes, "lanes": frozenset({lane})}
        if not is_of_camera(lane):
            return self._tables.count(photo.event_id, counts, unmarked)
        return self._tables.count(
            photo.event_id, counts, f"{unmarked} AND {ROOM_FOR_LANE}", lane=lane, max_lanes=MAX_LANES
        )


@dataclass(frozen=True)
class _Keys:
    """A range of keys of an index, all of its keys for None. `last` was given before."""

    index: LocalIndex
    first_key: str | None
    end: str | None
    last: str | None

    def condition(self, *, is_descending: bool) -> tuple[str, dict[str, object]]:
        """Raises BadRequest for a key that can't be: cursors come from outside."""
        low = self.first_key if is_descending else self.last or self.first_key
        high = self.last or self.end if is_descending else self.end
        bounds = {name: bound for name, bound in (("low", low), ("high", high)) if bound is not None}
        if not all(keys.is_valid("event", bound) for bound in bounds.values()):
            raise BadRequest
        name = self.index.sort.name
        ranges = {"low high": f"{name} BETWEEN :low AND :high", "low": f"{name} >= :low", "high": f"{name} <= :high"}
        text = " AND ".join(filter(None, ("event_id = :event_id", ranges.get(" ".join(bounds)))))
        return text, {**bounds}


def _unfinished(photo: Photo) -> dict[str, object]:
    return {
        "registered_at": photo.registered_at,
        "uploading": PhotoStatus.UPLOADING,
        "processing": PhotoStatus.PROCESSING,
    }
