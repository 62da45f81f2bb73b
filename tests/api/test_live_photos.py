"""Live Photos, called by the handler: one photo for guests and photographers, with a video beside it."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from domain.models import Event, Photographer, PhotoKey
from schema import ids
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

LIVE = "11111111-2222-3333-4444-555555555555"
PHOTO = "filename original { sizeBytes url } livePhotoVideo { filename contentType sizeBytes url downloadUrl }"
ALBUM = f"{{ album {{ photoCount totalBytes hasLivePhotos photos {{ nodes {{ {PHOTO} }} }} }} }}"
EVENT = f"""query($id: ID!) {{ event(id: $id) {{ photoCount totalBytes hasLivePhotos photos {{ nodes {{ {PHOTO} }} }}
  unassigned: photos(filter: UNASSIGNED) {{ nodes {{ filename }} }}
  accessors {{ nodes {{ accessCode photoCount photos {{ nodes {{ filename }} }} }} }} }} }}"""
REQUEST = """mutation($input: RequestArchiveInput!) { requestArchive(input: $input) {
  archive { id photoCount sizeBytes } userErrors { code } } }"""
READ = "query($id: ID!) { archive(id: $id) { status url photoCount sizeBytes } }"
DELETE = "mutation($input: DeletePhotosInput!) { deletePhotos(input: $input) { userErrors { code } } }"
UPDATE = """mutation($input: UpdateAccessCodeInput!) { updateAccessCode(input: $input) { accessor { photoCount }
  userErrors { code } } }"""


def shoot(api: ApiUnderTest, anna: Photographer, event: Event, *filenames: str, more: str = "") -> list[PhotoKey]:
    return [run(api.backend.shoot_live(anna, event, name, LIVE, more)).key for name in filenames]


def names(photos: dict[str, Any]) -> list[str]:
    return [photo["filename"] for photo in photos["nodes"]]


def album_of(viewer: Client) -> Any:
    return viewer.ask(ALBUM).data["album"]


def event_of(annas: Client, event: Event) -> Any:
    return annas.ask(EVENT, {"id": event.event_id}).data["event"]


def files_in(api: ApiUnderTest, client: Client, **given: Any) -> list[str]:
    """The names in an archive, whose announced size is exact."""
    archive = client.ask(REQUEST, {"input": given}).data["requestArchive"]["archive"]
    api.do_jobs()
    read = client.ask(READ, {"id": archive["id"]}).data["archive"]
    assert (read["status"], read["photoCount"]) == ("READY", archive["photoCount"])
    body = api.backend.storage.send("GET", read["url"]).body
    assert len(body) == archive["sizeBytes"]
    with ZipFile(BytesIO(body)) as opened:
        assert opened.testzip() is None
        return opened.namelist()


@pytest.mark.parametrize("order", [("a.jpg", "a.mov"), ("a.mov", "a.jpg")])
def test_a_live_photo_is_one_photo_with_a_video(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, order: tuple[str, str]
) -> None:
    shoot(api, anna, event, *order)
    api.upload(anna, event, "cake.jpg")
    for all_photos in (True, False):
        keys = [] if all_photos else [PhotoKey(event.event_id, name) for name in ("a.jpg", "cake.jpg")]
        album = album_of(api.as_viewer(event, api.issue(anna, event, *keys, all_photos=all_photos)))
        assert (names(album["photos"]), album["photoCount"], album["hasLivePhotos"]) == (["a.jpg", "cake.jpg"], 2, True)
        assert album["totalBytes"] == sum(photo["original"]["sizeBytes"] for photo in album["photos"]["nodes"])
        video = album["photos"]["nodes"][0]["livePhotoVideo"]
        assert (video["filename"], video["contentType"]) == ("a.mov", "video/quicktime")
        for link in (video["url"], video["downloadUrl"]):
            assert api.backend.storage.send("GET", link).body.startswith(b"PHOTO a.mov")
        assert album["photos"]["nodes"][1]["livePhotoVideo"] is None
    own = event_of(annas, event)
    assert (own["photoCount"], names(own["photos"]), own["hasLivePhotos"]) == (2, ["a.jpg", "cake.jpg"], True)
    assert own["totalBytes"] == api.backend.tables.storage_bytes[anna.user_id]


def test_a_guest_gets_no_video_of_a_still_that_they_lack(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    _, video = shoot(api, anna, event, "a.jpg", "a.mov")
    (cake,) = api.upload(anna, event, "cake.jpg")
    ben = api.issue(anna, event, cake)
    viewer = api.as_viewer(event, ben)
    assert names(album_of(viewer)["photos"]) == ["cake.jpg"]
    for live_photo_videos in (False, True):
        given = {"photoIds": [ids.photo_id(video)], "livePhotoVideos": live_photo_videos}
        assert viewer.ask(REQUEST, {"input": given}).codes == ["NOT_FOUND"]
    assert files_in(api, viewer, livePhotoVideos=True) == ["cake.jpg"]


def test_archives_contain_stills_and_on_request_their_videos(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    still, _ = shoot(api, anna, event, "a.jpg", "a.mov")
    (cake,) = api.upload(anna, event, "cake.jpg")
    viewer = api.as_viewer(event, api.issue(anna, event, still, cake))
    assert files_in(api, viewer) == ["a.jpg", "cake.jpg"]
    assert files_in(api, viewer, livePhotoVideos=True) == ["a.jpg", "a.mov", "cake.jpg"]
    one = [ids.photo_id(still)]
    assert files_in(api, viewer, photoIds=one, livePhotoVideos=True) == ["a.jpg", "a.mov"]
    given = {"eventId": event.event_id, "livePhotoVideos": True}
    assert files_in(api, annas, **given) == ["a.jpg", "a.mov", "cake.jpg"]
    counts = annas.ask(REQUEST, {"input": given}).data["requestArchive"]["archive"]["photoCount"]
    assert counts == 2


@pytest.mark.parametrize("more", ["somewhere", "at home"])
def test_the_place_of_a_video_is_told_to_nobody(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, more: str
) -> None:
    """Where it can't be taken out, guests get the still alone."""
    shoot(api, anna, event, "a.jpg")
    shoot(api, anna, event, "a.mov", more=more)
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    (photo,) = album_of(viewer)["photos"]["nodes"]
    (own,) = event_of(annas, event)["photos"]["nodes"]
    assert more.encode() in api.backend.storage.send("GET", own["livePhotoVideo"]["url"]).body
    if more == "somewhere":
        assert photo["livePhotoVideo"] is None
        assert files_in(api, viewer, livePhotoVideos=True) == ["a.jpg"]
    else:
        body = api.backend.storage.send("GET", photo["livePhotoVideo"]["url"]).body
        assert body.startswith(b"PHOTO a.mov")
        assert b"at home" not in body
        assert files_in(api, viewer, livePhotoVideos=True) == ["a.jpg", "a.mov"]


