"""The search for what belongs to nothing."""

from __future__ import annotations

from domain.models import PhotoStatus
from domain.orphans import Found
from domain.uploads import UploadFile
from jobs_wiring import orphans_of
from tests.fake_storage import FakeObject, original_key
from tests.world import World, some_id

NOTHING = Found(0, 0, 0, 0)


async def mended(world: World) -> Found:
    found = await orphans_of(world.adapters, world.clock).mend(anew=True)
    await world.work()
    return found


async def test_where_everything_is_in_order_nothing_is_touched(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "cake.jpg", "rings.jpg")
    await world.issue(anna, event, *keys)
    await world.service.archives.of_event(anna, event.event_id, None)
    await world.work()
    before = (dict(world.storage.originals), dict(world.storage.derived), dict(world.tables.photos))
    world.clock.forward(hours=3)

    assert await mended(world) == NOTHING
    assert (world.storage.originals, world.storage.derived, world.tables.photos) == before


async def test_objects_without_a_record_are_deleted_but_young_ones_are_left_alone(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    of_event = f"{anna.user_id}/{event.event_id}"
    for key in (f"{of_event}/stray.jpg", "odd", f"{some_id(1)}/{some_id(2)}/gone.jpg"):
        world.store(key, b"stray")
    for key in (f"{of_event}/stray.jpg/preview", f"archives/{of_event}/{'0' * 32}.zip", "archives/odd"):
        world.storage.derived[key] = FakeObject(b"stray", "")
    assert await mended(world) == NOTHING
    world.clock.forward(hours=3)

    assert await mended(world) == Found(objects=6, photos=0, codes=0, unheard=0)
    assert not (world.storage.originals or world.storage.derived)
    assert await mended(world) == NOTHING


async def test_records_without_an_object_go_with_their_counts(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    lost, kept = await world.upload(anna, event, "lost.jpg", "kept.jpg")
    code = await world.issue(anna, event, lost, kept)
    never_sent = UploadFile("never.jpg", "image/jpeg", 9)
    await world.service.photos.request_uploads(anna, event.event_id, [never_sent])
    del world.storage.originals[original_key(world.tables.photos[lost])]
    world.clock.forward(days=2)

    assert (await mended(world)).photos == 2
    await world.wait_for_deletion()
    world.clock.forward(hours=2)
    await world.wait_for_deletion()
    assert list(world.tables.photos) == [kept]
    assert world.tables.accessors[event.event_id, code.access_code].images == {"kept.jpg"}
    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count) == (1, 1)
    assert world.tables.storage_bytes[anna.user_id] == stored.total_bytes


async def test_records_of_an_event_that_is_gone_go_too(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    await world.issue(anna, event, *await world.upload(anna, event, "cake.jpg"))
    del world.tables.events[event.event_id]
    world.clock.forward(hours=3)

    found = await mended(world)
    assert (found.photos, found.codes) == (1, 1)
    assert not (world.tables.photos or world.tables.accessors)
    assert (await mended(world)).objects == 3
    assert not (world.storage.originals or world.storage.derived)


async def test_an_upload_that_nobody_heard_of_is_told_again(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    _, (ticket,) = await world.service.photos.request_uploads(anna, event.event_id, [file])
    world.store(original_key(ticket.photo), b"PHOTO cak")
    world.clock.forward(hours=3)

    assert (await mended(world)).unheard == 1
    assert world.inventory.told_again == [original_key(ticket.photo)]
    await world.arrivals.arrived(original_key(ticket.photo))
    assert world.tables.photos[ticket.photo.key].status is PhotoStatus.READY
