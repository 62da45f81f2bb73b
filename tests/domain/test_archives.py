"""Downloads of many photos: the same photos make the same file, and nobody gets what they may not see."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest

from domain.archive_models import ArchiveStatus
from domain.archives import Download
from domain.entries import saved_names
from domain.errors import AlbumEmpty, EventExpired, InvalidInput, NotFound, RateLimited, Unauthenticated
from domain.models import Accessor, Event, Photographer, PhotoKey, Viewer
from tests.fake_storage import FakeObject, original_key
from tests.world import World, some_id


def viewer(accessor: Accessor) -> Viewer:
    return Viewer(accessor.event_id, accessor.access_code)


async def scene(world: World, *filenames: str) -> tuple[Photographer, Event, list[PhotoKey]]:
    anna = await world.photographer()
    event = await world.event(anna)
    return anna, event, await world.upload(anna, event, *(filenames or ("bride.jpg", "cake.jpg", "rings.jpg")))


async def found(world: World, who: Photographer | Viewer, download: Download) -> Download | None:
    archive = download.archive
    return await world.service.archives.find(who, archive.event_id, archive.archive_id)


async def opened(world: World, who: Photographer | Viewer, download: Download) -> zipfile.ZipFile:
    ready = await found(world, who, download)
    assert ready
    url = world.service.archives.link(ready)
    assert url
    answer = world.storage.send("GET", url)
    assert answer.status == 200
    assert len(answer.body) == ready.archive.size_bytes
    return zipfile.ZipFile(io.BytesIO(answer.body))


async def test_a_viewer_downloads_all_of_an_album_and_its_size_is_known_at_once(world: World) -> None:
    anna, event, keys = await scene(world)
    ben = await world.issue(anna, event, *keys[:2])
    asked = await world.service.archives.of_album(viewer(ben), None)
    assert (asked.archive.status, asked.archive.progress) == (ArchiveStatus.PENDING, 0)
    assert world.service.archives.link(asked) is None
    await world.work()
    archive = await opened(world, viewer(ben), asked)

    assert archive.testzip() is None
    assert archive.namelist() == ["bride.jpg", "cake.jpg"]
    assert archive.read("cake.jpg") == b"PHOTO cake.jpg"
    assert asked.filename == "Wedding - Ben.zip"


async def test_a_photographer_downloads_an_event_or_some_of_it(world: World) -> None:
    anna, event, keys = await scene(world)
    everything = await world.service.archives.of_event(anna, event.event_id, None)
    some = await world.service.archives.of_event(anna, event.event_id, [keys[2], keys[0], keys[0]])
    await world.work()

    assert (await opened(world, anna, everything)).namelist() == ["bride.jpg", "cake.jpg", "rings.jpg"]
    assert (await opened(world, anna, some)).namelist() == ["bride.jpg", "rings.jpg"]
    assert everything.filename == "Wedding.zip"


async def test_the_same_photos_make_one_archive_by_one_job_whoever_asks(world: World) -> None:
    anna, event, keys = await scene(world)
    ben, eve = await world.issue(anna, event, *keys), await world.issue(anna, event, all_photos=True)
    asked = [
        await world.service.archives.of_album(viewer(ben), None),
        await world.service.archives.of_album(viewer(ben), list(reversed(keys))),
        await world.service.archives.of_album(viewer(eve), None),
    ]
    assert len({download.archive.archive_id for download in asked}) == 1
    assert len(world.queue.told) == 1
    await world.work()
    again = await world.service.archives.of_album(viewer(ben), None)

    assert again.archive.status is ArchiveStatus.READY
    assert world.queue.told == []


async def test_who_did_not_ask_or_may_not_see_all_of_it_does_not_get_it(world: World) -> None:
    anna, event, keys = await scene(world)
    otto = await world.photographer("otto")
    ben, eve = await world.issue(anna, event, *keys), await world.issue(anna, event, *keys)
    less = await world.issue(anna, event, keys[0])
    asked = await world.service.archives.of_album(viewer(ben), None)
    await world.work()
    for who in (anna, otto, viewer(eve), viewer(less)):
        assert await found(world, who, asked) is None
    with pytest.raises(NotFound):
        await world.service.archives.of_album(viewer(less), keys)
    assert (await found(world, viewer(ben), asked)) is not None
    await world.service.accessors.update(
        anna, event.event_id, ben.access_code, label=None, all_photos=None, add=[], remove=keys[:1]
    )
    assert await found(world, viewer(ben), asked) is None
    await world.service.accessors.revoke(anna, event.event_id, ben.access_code)
    with pytest.raises(Unauthenticated):
        await found(world, viewer(ben), asked)


async def test_what_cannot_be_downloaded_is_told(world: World) -> None:
    anna, event, keys = await scene(world)
    otto = await world.photographer("otto")
    empty = await world.issue(anna, event)
    with pytest.raises(AlbumEmpty):
        await world.service.archives.of_album(viewer(empty), None)
    with pytest.raises(AlbumEmpty):
        await world.service.archives.of_event(anna, event.event_id, [])
    with pytest.raises(NotFound):
        await world.service.archives.of_event(otto, event.event_id, None)
    with pytest.raises(NotFound):
        await world.service.archives.of_event(anna, event.event_id, [PhotoKey(event.event_id, "never.jpg")])
    with pytest.raises(NotFound):
        await world.service.archives.of_event(anna, event.event_id, [PhotoKey(some_id(1), "cake.jpg")])
    with pytest.raises(InvalidInput):
        await world.service.archives.of_event(anna, event.event_id, keys[:1] * 10_001)
    world.clock.forward(days=8)
    with pytest.raises(EventExpired):
        await world.service.archives.of_event(anna, event.event_id, None)


async def test_a_photo_that_is_deleted_meanwhile_is_left_out(world: World) -> None:
    anna, event, keys = await scene(world)
    asked = await world.service.archives.of_event(anna, event.event_id, None)
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await world.work()
    ready = await found(world, anna, asked)

    assert ready
    assert len(ready.archive.filenames) == 2
    assert (await opened(world, anna, asked)).namelist() == ["cake.jpg", "rings.jpg"]


async def test_an_archive_with_a_photo_that_is_deleted_is_deleted_too(world: World) -> None:
    anna, event, keys = await scene(world)
    asked = await world.service.archives.of_event(anna, event.event_id, None)
    other = await world.service.archives.of_event(anna, event.event_id, keys[1:])
    await world.work()
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await world.work()

    assert await found(world, anna, asked) is None
    assert (await opened(world, anna, other)).namelist() == ["cake.jpg", "rings.jpg"]


async def test_an_archive_ends_with_its_event_and_after_two_days(world: World) -> None:
    anna, event, _ = await scene(world)
    asked = await world.service.archives.of_event(anna, event.event_id, None)
    assert (asked.archive.expires_at - world.clock()).days == 2
    await world.work()
    world.clock.forward(days=2)
    assert await found(world, anna, asked) is None
    again = await world.service.archives.of_event(anna, event.event_id, None)
    assert again.archive.status is ArchiveStatus.PENDING
    await world.work()
    await world.service.events.update(anna, event.event_id, name=None, seconds_to_live=2 * 86_400 + 600)
    shortened = await found(world, anna, again)
    assert shortened
    assert (shortened.archive.expires_at - world.clock()).total_seconds() == 600
    world.clock.forward(minutes=10)
    assert await found(world, anna, again) is None
    await world.wait_for_deletion()
    assert world.storage.derived == {}


async def test_an_event_that_ends_while_it_is_packed_keeps_nothing(world: World) -> None:
    anna, event, _ = await scene(world)
    await world.service.archives.of_event(anna, event.event_id, None)
    world.clock.forward(days=7)
    await world.work()
    assert not [key for key in world.storage.derived if key.startswith("archives/")]


async def test_a_download_leaves_the_location_out_where_the_event_strips_it(world: World) -> None:
    anna, event, keys = await scene(world, "cake.jpg")
    ben = await world.issue(anna, event, all_photos=True)
    photo = world.tables.photos[keys[0]]
    body = b"PHOTO *ake.jpg"
    world.tables.photos[keys[0]] = photo.model_copy(update={"unlocated_crc32": zlib.crc32(body)})
    world.storage.derived[f"{original_key(photo)}/unlocated"] = FakeObject(body, "image/jpeg")
    bens, annas = (
        await world.service.archives.of_album(viewer(ben), None),
        await world.service.archives.of_event(anna, event.event_id, None),
    )
    await world.work()

    assert (await opened(world, viewer(ben), bens)).read("cake.jpg") == body
    assert (await opened(world, anna, annas)).read("cake.jpg") == b"PHOTO cake.jpg"


async def test_a_download_leaves_out_photos_whose_location_can_not_be_left_out(world: World) -> None:
    """A6"""
    anna, event, keys = await scene(world, "cake.jpg", "somewhere.jpg")
    ben = await world.issue(anna, event, all_photos=True)
    bens = await world.service.archives.of_album(viewer(ben), None)
    annas = await world.service.archives.of_event(anna, event.event_id, None)
    with pytest.raises(AlbumEmpty):
        await world.service.archives.of_album(viewer(ben), [keys[1]])
    await world.work()
    assert (await opened(world, viewer(ben), bens)).namelist() == ["cake.jpg"]
    assert (await opened(world, anna, annas)).namelist() == ["cake.jpg", "somewhere.jpg"]


async def test_new_archives_of_one_code_are_limited_and_old_ones_are_not(world: World) -> None:
    names = [f"{number:02}.jpg" for number in range(40)]
    anna, event, keys = await scene(world, *names)
    ben = await world.issue(anna, event, *keys)
    for key in keys[:30]:
        await world.service.archives.of_album(viewer(ben), [key])
    with pytest.raises(RateLimited):
        await world.service.archives.of_album(viewer(ben), [keys[30]])
    again = await world.service.archives.of_album(viewer(ben), [keys[0]])
    assert again.archive.filenames == ("00.jpg",)


async def test_a_photo_that_is_called_like_a_program_is_a_photo_in_the_zip(world: World) -> None:
    """B7: a JPEG was offered as `photo.jpg.exe`; two that become one name are told apart."""
    named = ("photo.jpg", "photo.jpg.exe", "Photo.hta", "run.bat", "con.jpg")
    anna, event, keys = await scene(world, *named)
    ben = await world.issue(anna, event, *keys)
    asked = await world.service.archives.of_album(viewer(ben), None)
    await world.work()
    archive = await opened(world, viewer(ben), asked)

    # In order of filename: Photo.hta, con.jpg, photo.jpg, photo.jpg.exe, run.bat.
    assert archive.namelist() == ["Photo.jpg", "_con.jpg", "photo (2).jpg", "photo (3).jpg", "run.jpg"]
    assert archive.read("photo (3).jpg") == b"PHOTO photo.jpg.exe"
    assert [key.filename for key in world.tables.photos] == list(named)


SAVED_NAMES = json.loads((Path(__file__).parent / "saved_names.json").read_text())
"""The web app names the files of its own ZIPs by the same rule: web/tests/saved-names.test.ts reads the same file."""


@pytest.mark.parametrize(("filenames", "expected"), SAVED_NAMES)
def test_names_can_be_saved_side_by_side_on_every_system(filenames: list[str], expected: list[str]) -> None:
    assert saved_names(filenames) == expected
