"""Deletion of photos: hidden in the event and every code at once, removed soon after."""

from __future__ import annotations

import pytest

from domain.albums import Totals
from domain.errors import InvalidInput, NotFound
from domain.job_models import Job, JobKind
from domain.models import PhotoKey, PhotoStatus, Viewer
from domain.photo_order import Listing
from domain.uploads import TICKET_LIFE, UploadFile
from tests.fake_storage import original_key
from tests.in_memory_backend import InMemoryBackend

ADDRESS = "192.0.2.1"


async def test_deleted_photos_are_out_of_the_event_every_code_and_the_counts_at_once(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")
    ben = await backend.issue(anna, event, *keys)
    eve = await backend.issue(anna, event, all_photos=True)
    await backend.service.deletions.delete_photos(anna, event.event_id, keys[:2])

    page = await backend.service.photos.page(backend.tables.events[event.event_id], Listing(10))
    assert [photo.filename for photo in page.items] == ["rings.jpg"]
    for code in (ben, eve):
        album = await backend.service.albums.open(Viewer(event.event_id, code.access_code))
        seen = await backend.service.albums.photo_page(album, Listing(10))
        assert [photo.filename for photo in seen.items] == ["rings.jpg"]
        assert await backend.service.albums.totals(album) == Totals(1, len(b"PHOTO rings.jpg"), has_live_photos=False)
    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count) == (1, 1)
    assert backend.tables.storage_bytes[anna.user_id] == stored.total_bytes == stored.ready_bytes
    with pytest.raises(NotFound):
        await backend.issue(anna, event, keys[0])


async def test_deleted_photos_are_removed_from_storage_and_codes_and_the_rest_stays(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "bride.jpg", "cake.jpg")
    ben = await backend.issue(anna, event, *keys)
    await backend.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await backend.work()

    assert [key.rpartition("/")[2] for key in backend.storage.originals] == ["cake.jpg"]
    assert {key.split("/")[2] for key in backend.storage.derived} == {"cake.jpg"}
    assert backend.tables.accessors[event.event_id, ben.access_code].images == {"cake.jpg"}
    backend.clock.forward(hours=2)
    await backend.wait_for_deletion()
    assert list(backend.tables.photos) == [keys[1]]
    assert Job(JobKind.PHOTOS, event.event_id) not in backend.tables.jobs


async def test_a_name_is_free_only_when_no_code_lists_it(backend: InMemoryBackend) -> None:
    """A code that was issued just before the deletion must not show a later photo of the same name."""
    anna = await backend.photographer()
    event = await backend.event(anna)
    (key,) = await backend.upload(anna, event, "cake.jpg")
    backend.clock.forward(days=1)
    file = UploadFile("cake.jpg", "image/jpeg", 5)
    await backend.service.deletions.delete_photos(anna, event.event_id, [key])
    await backend.work()
    late = await backend.adapters.accessors.add(
        [
            (await backend.issue(anna, event)).model_copy(
                update={"access_code": "ABC34D", "images": frozenset({"cake.jpg"})}
            )
        ]
    )
    assert late == ()
    early = await backend.ticket(anna, event, file)
    assert early.photo.filename == "cake (2).jpg"
    backend.clock.forward(minutes=3)
    await backend.sweep.sweep()
    await backend.work()

    again = await backend.ticket(anna, event, UploadFile("cake.jpg", "image/jpeg", 6))
    assert again.photo.filename == "cake.jpg"
    assert backend.tables.accessors[event.event_id, "ABC34D"].images == frozenset()


async def test_a_name_stays_taken_while_a_signed_upload_of_the_old_photo_is_valid(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await backend.ticket(anna, event, file)
    await backend.service.deletions.delete_photos(anna, event.event_id, [ticket.photo.key])
    await backend.work()
    backend.clock.forward(minutes=40)
    await backend.wait_for_deletion()
    other = await backend.ticket(anna, event, file)
    assert other.photo.filename == "cake (2).jpg"
    await backend.arrive(ticket.photo, b"PHOTO cak")
    assert original_key(ticket.photo) not in backend.storage.originals
    backend.clock.forward(seconds=TICKET_LIFE.total_seconds())
    await backend.wait_for_deletion()

    assert ticket.photo.key not in backend.tables.photos


async def test_deleting_is_idempotent_but_refuses_photos_of_another_event(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event, other = await backend.event(anna), await backend.event(anna, "Other")
    keys = await backend.upload(anna, event, "cake.jpg")
    (foreign,) = await backend.upload(anna, other, "cake.jpg")
    gone = PhotoKey(event.event_id, "never.jpg")
    for _ in range(2):
        await backend.service.deletions.delete_photos(anna, event.event_id, [*keys, *keys, gone])
    with pytest.raises(NotFound):
        await backend.service.deletions.delete_photos(anna, event.event_id, [foreign])
    with pytest.raises(InvalidInput):
        await backend.service.deletions.delete_photos(anna, event.event_id, [gone] * 501)

    assert backend.tables.events[event.event_id].photo_count == 0
    assert backend.tables.photos[foreign].deleting_since is None


async def test_photos_of_every_status_are_deleted_and_subtracted_from_the_counts(
    backend: InMemoryBackend,
) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    ready = await backend.upload(anna, event, *(f"{number}.jpg" for number in range(120)))
    file = UploadFile("on its way.jpg", "image/jpeg", 9)
    ticket = await backend.ticket(anna, event, file)
    bad = UploadFile("bad.jpg", "image/jpeg", 3)
    rejected = await backend.ticket(anna, event, bad)
    await backend.arrive(rejected.photo, b"bad")
    assert backend.tables.photos[rejected.photo.key].status is PhotoStatus.REJECTED
    await backend.service.deletions.delete_photos(anna, event.event_id, [*ready, ticket.photo.key, rejected.photo.key])

    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes, stored.ready_count, stored.ready_bytes) == (0, 0, 0, 0)
    assert backend.tables.storage_bytes[anna.user_id] == 0
