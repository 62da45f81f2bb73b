"""What every storage does alike, and what only a real one refuses.

moto checks no signature, size, type or checksum: what rests on those runs on MiniStack and SeaweedFS.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws.clients import Aws
from aws.storage import FOR_EVER, S3Storage
from domain.errors import InvalidInput, NotFound
from domain.models import Photo, RenditionKind
from domain.rendering import Patch
from infra.definition import ResourceNames
from tests.aws.shelves import Shelf, photo_of, saved_as, send_over_http
from tests.fake_storage import FakeStorage

NAMES = ResourceNames.with_prefix("imgsh")
HOUR = timedelta(hours=1)
BODY = bytes(range(256)) * 40
PART_BYTES = 5 * 1024**2
ODD_NAMES = (
    "space and+plus.jpg",
    "100% (2).jpg",
    "Grüße an Ömer.jpg",
    "花嫁 👰🏽‍♀️.jpg",
    "#1?&=;:@,$.jpg",
    "it's `~!*[]{}|^\\\"<>.jpg",
    ".hidden..jpg",
    "é.jpg",
    "x" * 251 + ".jpg",
)


@pytest.fixture
def fake_shelf() -> Shelf:
    fake = FakeStorage()
    return Shelf(fake, fake.send)


@pytest.fixture
def moto_shelf(moto_aws: Aws) -> Shelf:
    return Shelf(S3Storage(moto_aws, NAMES), send_over_http)


class StorageByRole(S3Storage):
    """Each call is made by the role that makes it in the cloud, with that role's rights."""

    def __init__(self, api: Aws, worker: Aws) -> None:
        super().__init__(api, NAMES)
        workers = S3Storage(worker, NAMES)
        self.read_original = workers.read_original  # type: ignore[method-assign]
        self.write_rendition = workers.write_rendition  # type: ignore[method-assign]
        self.write_unlocated = workers.write_unlocated  # type: ignore[method-assign]
        self.delete_original = workers.delete_original  # type: ignore[method-assign]
        self.delete_renditions = workers.delete_renditions  # type: ignore[method-assign]


@pytest.fixture
def ministack_shelf(ministack_api: Aws, ministack_worker: Aws) -> Shelf:
    return Shelf(StorageByRole(ministack_api, ministack_worker), send_over_http)


@pytest.fixture
def seaweedfs_shelf(seaweedfs_aws: Aws) -> Shelf:
    return Shelf(S3Storage(seaweedfs_aws, NAMES), send_over_http)


