"""The cameras of an event, and the offsets of their clocks."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from domain.camera_survey import CameraSurvey, survey
from domain.capture_time import EventClock
from domain.errors import InvalidInput, NotFound
from domain.events import Events
from domain.models import Clock, Event, Page, Photo, Photographer, PhotoStatus
from domain.photo_order import Listing, is_of_camera
from domain.photos import Photos
from domain.ports.events import EventStore, PhotoStore
from domain.rendering import MAX_CLOCK_OFFSET_SECONDS

READY = frozenset({PhotoStatus.READY})


@dataclass(frozen=True)
class EventCamera:
    """`offset_seconds` is added to the times of its clock. The first and the last time are corrected by it."""

    camera_id: str
    make: str | None
    model: str | None
    serial: str | None
    first_taken_at: datetime | None
    last_taken_at: datetime | None
    offset_seconds: int


@dataclass(frozen=True, kw_only=True)
class Cameras:
    events: Events
    event_store: EventStore
    photo_store: PhotoStore
    lists: Photos
    clock: Clock

    async def of_event(self, event: Event, camera_id: str | None = None) -> list[EventCamera]:
        """The cameras that have photos in the event, in the order of their first. Not those that share a lane.

        With `camera_id` only this one, if it is among them.
        """
        ends: dict[str, list[Photo]] = defaultdict(list)
        lanes = sorted(_lanes_of(event, camera_id))
        pages = (
            self.photo_store.of_lane(event.event_id, lane, first=1, after=None, is_descending=is_descending)
            for lane in lanes
            for is_descending in (False, True)
        )
        for page in await asyncio.gather(*pages):
            for photo in page.items:
                ends[photo.camera_id or ""].append(photo)
        found = [_camera(event, camera_id, photos) for camera_id, photos in ends.items()]
        return sorted(found, key=lambda each: (each.first_taken_at or event.created_at, each.camera_id))

    async def survey(self, event: Event) -> CameraSurvey:
        """Reads all ready photos, its lanes side by side: a megabyte of a lane in each round trip."""
        lanes = (self.photo_store.captures(event.event_id, lane) for lane in sorted(event.lanes))
        captures = chain.from_iterable(await asyncio.gather(*lanes))
        return await asyncio.to_thread(survey, event, captures)

    async def photos(self, event: Event, camera_id: str, listing: Listing) -> Page[Photo]:
        """Of one camera, by capture time."""
        lanes = _lanes_of(event, camera_id)
        return await self.lists.page_of_event(event.model_copy(update={"lanes": lanes}), listing, READY)

    async def set_offset(self, photographer: Photographer, event_id: str, camera_id: str, offset_seconds: int) -> Event:
        """Raises NotFound for a camera that is not listed, InvalidInput or EventExpired."""
        if abs(offset_seconds) > MAX_CLOCK_OFFSET_SECONDS:
            raise InvalidInput("The offset of a clock can be at most 50 years.", ["offset_seconds"])
        event = await self.events.own(photographer, event_id)
        if not _lanes_of(event, camera_id):
            raise NotFound
        return await self.event_store.set_clock_offset(event, camera_id, offset_seconds, now=self.clock())


def _lanes_of(event: Event, camera_id: str | None) -> frozenset[str]:
    """Of one camera, or of all."""
    of_cameras = filter(is_of_camera, event.lanes)
    return frozenset(lane for lane in of_cameras if camera_id is None or lane[:-1] == camera_id)


def _camera(event: Event, camera_id: str, photos: Sequence[Photo]) -> EventCamera:
    clock, any_photo = EventClock.of(event), photos[0]
    times = [time for photo in photos if (time := clock.taken_at(photo))]
    return EventCamera(
        camera_id=camera_id,
        make=any_photo.camera_make,
        model=any_photo.camera_model,
        serial=any_photo.camera_serial,
        first_taken_at=min(times, default=None),
        last_taken_at=max(times, default=None),
        offset_seconds=event.clock_offsets.get(camera_id, 0),
    )
