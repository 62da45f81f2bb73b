"""Live Photos in the stores: one suite over the engines and the fakes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from aws.clients import Aws
from aws.dynamodb.record_deletion import DynamoRecordDeletion
from aws.dynamodb.table import expressions
from domain.errors import Conflict
from domain.job_models import LEASE, Job, JobKind
from domain.models import Event, Photo, PhotoKey, PhotoStatus
from tests.aws.conftest import NAMES, Stores
from tests.aws.factories import NOW, a_photo, an_accessor, an_event

IDENTIFIER = "6B29FC40-CA47-1067-B31D-00DD010662DA"
STILL, VIDEO, EDITED = "IMG_1.HEIC", "IMG_1.MOV", "IMG_E1.HEIC"


async def an_event_with(stores: Stores, *filenames: str, identifier: str = IDENTIFIER) -> tuple[Event, list[Photo]]:
    """Of files that are about to become ready."""
    event = an_event()
    await stores.events.add(event)
    return event, await registered(stores, event, *filenames, identifier=identifier)


async def registered(stores: Stores, event: Event, *filenames: str, identifier: str = IDENTIFIER) -> list[Photo]:
    files = [
        a_photo(
            event,
            name,
            content_type="video/quicktime" if name.endswith(".MOV") else "image/heic",
            size_bytes=10 if name.endswith(".MOV") else 1000,
        )
        for name in filenames
    ]
    await stores.photos.register(event, files, quota_bytes=10**9, now=NOW)
    ready = {"status": PhotoStatus.READY, "live_photo_id": identifier, "uploaded_at": NOW, "crc32": 7}
    shot = {"taken_local": "2026-06-20T15:04:05.000", "utc_offset_minutes": 120, "camera_id": "c" * 16}
    return [file.model_copy(update=ready | shot) for file in files]


async def finished(stores: Stores, files: Sequence[Photo]) -> None:
    for file in files:
        assert await stores.photos.finish(file)


async def stored(stores: Stores, event: Event, name: str) -> Photo:
    return (await stores.photos.get_many([PhotoKey(event.event_id, name)]))[PhotoKey(event.event_id, name)]


async def listed(stores: Stores, event: Event) -> list[str]:
    """By names; checks that the lanes list the same."""
    current = await stores.events.get(event.event_id)
    assert current is not None
    page = await stores.photos.of_event(event.event_id, first=100, after=None)
    in_lanes = [await stores.photos.of_lane(event.event_id, lane, first=100, after=None) for lane in current.lanes]
    captured = [await stores.photos.captures(event.event_id, lane) for lane in current.lanes]
    names = [photo.filename for photo in page.items]
    assert sorted(photo.filename for lane in in_lanes for photo in lane.items) == sorted(names)
    assert sorted(each.filename for lane in captured for each in lane) == sorted(names)
    return names


async def counts(stores: Stores, event: Event) -> tuple[int, int, int, int, int]:
    """Photos and bytes of all files, ready photos and their bytes, Live Photos."""
    now = await stores.events.get(event.event_id)
    assert now is not None
    assert await stores.users.storage_bytes(event.user_id) == now.total_bytes
    return now.photo_count, now.total_bytes, now.ready_count, now.ready_bytes, now.live_photo_count


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_still_and_video_become_one_photo_in_any_order(stores: Stores, order: tuple[int, ...]) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO, EDITED)
    await finished(stores, [files[n] for n in order])
    assert await listed(stores, event) == [STILL, EDITED]
    assert await counts(stores, event) == (2, 2010, 2, 2000, 1)
    still, video = await stored(stores, event, STILL), await stored(stores, event, VIDEO)
    assert still.live_photo_video is not None
    assert (still.live_photo_video.filename, still.live_photo_video.crc32) == (VIDEO, 7)
    assert (video.live_photo_still, await stores.photos.stills_of_videos(event.event_id)) == (STILL, {VIDEO: STILL})
    assert (await stored(stores, event, EDITED)).live_photo_video is None


async def test_a_file_that_is_processed_twice_is_counted_once(stores: Stores) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, files)
    for file in files:
        assert not await stores.photos.start_processing(file)
        assert not await stores.photos.finish(file)
    assert await counts(stores, event) == (1, 1010, 1, 1000, 1)


async def test_files_that_become_ready_at_once_are_linked(stores_under_load: Stores) -> None:
    stores = stores_under_load
    event, files = await an_event_with(stores, STILL, VIDEO, EDITED, "IMG_E1.MOV")
    assert all(await asyncio.gather(*(stores.photos.finish(file) for file in files)))
    assert await listed(stores, event) == [STILL, EDITED]
    assert await counts(stores, event) == (2, 2020, 2, 2000, 2)


async def test_files_of_other_identifiers_and_events_and_rejected_ones_stay_by_themselves(stores: Stores) -> None:
    event, files = await an_event_with(stores, STILL)
    other, others = await an_event_with(stores, VIDEO)
    foreign = await registered(stores, event, "IMG_2.MOV", identifier="another-identifier")
    (rejected,) = await registered(stores, event, VIDEO)
    rejected = rejected.model_copy(update={"status": PhotoStatus.REJECTED, "rejection": "It is damaged."})
    await finished(stores, [*files, *others, *foreign, rejected])
    page = await stores.photos.of_event(event.event_id, first=100, after=None)
    assert {photo.filename for photo in page.items} == {STILL, "IMG_2.MOV", VIDEO}
    assert await listed(stores, other) == [VIDEO]
    assert (await counts(stores, event))[4] == 0


async def test_a_live_photo_is_deleted_as_one(stores: Stores) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, files)
    parts = [await stored(stores, event, name) for name in (STILL, VIDEO)]
    await stores.deletion_marks.mark_photos(event, parts, now=NOW)
    assert await counts(stores, event) == (0, 0, 0, 0, 0)
    assert await listed(stores, event) == []


@pytest.mark.parametrize(("gone", "left", "size_bytes"), [(VIDEO, STILL, 1000), (STILL, VIDEO, 10)])
async def test_the_half_of_a_deleted_half_is_a_photo_again(
    stores: Stores, gone: str, left: str, size_bytes: int
) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, files)
    await stores.deletion_marks.mark_photos(event, [await stored(stores, event, gone)], now=NOW)
    assert await listed(stores, event) == [left]
    assert await counts(stores, event) == (1, size_bytes, 1, size_bytes, 0)
    remaining = await stored(stores, event, left)
    assert (remaining.live_photo_still, remaining.live_photo_video) == (None, None)


async def test_a_still_whose_video_is_deleted_takes_one_that_is_left(stores: Stores) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO, "other.MOV")
    await finished(stores, files)
    await stores.deletion_marks.mark_photos(event, [await stored(stores, event, VIDEO)], now=NOW)
    assert await stores.photos.stills_of_videos(event.event_id) == {"other.MOV": STILL}
    assert await counts(stores, event) == (1, 1010, 1, 1000, 1)


async def test_a_half_that_was_read_before_it_was_linked_is_not_deleted_by_itself(stores: Stores) -> None:
    event, (still, video) = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, [still])
    known = await stored(stores, event, STILL)
    await finished(stores, [video])
    with pytest.raises(Conflict):
        await stores.deletion_marks.mark_photos(event, [known], now=NOW)
    assert await counts(stores, event) == (1, 1010, 1, 1000, 1)


@pytest.mark.parametrize(("crc32", "may_remain"), [(99, False), (None, True)])
async def test_a_still_knows_the_new_copy_of_its_video(stores: Stores, crc32: int | None, may_remain: bool) -> None:
    event, (still, video) = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, [still, video])
    new: Any = {"crc32": crc32, "location_may_remain": may_remain, "location_rules": 7}
    # Whoever has read the video before it was linked reads it again.
    assert not await stores.photos.replace_copy(video, **new)
    assert await stores.photos.replace_copy(await stored(stores, event, VIDEO), **new)
    kept, own = (await stored(stores, event, STILL)).live_photo_video, await stored(stores, event, VIDEO)
    assert kept
    assert (kept.unlocated_crc32, kept.location_may_remain) == (crc32, may_remain)
    assert (own.unlocated_crc32, own.location_may_remain, own.location_rules) == (crc32, may_remain, 7)


async def test_a_partner_that_comes_after_a_deletion_finds_nobody(stores: Stores) -> None:
    event, (still, video) = await an_event_with(stores, STILL, VIDEO)
    await finished(stores, [still])
    await stores.deletion_marks.mark_photos(event, [await stored(stores, event, STILL)], now=NOW)
    await finished(stores, [video])
    assert (await listed(stores, event), await counts(stores, event)) == ([VIDEO], (1, 10, 1, 10, 0))


async def test_more_files_of_one_identifier_than_any_phone_writes_stay_by_themselves(stores: Stores) -> None:
    event, files = await an_event_with(stores, *(f"IMG_{n}.HEIC" for n in range(12)))
    await finished(stores, files)
    await finished(stores, await registered(stores, event, VIDEO))
    assert len(await listed(stores, event)) == 13


async def test_codes_that_list_a_video_get_its_still(stores: Stores) -> None:
    event, files = await an_event_with(stores, STILL, VIDEO)
    both = an_accessor(event.event_id, "ABC34D", images=frozenset({STILL, VIDEO}))
    video_only = an_accessor(event.event_id, "ABC34E", images=frozenset({VIDEO, "cake.png"}))
    neither = an_accessor(event.event_id, "ABC34F", images=frozenset({"cake.png"}))
    everything = an_accessor(event.event_id, "ABC34G", all_photos=True)
    await stores.accessors.add([both, video_only, neither, everything])
    await stores.accessors.give(event, None, add=frozenset({VIDEO}), remove=frozenset(), now=NOW)
    await finished(stores, files)
    job, later = Job(JobKind.LIVE_PHOTOS, event.event_id), NOW + timedelta(minutes=2)
    assert await stores.jobs.hold(job, now=later, until=later + LEASE)
    for _ in range(2):
        await stores.accessors.replace_photos(event.event_id, await stores.photos.stills_of_videos(event.event_id))
    page = await stores.accessors.of_event(event.event_id, first=10, after=None)
    assert {each.access_code: each.images for each in page.items} == {
        "ABC34D": {STILL},
        "ABC34E": {STILL, "cake.png"},
        "ABC34F": {"cake.png"},
        "ABC34G": frozenset(),
    }
    assert page.items[0].for_everybody == {STILL}


async def test_nothing_of_live_photos_is_left_with_the_event(
    ministack_stores: Stores, ministack_jobs: Aws, ministack_root: Aws
) -> None:
    """The rights of jobs suffice."""
    event, files = await an_event_with(ministack_stores, STILL, VIDEO)
    await finished(ministack_stores, files)
    deletion = DynamoRecordDeletion(ministack_jobs, NAMES)
    pages = [page async for page in deletion.photos_of(event.event_id)]
    assert sorted(photo.filename for page in pages for photo in page) == [STILL, VIDEO]
    await deletion.remove_live_photos(event.event_id)
    await deletion.remove_photos([photo for page in pages for photo in page])
    left = await ministack_root.call(
        "dynamodb",
        "query",
        TableName=NAMES.photos,
        **expressions({"id": event.event_id}, KeyConditionExpression="event_id = :id"),
    )
    assert left["Items"] == []