@pytest.fixture(params=["fake", "moto", "ministack", "seaweedfs"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


@pytest.fixture(params=["ministack", "seaweedfs"])
def guarded(request: pytest.FixtureRequest) -> Shelf:
    """Storage that checks what was signed."""
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


@pytest.fixture(params=["fake", "ministack", "seaweedfs"])
def checked(request: pytest.FixtureRequest) -> Shelf:
    """The same and the fake, which must not let pass what storage refuses."""
    found: Shelf = request.getfixturevalue(f"{request.param}_shelf")
    return found


def link(
    shelf: Shelf,
    photo: Photo,
    kind: RenditionKind = RenditionKind.ORIGINAL,
    *,
    life: timedelta = HOUR,
    attachment: bool = False,
) -> str:
    now = datetime.now(UTC)
    return shelf.storage.signed_get(photo, kind, now=now, until=now + life, attachment=attachment)


# ------------------------------------------------------------------ one file


async def test_what_was_uploaded_comes_back_by_its_link_and_to_the_worker(shelf: Shelf) -> None:
    photo = photo_of(BODY)
    key = f"{photo.user_id}/{photo.event_id}/cake.jpg"

    uploaded = shelf.upload(photo, BODY)

    shown = shelf.send("GET", link(shelf, photo))
    chunks = [chunk async for chunk in shelf.storage.read_original(key, chunk_bytes=4096)]
    assert (uploaded.status, shown.status, shown.body, shown.headers["content-type"]) == (200, 200, BODY, "image/jpeg")
    assert len(chunks) == 3 and b"".join(chunks) == BODY


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_odd_names_are_stored_shown_and_deleted(checked: Shelf, name: str) -> None:
    photo = photo_of(BODY, name)
    key = f"{photo.user_id}/{photo.event_id}/{name}"

    assert checked.upload(photo, BODY).status == 200
    assert checked.send("GET", link(checked, photo)).body == BODY
    assert b"".join([chunk async for chunk in checked.storage.read_original(key)]) == BODY
    await checked.storage.delete_original(key)
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_file_without_a_checksum_is_taken_too(shelf: Shelf) -> None:
    photo = photo_of(BODY, with_sum=False)

    assert shelf.upload(photo, BODY).status == 200
    assert shelf.send("GET", link(shelf, photo)).body == BODY


async def test_a_second_put_to_the_same_key_is_refused(shelf: Shelf) -> None:
    photo = photo_of(BODY)
    shelf.upload(photo, BODY)

    assert shelf.upload(photo, BODY).status == 412
    assert shelf.send("GET", link(shelf, photo)).body == BODY


async def test_of_eight_puts_at_once_one_wins(guarded: Shelf) -> None:
    bodies = [bytes([number]) * 50_000 for number in range(8)]
    photo = photo_of(bodies[0], with_sum=False)
    now = datetime.now(UTC)
    request = guarded.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    answers = await asyncio.gather(*(asyncio.to_thread(guarded.put, request, body) for body in bodies))

    statuses = [answer.status for answer in answers]
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 409, 412}
    assert guarded.send("GET", link(guarded, photo)).body == bodies[statuses.index(200)]


async def test_what_is_not_there_is_not_found_and_can_be_deleted(shelf: Shelf) -> None:
    photo = photo_of(BODY)
    key = f"{photo.user_id}/{photo.event_id}/cake.jpg"

    with pytest.raises(NotFound):
        [chunk async for chunk in shelf.storage.read_original(key)]
    await shelf.storage.delete_original(key)
    await shelf.storage.delete_renditions(key)
    assert shelf.send("GET", link(shelf, photo)).status == 404


# ------------------------------------------------------------------ what storage refuses


async def test_a_put_of_another_size_is_refused(checked: Shelf) -> None:
    photo = photo_of(BODY, with_sum=False)

    assert checked.upload(photo, BODY + b"!").status == 403
    assert checked.upload(photo, BODY[:-1]).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_put_of_another_type_is_refused(checked: Shelf) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY, content_type="text/html").status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_put_of_other_content_than_its_sum_is_refused(checked: Shelf) -> None:
    photo = photo_of(BODY)

    assert checked.upload(photo, BODY[::-1]).status == 400
    assert checked.send("GET", link(checked, photo)).status == 404


@pytest.mark.parametrize("header", ["content_type", "if_none_match", "x_amz_checksum_sha256"])
async def test_a_put_without_a_signed_header_is_refused(checked: Shelf, header: str) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY, **{header: None}).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_another_sum_than_the_signed_one_is_refused(checked: Shelf) -> None:
    photo, other, now = photo_of(BODY), photo_of(BODY[::-1]), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY[::-1], x_amz_checksum_sha256=other.sha256).status == 403


async def test_a_url_with_one_letter_changed_is_refused(guarded: Shelf) -> None:
    photo = photo_of(BODY)
    guarded.upload(photo, BODY)
    url = link(guarded, photo)
    for changed in (
        url.replace("cake.jpg", "cakf.jpg"),
        url.replace(photo.event_id, photo_of(BODY).event_id),
        re.sub("(?<=X-Amz-Expires=)[0-9]+", "604800", url),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url + "&response-content-type=text%2Fhtml",
    ):
        assert changed != url
        assert guarded.send("GET", changed).status == 403


async def test_a_url_to_read_can_neither_write_nor_delete(checked: Shelf) -> None:
    photo = photo_of(BODY)
    checked.upload(photo, BODY)
    url = link(checked, photo)

    assert checked.send("PUT", url, body=b"other").status == 403
    assert checked.send("DELETE", url).status == 403
    assert checked.send("GET", url).body == BODY


