"""Photos, in the table Photos: read by the hundred, registered and finished together with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.batch_reader import batch_reader
from aws.dynamodb.events import UNMARKED
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.live_photos import DynamoLivePhotos, Links, files_of_live_photos
from aws.dynamodb.photo_conditions import CARD, NO_CARD
from aws.dynamodb.photo_registration import PhotoTables, Registration
from aws.dynamodb.serialization import from_photo, to_capture, to_photo
from aws.dynamodb.table import expressions
from aws.dynamodb.transactions import MAX_ATTEMPTS, Action, ConditionsFailed
from aws.resources import BY_CAPTURE, BY_NAME, LocalIndex, ResourceNames
from aws.transport.json_client import back_off
from domain.capture_time import Capture
from domain.errors import BadRequest, Contention
from domain.live_photos import is_linkable
from domain.models import Event, Page, Photo, PhotoKey, PhotoStatus
from domain.photo_counts import difference
from domain.photo_order import MAX_LANES, LaneKey, is_of_camera, lane_of, natural

UNFINISHED = f"registered_at = :registered_at AND #status IN (:uploading, :processing) AND {UNMARKED}"
"""`registered_at` distinguishes a photo from a later one with the same name."""

AWAITED = f"registered_at = :registered_at AND #status = :uploading AND upload_id = :known AND {UNMARKED}"

ENDS_EARLIER = (
    f"registered_at = :registered_at AND #status = :uploading AND {UNMARKED}"
    " AND (attribute_not_exists(tickets_until) OR tickets_until < :until)"
)
RULES_NOT_NEWER = (
    f"registered_at = :registered_at AND #status = :ready AND {UNMARKED} "
    "AND (attribute_not_exists(location_rules) OR location_rules <= :rules)"
)

EXISTING = f"attribute_exists(event_id) AND {UNMARKED}"
LISTED = "attribute_not_exists(live_photo_still)"
NO_CARDS_READ = "(attribute_not_exists(cards_read) OR cards_read = :none)"
ROOM_FOR_LANE = "(attribute_not_exists(lanes) OR contains(lanes, :lane) OR size(lanes) < :max_lanes)"


class DynamoPhotos:
    """Implements `PhotoStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._tables = PhotoTables(aws, names)
        self._live_photos = DynamoLivePhotos(self._tables.photos, DynamoJobs(aws, names))

    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        return {photo.key: photo for photo in await self._tables.photos.get_many(keys, batch_reader(Photo))}

    async def of_event(
        self,
        event_id: str,
        *,
        first: int,
        after: str | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        keys_of_index = _Keys(BY_NAME, None, None, None if after is None else natural(after))
        if after == "":
            raise BadRequest
        chosen = _Chosen(status, without_cards)
        return await self._page(event_id, keys_of_index, first, chosen, is_descending=is_descending)

    async def of_lane(
        self,
        event_id: str,
        lane: str,
        *,
        first: int,
        after: LaneKey | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        last = None if after is None else keys.lane_key(lane, after.text)
        keys_of_index = _Keys(BY_CAPTURE, keys.lane_key(lane), keys.lane_end(lane), last)
        chosen = _Chosen(status, without_cards)
        return await self._page(event_id, keys_of_index, first, chosen, is_descending=is_descending)

    async def _page(
        self, event_id: str, within: _Keys, first: int, chosen: _Chosen, *, is_descending: bool
    ) -> Page[Photo]:
        texts, bounds = within.condition(is_descending=is_descending)
        condition, filtered = chosen.condition()
        values: dict[str, object] = {"event_id": event_id, **bounds, **filtered}
        wanted: dict[str, Any] = {"IndexName": within.index.name, "ScanIndexForward": not is_descending}
        if chosen.status is None:
            # DynamoDB applies the limit before the filter, which removes hardly anything here.
            wanted["Limit"] = first + 2
        wanted |= expressions(values, KeyConditionExpression=texts, FilterExpression=condition)
        page = await self._tables.photos.page(lambda stored: stored, first=first + 1, ConsistentRead=True, **wanted)
        # A bound of a range belongs to it.
        found = [stored for stored in page.items if stored[within.index.sort.name]["S"] != within.last]
        return Page(tuple(map(to_photo, found[:first])), has_next=len(found) > first or page.has_next)

    async def captures(self, event_id: str, lane: str) -> Sequence[Capture]:
        text, bounds = _Keys(BY_CAPTURE, keys.lane_key(lane), keys.lane_end(lane), None).condition(is_descending=False)
        texts = {"KeyConditionExpression": text, "FilterExpression": UNMARKED}
        wanted = expressions({"event_id": event_id, **bounds}, **texts)
        projected = {"IndexName": BY_CAPTURE.name, "ProjectionExpression": ", ".join(Capture._fields)}
        pages = self._tables.photos.query(ConsistentRead=True, **projected, **wanted)
        return [to_capture(stored) async for items in pages for stored in items]

    async def stills_of_videos(self, event_id: str) -> dict[str, str]:
        files = await files_of_live_photos(self._tables.photos, event_id)
        return {file.filename: file.live_photo_still for file in filter(is_linkable, files) if file.live_photo_still}

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

    async def keep_tickets_until(self, photo: Photo, until: datetime) -> Photo | None:
        values = {"registered_at": photo.registered_at, "uploading": PhotoStatus.UPLOADING, "until": until}
        update = "SET tickets_until = :until"
        stored = await self._tables.photos.update(photo.key, update, ENDS_EARLIER, **values)
        return to_photo(stored) if stored else None

    async def start_processing(self, photo: Photo) -> bool:
        update = "SET #status = :processing ADD attempts :one"
        values = _unfinished(photo) | {"one": 1}
        return await self._tables.photos.update(photo.key, update, UNFINISHED, **values) is not None

    async def finish(self, photo: Photo) -> bool:
        for attempt in range(MAX_ATTEMPTS):
            links = await self._live_photos.with_added(photo, now=photo.uploaded_at or photo.registered_at)
            put = self._tables.photos.put_action(from_photo(links.added[0]), UNFINISHED, **_unfinished(photo))
            counts = self._count_actions(photo, links)
            try:
                await self._tables.write([put, *counts, *links.actions])
                return True
            except ConditionsFailed as failed:
                if min(failed.numbers) > len(counts):
                    await back_off(attempt)  # another file of the Live Photo has changed meanwhile
                elif failed.numbers == {1} and is_of_camera(lane_of(photo)):
                    # The event has no room for another camera, or is gone.
                    photo = photo.model_copy(update={"in_shared_lane": True})
                else:
                    return False
        raise Contention

    async def replace_copy(
        self, photo: Photo, *, crc32: int | None, location_may_remain: bool, location_rules: int
    ) -> bool:
        values = {"registered_at": photo.registered_at, "ready": PhotoStatus.READY}
        values |= {"may_remain": location_may_remain, "rules": location_rules}
        update = "SET location_may_remain = :may_remain, location_rules = :rules"
        if crc32 is None:
            update += " REMOVE unlocated_crc32"
        else:
            update, values = f"{update}, unlocated_crc32 = :crc32", values | {"crc32": crc32}
        condition = f"{RULES_NOT_NEWER} AND {'live_photo_still = :still' if photo.live_photo_still else LISTED}"
        if photo.live_photo_still:
            values["still"] = photo.live_photo_still
        changes = [self._tables.photos.update_action(photo.key, update, condition, **values)]
        changes += self._live_photos.replace_copy(photo, crc32=crc32, location_may_remain=location_may_remain)
        return await self._tables.try_write(changes)

    async def mark_card(self, photo: Photo, *, is_card: bool) -> None:
        change = 1 if is_card else -1
        counts = {"card_count": change, "card_bytes": change * photo.size_bytes, "photos_version": 1}
        if is_card:
            counts["cards_read"] = 1
        mark = self._mark_card(photo, NO_CARD if is_card else CARD, is_card=is_card)
        is_marked = await self._tables.try_write([mark, self._tables.count(photo.event_id, counts, EXISTING)])
        if is_card and not is_marked:
            # It may be a card already, of an event where no card was read.
            first = self._tables.count(photo.event_id, {"cards_read": 1}, f"{EXISTING} AND {NO_CARDS_READ}", none=0)
            await self._tables.try_write([self._mark_card(photo, CARD, is_card=True), first])

    def _mark_card(self, photo: Photo, known: str, *, is_card: bool) -> Action:
        values = {"registered_at": photo.registered_at, "ready": PhotoStatus.READY, "is_card": is_card, "yes": True}
        condition = f"registered_at = :registered_at AND #status = :ready AND {UNMARKED} AND {known} AND {LISTED}"
        return self._tables.photos.update_action(photo.key, "SET qr_card = :is_card", condition, **values)

    def _count_actions(self, photo: Photo, links: Links) -> list[Action]:
        """A rejected photo is counted no more."""
        unfinished = photo.model_copy(update={"status": PhotoStatus.PROCESSING})
        changes = difference([*links.added, *links.after], [unfinished, *links.before])
        counts: dict[str, object] = {name: change for name, change in changes.items() if change}
        if photo.status is PhotoStatus.READY:
            return [self._count_ready(photo, counts)]
        return [
            self._tables.count(photo.event_id, counts, EXISTING),
            self._tables.add_storage_usage(photo.user_id, -photo.size_bytes, "attribute_exists(user_email)"),
        ]

    def _count_ready(self, photo: Photo, counts: dict[str, object]) -> Action:
        lane = lane_of(photo)
        counts |= {"lanes": frozenset({lane}), "photos_version": 1}
        if photo.card_codes:
            counts |= {"cards_read": 1}
        if not is_of_camera(lane):
            return self._tables.count(photo.event_id, counts, EXISTING)
        return self._tables.count(
            photo.event_id, counts, f"{EXISTING} AND {ROOM_FOR_LANE}", lane=lane, max_lanes=MAX_LANES
        )


@dataclass(frozen=True)
class _Chosen:
    """Which photos of a list are wanted. `status` None means any."""

    status: frozenset[PhotoStatus] | None
    without_cards: bool

    def condition(self) -> tuple[str, dict[str, object]]:
        values: dict[str, object] = {f"status{n}": each for n, each in enumerate(self.status or ())}
        texts = [UNMARKED]
        if self.status is not None:
            texts.append(f"#status IN ({', '.join(f':{name}' for name in values)})")
        if self.without_cards:
            texts.append(NO_CARD)
            values["yes"] = True
        return " AND ".join(texts), values


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