def test_a_code_that_was_given_the_video_before_gets_the_live_photo(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    (video,) = shoot(api, anna, event, "a.mov")
    accessor = api.issue(anna, event, video)
    viewer = api.as_viewer(event, accessor)
    assert names(album_of(viewer)["photos"]) == ["a.mov"]
    (still,) = shoot(api, anna, event, "a.jpg")
    api.finish_deletion()
    assert names(album_of(viewer)["photos"]) == ["a.jpg"]
    annas = api.as_photographer(anna)
    own = event_of(annas, event)
    assert own["unassigned"]["nodes"] == []
    (listed,) = own["accessors"]["nodes"]
    assert (listed["photoCount"], names(listed["photos"])) == (1, ["a.jpg"])
    # A page that still shows the video may give it once more.
    given = {"eventId": event.event_id, "accessCode": accessor.access_code, "addPhotoIds": [ids.photo_id(video)]}
    assert annas.ask(UPDATE, {"input": given}).data["updateAccessCode"]["accessor"]["photoCount"] == 1
    assert still.filename == "a.jpg"


def test_deleting_a_live_photo_deletes_both_files_and_deleting_the_video_leaves_the_still(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    _, video = shoot(api, anna, event, "a.jpg", "a.mov")
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    assert files_in(api, viewer, livePhotoVideos=True) == ["a.jpg", "a.mov"]
    delete(annas, event, video)
    api.finish_deletion()
    (photo,) = album_of(viewer)["photos"]["nodes"]
    assert (photo["filename"], photo["livePhotoVideo"]) == ("a.jpg", None)
    assert files_in(api, viewer, livePhotoVideos=True) == ["a.jpg"]
    assert not [key for key in api.backend.storage.originals if key.endswith("a.mov")]

    api.backend.clock.forward(hours=3)
    api.finish_deletion()
    shoot(api, anna, event, "a.mov")
    delete(api.as_photographer(anna), event, PhotoKey(event.event_id, "a.jpg"))
    api.finish_deletion()
    assert api.backend.tables.events[event.event_id].photo_count == 0
    assert not api.backend.storage.originals
    assert api.backend.tables.storage_bytes[anna.user_id] == 0


def delete(annas: Client, event: Event, *keys: PhotoKey) -> None:
    given = {"eventId": event.event_id, "photoIds": [ids.photo_id(key) for key in keys]}
    assert annas.ask(DELETE, {"input": given}).data["deletePhotos"]["userErrors"] == []


def test_hundreds_of_live_photos_are_deleted_at_once(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    for number in range(60):
        for name in (f"{number}.jpg", f"{number}.mov"):
            run(api.backend.shoot_live(anna, event, name, f"identifier-{number}"))
    delete(annas, event, *(PhotoKey(event.event_id, f"{number}.jpg") for number in range(60)))
    stored = api.backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count, stored.live_photo_count, stored.total_bytes) == (0, 0, 0, 0)


def test_an_expired_event_with_live_photos_leaves_nothing(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    shoot(api, anna, event, "a.jpg", "a.mov")
    api.backend.clock.forward(days=8)
    api.finish_deletion()
    assert api.backend.left == []
