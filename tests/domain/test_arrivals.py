from __future__ import annotations

import asyncio
import base64
import hashlib
import zlib

import pytest

from domain import received
from domain.models import Event, Photo, Photographer, PhotoStatus, RenditionKind, Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Original, RenderedPhoto
from domain.uploads import UNDECLARED, UploadFile
from tests.fake_storage import original_key
from tests.world import LabelledRenditions, World, some_id
from wiring import arrivals_of

BODY = b"PHOTO of a cake"


async def registered(world: World, body: bytes = BODY, sha256: str | None = None) -> tuple[Photographer, Event, Photo]:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", len(body), sha256)
    _, (ticket,) = await world.service.photos.request_uploads(anna, event.event_id, [file])
    return anna, event, ticket.photo


async def test_an_upload_becomes_ready_with_all_that_is_known_of_it() -> None:
    world = World()
    _, event, photo = await registered(world)
    await world.arrive(photo, BODY)
    ready = world.tables.photos[photo.key]
    assert ready.status is PhotoStatus.READY
    assert (ready.width, ready.height, ready.placeholder) == (4000, 3000, "placeholder")
    assert ready.crc32 == zlib.crc32(BODY)
    assert ready.sha256 == base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert ready.uploaded_at == world.clock.now
    assert ready.thumbnail and ready.thumbnail.size_bytes == len(
        world.storage.derived[f"{original_key(photo)}/thumbnail"].body
    )
    assert f"{original_key(photo)}/{RenditionKind.PREVIEW.value}" in world.storage.derived
    assert world.storage.originals[original_key(photo)].body == BODY
    stored = world.tables.events[event.event_id]
    assert (stored.ready_count, stored.ready_bytes) == (1, len(BODY))


async def test_a_message_that_comes_many_times_at_once_counts_once() -> None:
    world = World()
    _, event, photo = await registered(world)
    world.store(original_key(photo), BODY)
    await asyncio.gather(*(world.arrivals.arrived(original_key(photo)) for _ in range(10)))
    await world.arrivals.arrived(original_key(photo))
    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count, stored.ready_bytes) == (1, 1, len(BODY))


async def test_a_file_that_can_not_be_read_is_rejected_with_its_reason_and_given_back_to_the_quota() -> None:
    world = World()
    anna, event, photo = await registered(world, b"<html>not a photo")
    await world.arrive(photo, b"<html>not a photo")
    rejected = world.tables.photos[photo.key]
    assert (rejected.status, rejected.rejection) == (PhotoStatus.REJECTED, "This file is no photo.")
    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes, stored.ready_count) == (0, 0, 0)
    assert await world.service.accounts.storage_bytes(anna) == 0


async def test_another_size_or_content_than_was_registered_is_rejected() -> None:
    for arrived in (BODY + b"!", BODY[:-1], b"PHOTO of a cat!"):
        world = World()
        sha256 = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
        _, _, photo = await registered(world, sha256=sha256)
        await world.arrive(photo, arrived)
        assert world.tables.photos[photo.key].rejection_code is PhotoRejection.ARRIVED_DAMAGED


async def test_what_nobody_awaits_is_removed() -> None:
    world = World()
    _, event, photo = await registered(world)
    strays = [
        f"{photo.user_id}/{event.event_id}/never registered.jpg",
        f"{photo.user_id}/{some_id(1)}/cake.jpg",
        f"{some_id(2)}/{event.event_id}/cake.jpg",
        "no path at all",
        "a/b",
    ]
    for key in strays:
        world.store(key, BODY)
        await world.arrivals.arrived(key)
    assert world.storage.originals == {}
    assert world.tables.photos[photo.key].status is PhotoStatus.UPLOADING


async def test_an_upload_that_lands_after_the_end_is_removed() -> None:
    world = World()
    _, _, photo = await registered(world)
    world.clock.forward(days=7)
    await world.arrive(photo, BODY)
    assert world.storage.originals == {}


