from __future__ import annotations

import asyncio
import base64
import hashlib
import zlib
from dataclasses import replace
from typing import Any

import pytest

from aws.s3 import spooled_original
from domain.location_copies import LOCATION_RULES
from domain.models import Event, Photo, Photographer, PhotoStatus, RenditionKind, Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, RenderedPhoto
from domain.uploads import UNDECLARED, UploadFile
from runtime.wiring import upload_processor_of
from tests.fake_storage import original_key
from tests.in_memory_backend import FakeRenditions, InMemoryBackend, some_id

BODY = b"PHOTO of a cake"


async def registered(
    backend: InMemoryBackend, body: bytes = BODY, sha256: str | None = None
) -> tuple[Photographer, Event, Photo]:
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", len(body), sha256)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [file])
    return anna, event, ticket.photo


async def test_a_processed_upload_is_ready_with_its_metadata() -> None:
    backend = InMemoryBackend()
    _, event, photo = await registered(backend)
    await backend.arrive(photo, BODY)
    ready = backend.tables.photos[photo.key]
    assert ready.status is PhotoStatus.READY
    assert (ready.width, ready.height, ready.placeholder) == (4000, 3000, "placeholder")
    assert ready.crc32 == zlib.crc32(BODY)
    assert ready.sha256 == base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert ready.uploaded_at == backend.clock.now
    assert ready.thumbnail and ready.thumbnail.size_bytes == len(
        backend.storage.derived[f"{original_key(photo)}/thumbnail"].body
    )
    assert f"{original_key(photo)}/{RenditionKind.PREVIEW.value}" in backend.storage.derived
    assert backend.storage.originals[original_key(photo)].body == BODY
    stored = backend.tables.events[event.event_id]
    assert (stored.ready_count, stored.ready_bytes) == (1, len(BODY))


async def test_a_message_delivered_many_times_counts_once() -> None:
    backend = InMemoryBackend()
    _, event, photo = await registered(backend)
    backend.store(original_key(photo), BODY)
    await asyncio.gather(*(backend.upload_processor.process(original_key(photo)) for _ in range(10)))
    await backend.upload_processor.process(original_key(photo))
    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count, stored.ready_bytes) == (1, 1, len(BODY))


async def test_an_unreadable_file_is_rejected_with_a_reason_and_frees_its_quota() -> None:
    backend = InMemoryBackend()
    anna, event, photo = await registered(backend, b"<html>not a photo")
    await backend.arrive(photo, b"<html>not a photo")
    rejected = backend.tables.photos[photo.key]
    assert (rejected.status, rejected.rejection) == (PhotoStatus.REJECTED, "This file is no photo.")
    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes, stored.ready_count) == (0, 0, 0)
    assert await backend.service.accounts.storage_bytes(anna) == 0


async def test_another_size_or_content_than_was_registered_is_rejected() -> None:
    for arrived in (BODY + b"!", BODY[:-1], b"PHOTO of a cat!"):
        backend = InMemoryBackend()
        sha256 = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
        _, _, photo = await registered(backend, sha256=sha256)
        await backend.arrive(photo, arrived)
        assert backend.tables.photos[photo.key].rejection_code is PhotoRejection.ARRIVED_DAMAGED


async def test_unexpected_objects_are_removed() -> None:
    backend = InMemoryBackend()
    _, event, photo = await registered(backend)
    strays = [
        f"{photo.user_id}/{event.event_id}/never registered.jpg",
        f"{photo.user_id}/{some_id(1)}/cake.jpg",
        f"{some_id(2)}/{event.event_id}/cake.jpg",
        "no path at all",
        "a/b",
    ]
    for key in strays:
        backend.store(key, BODY)
        await backend.upload_processor.process(key)
    assert backend.storage.originals == {}
    assert backend.tables.photos[photo.key].status is PhotoStatus.UPLOADING


async def test_an_upload_after_the_events_end_is_removed() -> None:
    backend = InMemoryBackend()
    _, _, photo = await registered(backend)
    backend.clock.forward(days=7)
    await backend.arrive(photo, BODY)
    assert backend.storage.originals == {}


async def test_an_event_deleted_meanwhile_leaves_nothing_behind() -> None:
    backend = InMemoryBackend()
    _, event, photo = await registered(backend)

    class Deleting(FakeRenditions):
        async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
            rendered = await super().render(original, declared_content_type, watermark)
            del backend.tables.photos[photo.key], backend.tables.events[event.event_id]
            return rendered

    backend.upload_processor = upload_processor_of(backend.adapters, Deleting(), backend.clock)
    await backend.arrive(photo, BODY)
    assert not (backend.storage.originals or backend.storage.derived)


async def test_a_file_that_is_gone_before_its_message_is_rejected_and_may_be_sent_again() -> None:
    backend = InMemoryBackend()
    anna, event, photo = await registered(backend)
    await backend.upload_processor.process(original_key(photo))
    assert backend.tables.photos[photo.key].rejection_code is PhotoRejection.GONE
    file = UploadFile("cake.jpg", "image/jpeg", len(BODY), None)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [file])
    assert (ticket.photo.filename, ticket.already_uploaded) == ("cake (2).jpg", False)


