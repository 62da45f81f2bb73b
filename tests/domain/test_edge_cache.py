"""Copies at the edge outlive their objects: they are removed when photos or events are deleted early."""

from __future__ import annotations

from domain.uploads import UploadFile
from tests.fake_storage import original_key
from tests.in_memory_backend import InMemoryBackend


async def test_copies_of_an_event_that_is_deleted_early_are_removed_after_its_objects(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event, other = await backend.event(anna), await backend.event(anna, "Party")
    await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    await backend.upload(anna, other, "cake.jpg")
    await backend.service.archives.of_event(anna, event.event_id, None)
    await backend.work()
    backend.edge_cache.fetch_all()
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.work()
    assert backend.edge_cache.copies == {*backend.storage.originals, *backend.storage.derived}
    assert {key.split("/")[1] for key in backend.edge_cache.copies} == {other.event_id}


async def test_a_copy_that_a_late_request_made_is_removed_too_and_retries_ask_for_nothing_new(
    backend: InMemoryBackend,
) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.upload(anna, event, "cake.jpg")
    backend.edge_cache.fetch_all()
    late = set(backend.edge_cache.copies)
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.work()
    backend.edge_cache.copies = late
    backend.mailer.broken = True
    for _ in range(3):
        await backend.wait_for_deletion()
    assert event.event_id in backend.tables.events
    assert backend.edge_cache.copies == set()
    assert len(backend.edge_cache.references) == 2


async def test_an_event_that_expires_costs_no_request(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.upload(anna, event, "cake.jpg")
    backend.clock.forward(days=8)
    for _ in range(2):
        await backend.wait_for_deletion()
    assert backend.left == []
    assert backend.edge_cache.references == []


async def test_while_the_edge_takes_no_request_the_event_waits(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.upload(anna, event, "cake.jpg")
    backend.edge_cache.fetch_all()
    backend.edge_cache.is_busy = True
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.work()
    await backend.wait_for_deletion()
    assert backend.storage.originals == {}
    assert event.event_id in backend.tables.events
    backend.edge_cache.is_busy = False
    await backend.wait_for_deletion()
    assert backend.edge_cache.copies == set()
    assert event.event_id not in backend.tables.events


async def test_a_new_photo_of_the_same_name_is_never_shown_as_the_old_one(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    cake, rings = await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    old = original_key(backend.tables.photos[cake])
    backend.edge_cache.fetch_all()
    await backend.service.deletions.delete_photos(anna, event.event_id, [cake])
    await backend.work()
    assert not [key for key in backend.edge_cache.copies if key.startswith(old)]

    backend.edge_cache.copies.add(old)
    backend.edge_cache.is_busy = True
    backend.clock.forward(hours=2)
    await backend.wait_for_deletion()
    file = UploadFile("cake.jpg", "image/jpeg", 5)
    assert (await backend.ticket(anna, event, file)).photo.filename == "cake (2).jpg"
    backend.edge_cache.is_busy = False
    await backend.wait_for_deletion()
    assert (await backend.ticket(anna, event, file)).photo.filename == "cake.jpg"
    assert backend.edge_cache.copies == {*backend.storage.originals, *backend.storage.derived}
    assert rings in backend.tables.photos


async def test_a_photo_that_nobody_could_see_costs_no_request(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    ticket = await backend.ticket(anna, event, UploadFile("cake.jpg", "image/jpeg", 9))
    await backend.service.deletions.delete_photos(anna, event.event_id, [ticket.photo.key])
    await backend.work()
    assert backend.edge_cache.references == []
