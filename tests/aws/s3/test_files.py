"""Single-part files from upload to deletion, on every storage."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from domain.errors import NotFound
from tests.aws.storage_under_test import BODY, HOUR, ODD_NAMES, StorageUnderTest, link, photo_of


async def test_an_upload_is_served_by_its_link_and_read_by_the_worker(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    key = f"{photo.user_id}/{photo.event_id}/cake.jpg"

    uploaded = under_test.upload(photo, BODY)

    shown = under_test.send("GET", link(under_test, photo))
    chunks = [chunk async for chunk in under_test.storage.read_original(key, chunk_bytes=4096)]
    assert (uploaded.status, shown.status, shown.body, shown.headers["content-type"]) == (200, 200, BODY, "image/jpeg")
    assert len(chunks) == 3 and b"".join(chunks) == BODY


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_odd_names_are_stored_served_and_deleted(checked: StorageUnderTest, name: str) -> None:
    photo = photo_of(BODY, name)
    key = f"{photo.user_id}/{photo.event_id}/{name}"

    assert checked.upload(photo, BODY).status == 200
    assert checked.send("GET", link(checked, photo)).body == BODY
    assert b"".join([chunk async for chunk in checked.storage.read_original(key)]) == BODY
    await checked.storage.delete_original(key)
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_file_without_a_checksum_is_accepted(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY, with_checksum=False)

    assert under_test.upload(photo, BODY).status == 200
    assert under_test.send("GET", link(under_test, photo)).body == BODY


async def test_a_second_put_to_the_same_key_is_refused(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    under_test.upload(photo, BODY)

    assert under_test.upload(photo, BODY).status == 412
    assert under_test.send("GET", link(under_test, photo)).body == BODY


async def test_one_of_eight_concurrent_puts_succeeds(guarded: StorageUnderTest) -> None:
    bodies = [bytes([number]) * 50_000 for number in range(8)]
    photo = photo_of(bodies[0], with_checksum=False)
    now = datetime.now(UTC)
    request = guarded.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    responses = await asyncio.gather(*(asyncio.to_thread(guarded.put, request, body) for body in bodies))

    statuses = [response.status for response in responses]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 412}
    assert guarded.send("GET", link(guarded, photo)).body == bodies[statuses.index(200)]


async def test_a_missing_object_is_not_found_and_can_be_deleted(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    key = f"{photo.user_id}/{photo.event_id}/cake.jpg"

    with pytest.raises(NotFound):
        [chunk async for chunk in under_test.storage.read_original(key)]
    await under_test.storage.delete_original(key)
    await under_test.storage.delete_renditions(key)
    assert under_test.send("GET", link(under_test, photo)).status == 404


async def test_a_range_of_an_original_is_read(under_test: StorageUnderTest) -> None:
    """A6"""
    photo = photo_of(BODY)
    under_test.upload(photo, BODY)
    assert await under_test.storage.read_original_range(photo, 3, 11) == BODY[3:11]