async def test_a_photo_that_always_fails_is_rejected() -> None:
    backend = InMemoryBackend()
    _, _, photo = await registered(backend)
    backend.store(original_key(photo), BODY)
    await backend.upload_processor.give_up(original_key(photo))
    rejected = backend.tables.photos[photo.key]
    assert rejected.status is PhotoStatus.REJECTED
    assert rejected.rejection_code is PhotoRejection.NOT_PROCESSED
    await backend.upload_processor.process(original_key(photo))
    assert backend.tables.photos[photo.key] == rejected


async def test_the_content_decides_an_undeclared_type() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("IMG_0001.HEIC", "", len(BODY))
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [file])
    assert ticket.photo.content_type == UNDECLARED
    await backend.arrive(ticket.photo, BODY)
    ready = backend.tables.photos[ticket.photo.key]
    assert (ready.status, ready.content_type) == (PhotoStatus.READY, "image/heic")
    same = UploadFile("IMG_0001.HEIC", "", len(BODY), ready.sha256)
    _, (again,) = await backend.service.uploads.request(anna, event.event_id, [same])
    assert (again.photo.filename, again.already_uploaded) == ("IMG_0001.HEIC", True)


async def test_a_photo_with_a_location_gets_a_copy_without_it() -> None:
    backend = InMemoryBackend()
    located, stripped = b"PHOTO of us at home", b"PHOTO of us -------"
    _, _, photo = await registered(backend, located)
    await backend.arrive(photo, located)
    ready = backend.tables.photos[photo.key]
    key = original_key(photo)
    assert backend.storage.originals[key].body == located
    assert backend.storage.derived[f"{key}/unlocated"].body == stripped
    assert (ready.crc32, ready.unlocated_crc32) == (zlib.crc32(located), zlib.crc32(stripped))
    await backend.storage.delete_renditions(key)
    assert backend.storage.derived == {}


async def test_the_camera_of_a_photo_is_kept() -> None:
    backend = InMemoryBackend()
    _, _, photo = await registered(backend)
    await backend.arrive(photo, BODY)
    ready = backend.tables.photos[photo.key]
    assert (ready.camera_make, ready.camera_model, ready.camera_serial) == ("Nikon", "Z 9", "1234")
    assert ready.unlocated_crc32 is None


async def test_a_location_in_the_middle_of_a_large_video_is_removed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A6: the middle is not kept on disk, so what is changed there is read once more."""
    monkeypatch.setattr(spooled_original, "SPARSE_HEAD_BYTES", 8)
    monkeypatch.setattr(spooled_original, "SPARSE_TAIL_BYTES", 2)
    backend = InMemoryBackend()
    located, stripped = b"PHOTO of us at home", b"PHOTO of us -------"
    _, _, photo = await registered(backend, located)
    await backend.arrive(photo, located)
    assert backend.storage.derived[f"{original_key(photo)}/unlocated"].body == stripped
    assert backend.tables.photos[photo.key].unlocated_crc32 == zlib.crc32(stripped)


async def ready_by_older_rules(backend: InMemoryBackend) -> Photo:
    """Its copy still has the location."""
    located = b"PHOTO of us at home"
    _, _, photo = await registered(backend, located)
    await backend.arrive(photo, located)
    old = {"location_rules": 0, "unlocated_crc32": zlib.crc32(located)}
    backend.tables.photos[photo.key] = backend.tables.photos[photo.key].model_copy(update=old)
    return photo


async def test_renewals_of_one_copy_at_once_end_with_the_copy() -> None:
    """Issue 15, line 10"""
    backend = InMemoryBackend()
    photo = await ready_by_older_rules(backend)
    await asyncio.gather(*(backend.upload_processor.process(original_key(photo)) for _ in range(5)))
    stored = backend.tables.photos[photo.key]
    assert (stored.location_rules, stored.location_may_remain) == (LOCATION_RULES, False)
    assert stored.unlocated_crc32 == zlib.crc32(b"PHOTO of us -------")
    event = backend.tables.events[photo.event_id]
    assert (event.photo_count, event.ready_count) == (1, 1)


async def test_a_copy_is_offered_to_nobody_while_it_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = InMemoryBackend()
    photo = await ready_by_older_rules(backend)
    offered: list[bool] = []
    write = backend.storage.write_location_stripped

    async def write_location_stripped(*arguments: Any) -> None:
        offered.append(not backend.tables.photos[photo.key].location_may_remain)
        await write(*arguments)

    monkeypatch.setattr(backend.storage, "write_location_stripped", write_location_stripped)
    await backend.upload_processor.process(original_key(photo))
    assert offered == [False]
    assert not backend.tables.photos[photo.key].location_may_remain


async def test_a_photo_that_can_not_be_opened_any_more_keeps_its_preview_alone() -> None:
    backend = InMemoryBackend()
    photo = await ready_by_older_rules(backend)
    key = original_key(photo)
    backend.storage.originals[key] = replace(backend.storage.originals[key], body=b"<html> of us a home")
    await backend.upload_processor.process(original_key(photo))
    stored = backend.tables.photos[photo.key]
    assert (stored.status, stored.location_may_remain, stored.unlocated_crc32) == (PhotoStatus.READY, True, None)
