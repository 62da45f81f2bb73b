"""The order of photos in the indexes of three engines, compared with that of memory (issue 14, item 1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest

from domain.capture_time import Capture, EventClock
from domain.errors import BadRequest
from domain.models import Event, Photo, PhotoStatus
from domain.photo_order import (
    MAX_LANES,
    UNFINISHED,
    LaneKey,
    Listing,
    PhotoOrder,
    in_capture_order,
    key_of,
    lane_of,
    natural,
)
from domain.photos import Photos
from runtime.wiring import service_of
from tests.aws.conftest import Stores
from tests.aws.factories import NOW, a_photo, an_event
from tests.in_memory_backend import InMemoryBackend, settings_with

CAMERAS = ["a" * 16, "b" * 16, None]


def lists_of(stores: Stores) -> Photos:
    adapters = replace(InMemoryBackend().adapters, events=stores.events, photos=stores.photos)
    return service_of(settings_with(), adapters).photos


def shot(photo: Photo, random: Random) -> Photo:
    """With one of few times, so that there are ties, or none."""
    if random.random() < 0.2:
        return photo.model_copy(update={"status": random.choice([PhotoStatus.READY, PhotoStatus.REJECTED])})
    second, offset = random.randrange(10), random.choice([None, None, 120])
    return photo.model_copy(
        update={
            "status": PhotoStatus.READY,
            "taken_local": f"2026-06-20T{14 if offset else 12}:00:{second:02}.{random.choice([0, 250]):03}",
            "utc_offset_minutes": offset,
            "gps_offset_seconds": random.choice([None, -37, 7200]),
            "card_codes": random.choice([frozenset(), frozenset({"ABC34D", "ABC34E"})]),
            "card_unread": random.random() < 0.2,
            "camera_id": random.choice(CAMERAS),
        }
    )


async def a_full_event(stores: Stores, count: int = 60) -> tuple[Event, list[Photo]]:
    random, event = Random(count), an_event(time_zone="UTC")  # noqa: S311 - no secret
    photos = [a_photo(event, f"IMG_{number * 37}.jpg") for number in range(count)]
    await stores.events.add(event)
    await stores.photos.register(event, photos, quota_bytes=10**12, now=NOW)
    finished = [shot(photo, random) for photo in photos[::2]] + photos[1::2][: count // 4]
    for photo in finished:
        if photo.status in (PhotoStatus.READY, PhotoStatus.REJECTED):
            assert await stores.photos.finish(photo)
    stored = await stores.events.get(event.event_id)
    assert stored is not None
    found = await stores.photos.get_many([photo.key for photo in photos])
    return stored, [*found.values()]


async def pages(photos: Photos, event: Event, listing: Listing) -> AsyncIterator[list[str]]:
    has_next = True
    while has_next:
        page = await photos.page(event, listing)
        yield [photo.filename for photo in page.items]
        listing, has_next = replace(listing, after=listing.position_after(page.items)), page.has_next


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("order", [*PhotoOrder])
async def test_an_engine_lists_photos_as_memory_orders_them(
    stores: Stores, order: PhotoOrder, is_descending: bool
) -> None:
    event, stored = await a_full_event(stores)
    if order is PhotoOrder.FILENAME:
        ordered = sorted(stored, key=lambda photo: natural(photo.filename), reverse=is_descending)
    else:
        ordered = [*in_capture_order(stored, EventClock.of(event), is_descending=is_descending)]
    expected = [photo.filename for photo in ordered]
    for first in (1, 7, 100):
        listing = Listing(first, {}, order, is_descending)
        listed = [page async for page in pages(lists_of(stores), event, listing)]
        assert [name for page in listed for name in page] == expected
        assert {len(page) for page in listed[:-1]} <= {first}


async def test_the_captures_of_a_lane_are_what_its_photos_tell(stores: Stores) -> None:
    event, stored = await a_full_event(stores)
    (marked, *_) = (photo for photo in stored if photo.status is PhotoStatus.READY)
    await stores.deletion_marks.mark_photos(event, [marked], now=NOW)
    for lane in event.lanes | {UNFINISHED}:
        photos = [photo for photo in stored if lane_of(photo) == lane and photo != marked]
        photos.sort(key=lambda photo: key_of(photo).text)
        expected = [*map(Capture.of, photos)]
        assert await stores.photos.captures(event.event_id, lane) == expected
        assert expected


async def test_a_deleted_photo_neither_shortens_a_page_nor_ends_a_list(stores: Stores) -> None:
    event, stored = await a_full_event(stores)
    ordered = [*in_capture_order(stored, EventClock.of(event))]
    photos, listing = lists_of(stores), Listing(5)
    first = await photos.page(event, listing)
    gone = [*first.items[-1:], *ordered[5:8]]
    await asyncio.gather(*(stores.deletion_marks.mark_photos(event, [photo], now=NOW) for photo in gone))
    page = await photos.page(event, replace(listing, after=listing.position_after(first.items)))
    assert [photo.filename for photo in page.items] == [photo.filename for photo in ordered[8:13]]


async def test_concurrent_photos_of_many_cameras_never_get_more_lanes_than_an_event_has(
    stores_under_load: Stores,
) -> None:
    stores, event = stores_under_load, an_event()
    photos = [
        a_photo(event, f"{number}.jpg", camera_id=f"{number:016}", taken_local="2026-06-20T12:00:00.000")
        for number in range(60)
    ]
    await stores.events.add(event)
    await stores.photos.register(event, photos, quota_bytes=10**12, now=NOW)
    ready = [photo.model_copy(update={"status": PhotoStatus.READY}) for photo in photos]
    assert all(await asyncio.gather(*map(stores.photos.finish, ready)))
    stored = await stores.events.get(event.event_id)
    found = await stores.photos.get_many([photo.key for photo in photos])
    assert stored is not None
    assert {lane_of(photo) for photo in found.values()} == stored.lanes
    assert "L" in stored.lanes
    assert len(stored.lanes) <= MAX_LANES + 1
    listed = [name async for page in pages(lists_of(stores), stored, Listing(7)) for name in page]
    assert sorted(listed) == sorted(photo.filename for photo in photos)


async def test_a_position_that_can_not_be_is_refused(stores: Stores) -> None:
    event, _ = await a_full_event(stores, 4)
    for key in (LaneKey("x" * 2000, "a.jpg"), LaneKey("", "\ud800.jpg")):
        with pytest.raises(BadRequest):
            await stores.photos.of_lane(event.event_id, UNFINISHED, first=1, after=key)
    with pytest.raises(BadRequest):
        await stores.photos.of_event(event.event_id, first=1, after="x" * 2000)