async def test_a_link_is_refused_once_its_event_is_over(checked: Shelf) -> None:
    photo = photo_of(BODY)
    checked.upload(photo, BODY)

    assert checked.send("GET", link(checked, photo, life=timedelta(minutes=1))).status == 200
    assert checked.send("GET", link(checked, photo, life=timedelta(0))).status in (400, 403)
    assert checked.send("GET", link(checked, photo, life=-HOUR)).status in (400, 403)


async def test_an_upload_is_refused_once_its_ticket_is_over(checked: Shelf) -> None:
    photo, earlier = photo_of(BODY), datetime.now(UTC) - HOUR
    request = checked.storage.signed_put(photo, now=earlier, expires_at=earlier + HOUR / 2)

    assert checked.put(request, BODY).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


# ------------------------------------------------------------------ several parts


def part_bodies() -> list[bytes]:
    return [bytes([65]) * PART_BYTES, bytes([66]) * PART_BYTES, b"the end"]


async def begin(shelf: Shelf, bodies: list[bytes]) -> tuple[Photo, list[tuple[int, str]]]:
    """An upload whose parts have arrived, and is not completed yet."""
    photo = photo_of(b"".join(bodies), "film.jpg", with_sum=False)
    photo = photo.model_copy(update={"upload_id": await shelf.storage.start_multipart(photo)})
    now, parts = datetime.now(UTC), []
    for number, body in enumerate(bodies, 1):
        request = shelf.storage.signed_part(photo, number, len(body), now=now, expires_at=now + HOUR)
        answer = shelf.put(request, body)
        assert answer.status == 200
        parts.append((number, answer.headers["etag"]))
    return photo, parts


async def test_an_upload_in_parts_comes_back_whole(shelf: Shelf) -> None:
    bodies = part_bodies()
    photo, parts = await begin(shelf, bodies)
    assert shelf.send("GET", link(shelf, photo)).status == 404

    await shelf.storage.complete_multipart(photo, parts)

    shown = shelf.send("GET", link(shelf, photo))
    assert shown.body == b"".join(bodies)
    assert shown.headers["content-type"] == "image/jpeg"


async def test_completing_twice_is_as_good_as_once(shelf: Shelf) -> None:
    photo, parts = await begin(shelf, [b"one part"])

    await shelf.storage.complete_multipart(photo, parts)
    await shelf.storage.complete_multipart(photo, parts)

    assert shelf.send("GET", link(shelf, photo)).body == b"one part"


async def test_parts_that_never_arrived_are_refused(shelf: Shelf) -> None:
    photo, parts = await begin(shelf, [b"one part"])

    for wrong in ([(1, '"' + "0" * 32 + '"')], [(7, parts[0][1])], []):
        with pytest.raises(InvalidInput):
            await shelf.storage.complete_multipart(photo, wrong)


async def test_an_upload_that_nobody_started_cannot_be_completed(checked: Shelf) -> None:
    photo = photo_of(BODY, upload_id="bm9ib2R5IHN0YXJ0ZWQgdGhpcw")

    with pytest.raises(InvalidInput):
        await checked.storage.complete_multipart(photo, [(1, '"' + "0" * 32 + '"')])


async def test_completing_never_overwrites(shelf: Shelf) -> None:
    photo, parts = await begin(shelf, [b"one part"])
    first = photo.model_copy(update={"size_bytes": len(BODY)})
    assert shelf.upload(first, BODY).status == 200

    with pytest.raises(InvalidInput):
        await shelf.storage.complete_multipart(photo, parts)

    assert shelf.send("GET", link(shelf, photo)).body == BODY


async def test_a_part_of_another_size_or_number_is_refused(guarded: Shelf) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    photo = photo.model_copy(update={"upload_id": await guarded.storage.start_multipart(photo)})
    request = guarded.storage.signed_part(photo, 1, len(BODY), now=now, expires_at=now + HOUR)

    assert guarded.put(request, BODY + b"!").status == 403
    assert guarded.send("PUT", request.url.replace("partNumber=1", "partNumber=2"), body=BODY).status == 403
    assert guarded.put(request, BODY).status == 200


