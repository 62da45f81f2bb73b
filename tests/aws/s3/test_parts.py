"""Multipart uploads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import InvalidInput
from domain.models import Photo
from domain.ports.storage import UploadProgress, UploadState
from tests.aws.storage_under_test import BODY, HOUR, StorageUnderTest, link, photo_of

PART_BYTES = 5 * 1024**2


def part_bodies() -> list[bytes]:
    return [bytes([65]) * PART_BYTES, bytes([66]) * PART_BYTES, b"the end"]


async def begin(under_test: StorageUnderTest, bodies: list[bytes]) -> tuple[Photo, list[tuple[int, str]]]:
    """An open upload with all of its parts."""
    photo = photo_of(b"".join(bodies), "film.jpg", with_checksum=False)
    photo = photo.model_copy(update={"upload_id": await under_test.storage.start_multipart(photo)})
    now, parts = datetime.now(UTC), []
    for number, body in enumerate(bodies, 1):
        request = under_test.storage.signed_part(photo, number, len(body), now=now, expires_at=now + HOUR)
        response = under_test.put(request, body)
        assert response.status == 200
        parts.append((number, response.headers["etag"]))
    return photo, parts


async def test_a_multipart_upload_is_stored_completely(under_test: StorageUnderTest) -> None:
    bodies = part_bodies()
    photo, parts = await begin(under_test, bodies)
    assert under_test.send("GET", link(under_test, photo)).status == 404

    await under_test.storage.complete_multipart(photo, parts)

    shown = under_test.send("GET", link(under_test, photo))
    assert shown.body == b"".join(bodies)
    assert shown.headers["content-type"] == "image/jpeg"


async def test_completing_is_idempotent(under_test: StorageUnderTest) -> None:
    photo, parts = await begin(under_test, [b"one part"])

    await under_test.storage.complete_multipart(photo, parts)
    await under_test.storage.complete_multipart(photo, parts)

    assert under_test.send("GET", link(under_test, photo)).body == b"one part"


async def test_parts_that_never_arrived_are_refused(under_test: StorageUnderTest) -> None:
    photo, parts = await begin(under_test, [b"one part"])

    for wrong in ([(1, '"' + "0" * 32 + '"')], [(7, parts[0][1])], []):
        with pytest.raises(InvalidInput):
            await under_test.storage.complete_multipart(photo, wrong)


async def test_an_unknown_upload_cannot_be_completed(checked: StorageUnderTest) -> None:
    photo = photo_of(BODY, upload_id="bm9ib2R5IHN0YXJ0ZWQgdGhpcw")

    with pytest.raises(InvalidInput):
        await checked.storage.complete_multipart(photo, [(1, '"' + "0" * 32 + '"')])


async def test_completing_never_overwrites(under_test: StorageUnderTest) -> None:
    photo, parts = await begin(under_test, [b"one part"])
    first = photo.model_copy(update={"size_bytes": len(BODY)})
    assert under_test.upload(first, BODY).status == 200

    with pytest.raises(InvalidInput):
        await under_test.storage.complete_multipart(photo, parts)

    assert under_test.send("GET", link(under_test, photo)).body == BODY


async def test_a_part_of_another_size_or_number_is_refused(guarded: StorageUnderTest) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    photo = photo.model_copy(update={"upload_id": await guarded.storage.start_multipart(photo)})
    request = guarded.storage.signed_part(photo, 1, len(BODY), now=now, expires_at=now + HOUR)

    assert guarded.put(request, BODY + b"!").status == 403
    assert guarded.send("PUT", request.url.replace("partNumber=1", "partNumber=2"), body=BODY).status == 403
    assert guarded.put(request, BODY).status == 200


async def test_the_state_of_an_upload_is_open_stored_or_gone(
    under_test: StorageUnderTest,
) -> None:
    """B9: a client that requests the same file again can resume its open upload."""
    photo, parts = await begin(under_test, [b"one part"])
    nobody_started = photo.model_copy(update={"upload_id": "bm9ib2R5IHN0YXJ0ZWQgdGhpcw"})

    progress = await under_test.storage.upload_progress(photo)
    assert progress.state is UploadState.OPEN
    assert [(part.number, part.etag, part.size_bytes) for part in progress.parts] == [(*parts[0], len(b"one part"))]
    assert await under_test.storage.upload_progress(nobody_started) == UploadProgress(UploadState.GONE)
    await under_test.storage.complete_multipart(photo, [(part.number, part.etag) for part in progress.parts])

    assert await under_test.storage.upload_progress(photo) == UploadProgress(UploadState.STORED)
