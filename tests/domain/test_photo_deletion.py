"""Deletion of photos: out of the event and of every code at once, removed soon after."""

from __future__ import annotations

import pytest

from domain.errors import (
    InvalidInput,
    NotFound,
)
from domain.jobs import Job, JobKind
from domain.models import PhotoFilter, PhotoKey, PhotoStatus, Viewer
from domain.uploads import TICKET_LIFE, UploadFile
from tests.fake_storage import original_key
from tests.world import World

ADDRESS = "192.0.2.1"


async def test_deleted_photos_are_out_of_the_event_every_code_and_the_counts_at_once(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")
    ben = await world.issue(anna, event, *keys)
    eve = await world.issue(anna, event, all_photos=True)
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:2])

    page = await world.service.photos.page(event.event_id, first=10, after=None, which=PhotoFilter.ALL)
    assert [photo.filename for photo in page.items] == ["rings.jpg"]
    for code in (ben, eve):
        album = await world.service.albums.open(Viewer(event.event_id, code.access_code))
        seen = await world.service.albums.photos(album, first=10, after=None)
        assert [photo.filename for photo in seen.items] == ["rings.jpg"]
        assert await world.service.albums.totals(album) == (1, len(b"PHOTO rings.jpg"))
    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count) == (1, 1)
    assert world.tables.storage_bytes[anna.user_id] == stored.total_bytes == stored.ready_bytes
    with pytest.raises(NotFound):
        await world.issue(anna, event, keys[0])


async def test_deleted_photos_are_removed_from_storage_and_codes_and_the_rest_stays(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "bride.jpg", "cake.jpg")
    ben = await world.issue(anna, event, *keys)
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await world.work()

    assert [key.rpartition("/")[2] for key in world.storage.originals] == ["cake.jpg"]
    assert {key.split("/")[2] for key in world.storage.derived} == {"cake.jpg"}
    assert world.tables.accessors[event.event_id, ben.access_code].images == {"cake.jpg"}
    world.clock.forward(hours=2)
    await world.wait_for_deletion()
    assert list(world.tables.photos) == [keys[1]]
    assert Job(JobKind.PHOTOS, event.event_id) not in world.tables.jobs


async def test_a_name_is_free_only_when_every_code_has_let_go_of_it(world: World) -> None:
    """A code that was issued by who saw the photo before it was deleted must not show another one."""
    anna = await world.photographer()
    event = await world.event(anna)
    (key,) = await world.upload(anna, event, "cake.jpg")
    world.clock.forward(days=1)
    file = UploadFile("cake.jpg", "image/jpeg", 5)
    await world.service.deletions.delete_photos(anna, event.event_id, [key])
    await world.work()
    late = await world.adapters.accessors.add(
        [
            (await world.issue(anna, event)).model_copy(
                update={"access_code": "ABC34D", "images": frozenset({"cake.jpg"})}
            )
        ]
    )
    assert late == ()
    early = await world.ticket(anna, event, file)
    assert early.photo.filename == "cake (2).jpg"
    world.clock.forward(minutes=3)
    await world.sweep.sweep()
    await world.work()

    again = await world.ticket(anna, event, UploadFile("cake.jpg", "image/jpeg", 6))
    assert again.photo.filename == "cake.jpg"
    assert world.tables.accessors[event.event_id, "ABC34D"].images == frozenset()


async def test_a_name_stays_taken_while_a_signed_upload_of_the_old_photo_is_good(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await world.ticket(anna, event, file)
    await world.service.deletions.delete_photos(anna, event.event_id, [ticket.photo.key])
    await world.work()
    world.clock.forward(minutes=40)
    await world.wait_for_deletion()
    other = await world.ticket(anna, event, file)
    assert other.photo.filename == "cake (2).jpg"
    await world.arrive(ticket.photo, b"PHOTO cak")
    assert original_key(ticket.photo) not in world.storage.originals
    world.clock.forward(seconds=TICKET_LIFE.total_seconds())
    await world.wait_for_deletion()

    assert ticket.photo.key not in world.tables.photos


async def test_deleting_again_or_what_is_gone_is_no_error_but_another_events_photo_is(world: World) -> None:
    anna = await world.photographer()
    event, other = await world.event(anna), await world.event(anna, "Other")
    keys = await world.upload(anna, event, "cake.jpg")
    (foreign,) = await world.upload(anna, other, "cake.jpg")
    gone = PhotoKey(event.event_id, "never.jpg")
    for _ in range(2):
        await world.service.deletions.delete_photos(anna, event.event_id, [*keys, *keys, gone])
    with pytest.raises(NotFound):
        await world.service.deletions.delete_photos(anna, event.event_id, [foreign])
    with pytest.raises(InvalidInput):
        await world.service.deletions.delete_photos(anna, event.event_id, [gone] * 501)

    assert world.tables.events[event.event_id].photo_count == 0
    assert world.tables.photos[foreign].deleting_since is None


async def test_photos_of_every_status_can_be_deleted_and_count_for_what_they_counted(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    ready = await world.upload(anna, event, *(f"{number}.jpg" for number in range(120)))
    file = UploadFile("on its way.jpg", "image/jpeg", 9)
    ticket = await world.ticket(anna, event, file)
    bad = UploadFile("bad.jpg", "image/jpeg", 3)
    rejected = await world.ticket(anna, event, bad)
    await world.arrive(rejected.photo, b"bad")
    assert world.tables.photos[rejected.photo.key].status is PhotoStatus.REJECTED
    await world.service.deletions.delete_photos(anna, event.event_id, [*ready, ticket.photo.key, rejected.photo.key])

    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes, stored.ready_count, stored.ready_bytes) == (0, 0, 0, 0)
    assert world.tables.storage_bytes[anna.user_id] == 0