# ------------------------------------------------------------------ what is shown and saved


async def test_renditions_are_shown_from_their_own_bucket(shelf: Shelf) -> None:
    photo = photo_of(BODY)
    await shelf.storage.write_rendition(photo, RenditionKind.THUMBNAIL, b"small", "image/webp")
    await shelf.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")
    await shelf.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    thumbnail = shelf.send("GET", link(shelf, photo, RenditionKind.THUMBNAIL))
    preview = shelf.send("GET", link(shelf, photo, RenditionKind.PREVIEW))

    assert (thumbnail.body, thumbnail.headers["content-type"]) == (b"small", "image/webp")
    assert (preview.body, preview.headers["content-type"]) == (b"middle", "image/jpeg")
    assert shelf.send("GET", link(shelf, photo)).status == 404


async def test_a_copy_that_tells_no_place_stands_beside_the_renditions(shelf: Shelf, tmp_path: Path) -> None:
    photo, patched = photo_of(BODY), tmp_path / "patched"
    shelf.upload(photo, BODY)
    expected = BODY[:7] + b"    " + BODY[11:]
    patched.write_bytes(expected)

    await shelf.storage.write_unlocated(photo, patched, [Patch(7, b"    ")], "image/jpeg")

    answer = shelf.send("GET", link(shelf, photo, RenditionKind.UNLOCATED))
    assert (answer.body, answer.headers["content-type"]) == (expected, "image/jpeg")
    assert shelf.send("GET", link(shelf, photo)).body == BODY
    await shelf.storage.delete_renditions(f"{photo.user_id}/{photo.event_id}/cake.jpg")
    assert shelf.send("GET", link(shelf, photo, RenditionKind.UNLOCATED)).status == 404


async def test_deleting_renditions_leaves_the_original(shelf: Shelf) -> None:
    photo = photo_of(BODY)
    shelf.upload(photo, BODY)
    for kind in (RenditionKind.THUMBNAIL, RenditionKind.PREVIEW):
        await shelf.storage.write_rendition(photo, kind, b"small", "image/webp")

    await shelf.storage.delete_renditions(f"{photo.user_id}/{photo.event_id}/cake.jpg")

    assert shelf.send("GET", link(shelf, photo, RenditionKind.THUMBNAIL)).status == 404
    assert shelf.send("GET", link(shelf, photo, RenditionKind.PREVIEW)).status == 404
    assert shelf.send("GET", link(shelf, photo)).body == BODY


async def test_renditions_may_be_kept_for_ever(guarded: Shelf) -> None:
    photo = photo_of(BODY)
    await guarded.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    shown = guarded.send("GET", link(guarded, photo, RenditionKind.PREVIEW))

    assert shown.headers["cache-control"] == FOR_EVER
    assert shown.headers["content-disposition"] == 'inline; filename="cake-preview.jpg"'


SAVED_NAMES = (*ODD_NAMES, 'a"; filename="b.exe', "back\\slash\\", "%22.jpg", "💒")


@pytest.mark.parametrize("name", SAVED_NAMES)
async def test_a_download_arrives_under_its_own_name(guarded: Shelf, name: str) -> None:
    photo = photo_of(BODY)
    guarded.upload(photo, BODY)
    named = photo.model_copy(update={"filename": name})
    await guarded.storage.write_rendition(named, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    answer = guarded.send("GET", link(guarded, named, RenditionKind.PREVIEW, attachment=True))

    assert answer.status == 200
    expected = name.rsplit(".", 1)[0] + "-preview.jpg" if "." in name else f"{name}-preview.jpg"
    assert saved_as(answer.headers["content-disposition"]) == expected


async def test_a_part_of_a_download_can_be_asked_for(guarded: Shelf) -> None:
    photo = photo_of(BODY)
    guarded.upload(photo, BODY)

    answer = guarded.send("GET", link(guarded, photo, attachment=True), {"Range": "bytes=1000-1999"})

    assert (answer.status, answer.body) == (206, BODY[1000:2000])
    assert answer.headers["content-range"] == f"bytes 1000-1999/{len(BODY)}"