async def test_an_event_deleted_meanwhile_leaves_nothing_behind() -> None:
    world = World()
    _, event, photo = await registered(world)

    class Deleting(LabelledRenditions):
        async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
            rendered = await super().render(original, declared_content_type, watermark)
            del world.tables.photos[photo.key], world.tables.events[event.event_id]
            return rendered

    world.arrivals = arrivals_of(world.adapters, Deleting(), world.clock)
    await world.arrive(photo, BODY)
    assert (world.storage.originals, world.storage.derived) == ({}, {})


async def test_a_file_that_is_gone_before_its_message_is_rejected_and_may_be_sent_again() -> None:
    world = World()
    anna, event, photo = await registered(world)
    await world.arrivals.arrived(original_key(photo))
    assert world.tables.photos[photo.key].rejection_code is PhotoRejection.GONE
    file = UploadFile("cake.jpg", "image/jpeg", len(BODY), None)
    _, (ticket,) = await world.service.photos.request_uploads(anna, event.event_id, [file])
    assert (ticket.photo.filename, ticket.already_uploaded) == ("cake (2).jpg", False)


async def test_poison_is_shown_as_rejected() -> None:
    world = World()
    _, _, photo = await registered(world)
    world.store(original_key(photo), BODY)
    await world.arrivals.give_up(original_key(photo))
    rejected = world.tables.photos[photo.key]
    assert rejected.status is PhotoStatus.REJECTED
    assert rejected.rejection_code is PhotoRejection.NOT_PROCESSED
    await world.arrivals.arrived(original_key(photo))
    assert world.tables.photos[photo.key] == rejected


async def test_what_was_sent_without_a_type_is_settled_by_its_content() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("IMG_0001.HEIC", "", len(BODY))
    _, (ticket,) = await world.service.photos.request_uploads(anna, event.event_id, [file])
    assert ticket.photo.content_type == UNDECLARED
    await world.arrive(ticket.photo, BODY)
    ready = world.tables.photos[ticket.photo.key]
    assert (ready.status, ready.content_type) == (PhotoStatus.READY, "image/heic")
    same = UploadFile("IMG_0001.HEIC", "", len(BODY), ready.sha256)
    _, (again,) = await world.service.photos.request_uploads(anna, event.event_id, [same])
    assert (again.photo.filename, again.already_uploaded) == ("IMG_0001.HEIC", True)


async def test_a_photo_that_tells_its_place_gets_a_second_copy_that_does_not() -> None:
    world = World()
    told, untold = b"PHOTO of us at home", b"PHOTO of us -------"
    _, _, photo = await registered(world, told)
    await world.arrive(photo, told)
    ready = world.tables.photos[photo.key]
    key = original_key(photo)
    assert world.storage.originals[key].body == told
    assert world.storage.derived[f"{key}/unlocated"].body == untold
    assert (ready.crc32, ready.unlocated_crc32) == (zlib.crc32(told), zlib.crc32(untold))
    await world.storage.delete_renditions(key)
    assert world.storage.derived == {}


async def test_the_camera_of_a_photo_is_kept() -> None:
    world = World()
    _, _, photo = await registered(world)
    await world.arrive(photo, BODY)
    ready = world.tables.photos[photo.key]
    assert (ready.camera_make, ready.camera_model, ready.camera_serial) == ("Nikon", "Z 9", "1234")
    assert ready.unlocated_crc32 is None


async def test_a_place_in_the_middle_of_a_large_video_is_taken_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A6: the middle is not kept on disk, so what is changed there is read once more."""
    monkeypatch.setattr(received, "HEAD_BYTES", 8)
    monkeypatch.setattr(received, "TAIL_BYTES", 2)
    world = World()
    told, untold = b"PHOTO of us at home", b"PHOTO of us -------"
    _, _, photo = await registered(world, told)
    await world.arrive(photo, told)
    assert world.storage.derived[f"{original_key(photo)}/unlocated"].body == untold
    assert world.tables.photos[photo.key].unlocated_crc32 == zlib.crc32(untold)
