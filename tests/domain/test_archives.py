"""Downloads of many photos: the same photos make the same file, and nobody gets photos they may not see."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from domain.archive_models import ArchiveSize, ArchiveStatus
from domain.archives import Download
from domain.errors import AlbumEmpty, EventExpired, InvalidInput, NotFound, RateLimited, Unauthenticated
from domain.models import Accessor, Event, Photographer, PhotoKey, Viewer
from domain.rendering import CaptureTime
from domain.zip_entries import portable_names
from tests.fake_storage import FakeObject, original_key
from tests.in_memory_backend import InMemoryBackend, some_id


def viewer(accessor: Accessor) -> Viewer:
    return Viewer(accessor.event_id, accessor.access_code)


async def scene(backend: InMemoryBackend, *filenames: str) -> tuple[Photographer, Event, list[PhotoKey]]:
    anna = await backend.photographer()
    event = await backend.event(anna)
    return anna, event, await backend.upload(anna, event, *(filenames or ("bride.jpg", "cake.jpg", "rings.jpg")))


async def found(backend: InMemoryBackend, principal: Photographer | Viewer, download: Download) -> Download | None:
    archive = download.archive
    return await backend.service.archives.find(principal, archive.event_id, archive.archive_id)


async def opened(backend: InMemoryBackend, principal: Photographer | Viewer, download: Download) -> zipfile.ZipFile:
    ready = await found(backend, principal, download)
    assert ready
    url = backend.service.archives.link(ready)
    assert url
    answer = backend.storage.send("GET", url)
    assert answer.status == 200
    assert len(answer.body) == ready.archive.size_bytes
    return zipfile.ZipFile(io.BytesIO(answer.body))


async def test_a_viewer_downloads_all_of_an_album_and_its_size_is_known_at_once(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    ben = await backend.issue(anna, event, *keys[:2])
    asked = await backend.service.archives.of_album(viewer(ben), None)
    assert (asked.archive.status, asked.archive.progress) == (ArchiveStatus.PENDING, 0)
    assert backend.service.archives.link(asked) is None
    await backend.work()
    archive = await opened(backend, viewer(ben), asked)

    assert archive.testzip() is None
    assert archive.namelist() == ["bride.jpg", "cake.jpg"]
    assert archive.read("cake.jpg") == b"PHOTO cake.jpg"
    assert asked.filename == "Wedding - Ben.zip"


async def test_a_photographer_downloads_an_event_or_some_of_it(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    everything = await backend.service.archives.of_event(anna, event.event_id, None)
    some = await backend.service.archives.of_event(anna, event.event_id, [keys[2], keys[0], keys[0]])
    await backend.work()

    assert (await opened(backend, anna, everything)).namelist() == ["bride.jpg", "cake.jpg", "rings.jpg"]
    assert (await opened(backend, anna, some)).namelist() == ["bride.jpg", "rings.jpg"]
    assert everything.filename == "Wedding.zip"


async def test_files_have_the_order_and_local_time_of_the_event_even_after_its_zone_changed(
    backend: InMemoryBackend,
) -> None:
    """Issue 14, item 2: a ZIP has wall-clock times. They were those of UTC."""
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.shoot(anna, event, "known.jpg", CaptureTime("2026-06-20T15:04:06.000", 330), by="1")
    await backend.shoot(anna, event, "unknown.jpg", CaptureTime("2026-06-20T11:34:04.000"), by="2")
    await backend.upload(anna, event, "untimed.jpg")
    for zone, hours in (("UTC", (9, 11, 12)), ("Europe/Berlin", (11, 11, 14))):
        change = backend.service.events.update
        await change(anna, event.event_id, name=None, seconds_to_live=None, time_zone=zone)
        asked = await backend.service.archives.of_event(anna, event.event_id, None)
        await backend.work()
        files = (await opened(backend, anna, asked)).infolist()
        assert tuple(file.date_time[3] for file in files) == hours
        timed = ["known.jpg", "unknown.jpg"] if zone == "UTC" else ["unknown.jpg", "known.jpg"]
        assert [file.filename for file in files] == [*timed, "untimed.jpg"]


async def test_the_same_photos_make_one_archive_and_one_job_for_everybody(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    ben, eve = await backend.issue(anna, event, *keys), await backend.issue(anna, event, all_photos=True)
    asked = [
        await backend.service.archives.of_album(viewer(ben), None),
        await backend.service.archives.of_album(viewer(ben), list(reversed(keys))),
        await backend.service.archives.of_album(viewer(eve), None),
    ]
    assert len({download.archive.archive_id for download in asked}) == 1
    assert len(backend.queue.enqueued) == 1
    await backend.work()
    again = await backend.service.archives.of_album(viewer(ben), None)

    assert again.archive.status is ArchiveStatus.READY
    assert backend.queue.enqueued == []


async def test_an_archive_is_only_for_requesters_who_may_see_all_of_it(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    otto = await backend.photographer("otto")
    ben, eve = await backend.issue(anna, event, *keys), await backend.issue(anna, event, *keys)
    less = await backend.issue(anna, event, keys[0])
    asked = await backend.service.archives.of_album(viewer(ben), None)
    await backend.work()
    for principal in (anna, otto, viewer(eve), viewer(less)):
        assert await found(backend, principal, asked) is None
    with pytest.raises(NotFound):
        await backend.service.archives.of_album(viewer(less), keys)
    assert (await found(backend, viewer(ben), asked)) is not None
    await backend.service.accessors.update(
        anna, event.event_id, ben.access_code, all_photos=None, add=[], remove=keys[:1]
    )
    assert await found(backend, viewer(ben), asked) is None
    await backend.service.accessors.revoke(anna, event.event_id, ben.access_code)
    with pytest.raises(Unauthenticated):
        await found(backend, viewer(ben), asked)


async def test_impossible_downloads_are_refused_with_a_reason(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    otto = await backend.photographer("otto")
    empty = await backend.issue(anna, event)
    with pytest.raises(AlbumEmpty):
        await backend.service.archives.of_album(viewer(empty), None)
    with pytest.raises(AlbumEmpty):
        await backend.service.archives.of_event(anna, event.event_id, [])
    with pytest.raises(NotFound):
        await backend.service.archives.of_event(otto, event.event_id, None)
    with pytest.raises(NotFound):
        await backend.service.archives.of_event(anna, event.event_id, [PhotoKey(event.event_id, "never.jpg")])
    with pytest.raises(NotFound):
        await backend.service.archives.of_event(anna, event.event_id, [PhotoKey(some_id(1), "cake.jpg")])
    with pytest.raises(InvalidInput):
        await backend.service.archives.of_event(anna, event.event_id, keys[:1] * 10_001)
    backend.clock.forward(days=8)
    with pytest.raises(EventExpired):
        await backend.service.archives.of_event(anna, event.event_id, None)


async def test_a_photo_that_is_deleted_meanwhile_is_left_out(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    asked = await backend.service.archives.of_event(anna, event.event_id, None)
    await backend.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await backend.work()
    ready = await found(backend, anna, asked)

    assert ready
    assert len(ready.archive.filenames) == 2
    assert (await opened(backend, anna, asked)).namelist() == ["cake.jpg", "rings.jpg"]


async def test_an_archive_with_a_photo_that_is_deleted_is_deleted_too(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend)
    asked = await backend.service.archives.of_event(anna, event.event_id, None)
    other = await backend.service.archives.of_event(anna, event.event_id, keys[1:])
    await backend.work()
    await backend.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await backend.work()

    assert await found(backend, anna, asked) is None
    assert (await opened(backend, anna, other)).namelist() == ["cake.jpg", "rings.jpg"]


async def test_an_archive_ends_with_its_event_and_after_two_days(backend: InMemoryBackend) -> None:
    anna, event, _ = await scene(backend)
    asked = await backend.service.archives.of_event(anna, event.event_id, None)
    assert (asked.archive.expires_at - backend.clock()).days == 2
    await backend.work()
    backend.clock.forward(days=2)
    assert await found(backend, anna, asked) is None
    again = await backend.service.archives.of_event(anna, event.event_id, None)
    assert again.archive.status is ArchiveStatus.PENDING
    await backend.work()
    await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=2 * 86_400 + 600)
    shortened = await found(backend, anna, again)
    assert shortened
    assert (shortened.archive.expires_at - backend.clock()).total_seconds() == 600
    backend.clock.forward(minutes=10)
    assert await found(backend, anna, again) is None
    await backend.wait_for_deletion()
    assert backend.storage.derived == {}


async def test_an_event_that_ends_while_its_archive_is_built_leaves_nothing(backend: InMemoryBackend) -> None:
    anna, event, _ = await scene(backend)
    await backend.service.archives.of_event(anna, event.event_id, None)
    backend.clock.forward(days=7)
    await backend.work()
    assert not [key for key in backend.storage.derived if key.startswith("archives/")]


async def test_a_download_leaves_the_location_out_where_the_event_strips_it(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend, "cake.jpg")
    ben = await backend.issue(anna, event, all_photos=True)
    photo = backend.tables.photos[keys[0]]
    body = b"PHOTO *ake.jpg"
    backend.tables.photos[keys[0]] = photo.model_copy(update={"unlocated_crc32": zlib.crc32(body)})
    backend.storage.derived[f"{original_key(photo)}/unlocated"] = FakeObject(body, "image/jpeg")
    bens, annas = (
        await backend.service.archives.of_album(viewer(ben), None),
        await backend.service.archives.of_event(anna, event.event_id, None),
    )
    await backend.work()

    assert (await opened(backend, viewer(ben), bens)).read("cake.jpg") == body
    assert (await opened(backend, anna, annas)).read("cake.jpg") == b"PHOTO cake.jpg"


async def test_a_download_leaves_out_photos_whose_location_can_not_be_left_out(backend: InMemoryBackend) -> None:
    """A6"""
    anna, event, keys = await scene(backend, "cake.jpg", "somewhere.jpg")
    ben = await backend.issue(anna, event, all_photos=True)
    bens = await backend.service.archives.of_album(viewer(ben), None)
    annas = await backend.service.archives.of_event(anna, event.event_id, None)
    with pytest.raises(AlbumEmpty):
        await backend.service.archives.of_album(viewer(ben), [keys[1]])
    await backend.work()
    assert (await opened(backend, viewer(ben), bens)).namelist() == ["cake.jpg"]
    assert (await opened(backend, anna, annas)).namelist() == ["cake.jpg", "somewhere.jpg"]


async def test_a_download_for_sharing_has_the_previews_of_larger_photos(backend: InMemoryBackend) -> None:
    anna, event, keys = await scene(backend, "cake.jpg", "film.mp4", "rings.jpg", "somewhere.jpg")
    ben = await backend.issue(anna, event, all_photos=True)
    large, film, tiny, _ = (backend.tables.photos[key] for key in keys)
    assert tiny.preview
    backend.tables.photos[keys[1]] = film.model_copy(update={"content_type": "video/mp4"})
    backend.tables.photos[keys[2]] = tiny.model_copy(update={"width": tiny.preview.width})
    small = await backend.service.archives.of_album(viewer(ben), None, size=ArchiveSize.SHARING)
    full = await backend.service.archives.of_album(viewer(ben), None)
    assert small.archive.archive_id != full.archive.archive_id
    await backend.work()
    archive = await opened(backend, viewer(ben), small)

    assert archive.testzip() is None
    assert archive.namelist() == ["cake-preview.webp", "film.mp4", "rings.jpg", "somewhere-preview.webp"]
    assert archive.read("cake-preview.webp") == backend.storage.derived[f"{original_key(large)}/preview"].body
    assert (await opened(backend, viewer(ben), full)).namelist() == ["cake.jpg", "film.mp4", "rings.jpg"]


async def test_new_archives_of_one_code_are_limited_and_old_ones_are_not(backend: InMemoryBackend) -> None:
    names = [f"{number:02}.jpg" for number in range(40)]
    anna, event, keys = await scene(backend, *names)
    ben = await backend.issue(anna, event, *keys)
    for key in keys[:30]:
        await backend.service.archives.of_album(viewer(ben), [key])
    with pytest.raises(RateLimited):
        await backend.service.archives.of_album(viewer(ben), [keys[30]])
    again = await backend.service.archives.of_album(viewer(ben), [keys[0]])
    assert again.archive.filenames == ("00.jpg",)


async def test_a_photo_with_the_name_of_a_program_gets_an_image_extension_in_the_zip(backend: InMemoryBackend) -> None:
    """B7: a JPEG was offered as `photo.jpg.exe`. Names that become equal are numbered."""
    named = ("photo.jpg", "photo.jpg.exe", "Photo.hta", "run.bat", "con.jpg")
    anna, event, keys = await scene(backend, *named)
    ben = await backend.issue(anna, event, *keys)
    asked = await backend.service.archives.of_album(viewer(ben), None)
    await backend.work()
    archive = await opened(backend, viewer(ben), asked)

    # In order of filename: Photo.hta, con.jpg, photo.jpg, photo.jpg.exe, run.bat.
    assert archive.namelist() == ["Photo.jpg", "_con.jpg", "photo (2).jpg", "photo (3).jpg", "run.jpg"]
    assert archive.read("photo (3).jpg") == b"PHOTO photo.jpg.exe"
    assert [key.filename for key in backend.tables.photos] == list(named)


SAVED_NAMES = json.loads((Path(__file__).parent / "saved_names.json").read_text())
"""The web app names the files of its own ZIPs by the same rule: web/tests/saved-names.test.ts reads the same file."""


@pytest.mark.parametrize(("filenames", "expected"), SAVED_NAMES)
def test_names_in_a_zip_are_unique_on_every_system(filenames: list[str], expected: list[str]) -> None:
    assert portable_names(filenames) == expected
