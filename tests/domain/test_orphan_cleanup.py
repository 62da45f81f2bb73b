"""The search for orphans, and their repair."""

from __future__ import annotations

from domain.models import PhotoStatus
from domain.orphan_cleanup import CleanupReport
from domain.uploads import UploadFile
from runtime.worker_wiring import orphan_cleanup_of
from tests.fake_storage import FakeObject, original_key
from tests.in_memory_backend import InMemoryBackend, some_id

NOTHING = CleanupReport(0, 0, 0, 0)


async def cleaned_up(backend: InMemoryBackend) -> CleanupReport:
    found = await orphan_cleanup_of(backend.adapters, backend.clock).run(restart=True)
    await backend.work()
    return found


async def test_nothing_changes_where_there_are_no_orphans(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    await backend.issue(anna, event, *keys)
    await backend.service.archives.of_event(anna, event.event_id, None)
    await backend.work()
    before = (dict(backend.storage.originals), dict(backend.storage.derived), dict(backend.tables.photos))
    backend.clock.forward(hours=3)

    assert await cleaned_up(backend) == NOTHING
    assert (dict(backend.storage.originals), dict(backend.storage.derived), dict(backend.tables.photos)) == before


async def test_objects_without_a_record_are_deleted_unless_they_are_young(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    of_event = f"{anna.user_id}/{event.event_id}"
    for key in (f"{of_event}/stray.jpg", "odd", f"{some_id(1)}/{some_id(2)}/gone.jpg"):
        backend.store(key, b"stray")
    for key in (f"{of_event}/stray.jpg/preview", f"archives/{of_event}/{'0' * 32}.zip", "archives/odd"):
        backend.storage.derived[key] = FakeObject(b"stray", "")
    assert await cleaned_up(backend) == NOTHING
    backend.clock.forward(hours=3)

    assert await cleaned_up(backend) == CleanupReport(objects=6, photos=0, codes=0, requeued=0)
    assert not (backend.storage.originals or backend.storage.derived)
    assert await cleaned_up(backend) == NOTHING


async def test_records_without_an_object_are_removed_with_their_counts(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    lost, kept = await backend.upload(anna, event, "lost.jpg", "kept.jpg")
    code = await backend.issue(anna, event, lost, kept)
    never_sent = UploadFile("never.jpg", "image/jpeg", 9)
    await backend.service.uploads.request(anna, event.event_id, [never_sent])
    del backend.storage.originals[original_key(backend.tables.photos[lost])]
    backend.clock.forward(days=2)

    assert (await cleaned_up(backend)).photos == 2
    await backend.wait_for_deletion()
    backend.clock.forward(hours=2)
    await backend.wait_for_deletion()
    assert list(backend.tables.photos) == [kept]
    assert backend.tables.accessors[event.event_id, code.access_code].images == {"kept.jpg"}
    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count) == (1, 1)
    assert backend.tables.storage_bytes[anna.user_id] == stored.total_bytes


async def test_records_of_an_event_that_is_gone_are_removed(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.issue(anna, event, *await backend.upload(anna, event, "cake.jpg"))
    del backend.tables.events[event.event_id]
    backend.clock.forward(hours=3)

    found = await cleaned_up(backend)
    assert (found.photos, found.codes) == (1, 1)
    assert not (backend.tables.photos or backend.tables.accessors)
    assert (await cleaned_up(backend)).objects == 3
    assert not (backend.storage.originals or backend.storage.derived)


async def test_an_unprocessed_upload_is_requeued(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [file])
    backend.store(original_key(ticket.photo), b"PHOTO cak")
    backend.clock.forward(hours=3)

    assert (await cleaned_up(backend)).requeued == 1
    assert backend.uploads.requeued == [original_key(ticket.photo)]
    await backend.upload_processor.process(original_key(ticket.photo))
    assert backend.tables.photos[ticket.photo.key].status is PhotoStatus.READY
