"""Issue 11 B8: links and copies are only for those with access, and no signed URL outlives its event."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from domain.models import Accessor, Event, Photographer, PhotoKey, PhotoStatus
from domain.uploads import UploadFile
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.fake_storage import original_key

ARCHIVE = "id status expiresAt url"
REQUEST = f"""mutation($input: RequestArchiveInput!) {{ requestArchive(input: $input) {{
  archive {{ {ARCHIVE} }} userErrors {{ code }} }} }}"""
READ = f"query($id: ID!) {{ archive(id: $id) {{ {ARCHIVE} }} }}"
UPDATE = "mutation($input: UpdateEventInput!) { updateEvent(input: $input) { userErrors { code } } }"
UPLOAD = """mutation($input: RequestUploadsInput!) { requestUploads(input: $input) {
  tickets { expiresAt requests { method url headers { name value } } } userErrors { code } } }"""
LARGE_BYTES = 150 * 1024 * 1024


def request(client: Client, **given: Any) -> Any:
    return client.ask(REQUEST, {"input": given}).data["requestArchive"]["archive"]


def read(client: Client, id: str) -> Any:
    return client.ask(READ, {"id": id}).data["archive"]


def update(client: Client, event: Event, **changes: Any) -> None:
    response = client.ask(UPDATE, {"input": {"eventId": event.event_id, **changes}})
    assert response.data["updateEvent"]["userErrors"] == []


def shorten(api: ApiUnderTest, anna: Photographer, event: Event) -> timedelta:
    """Shortens the event. Returns the time until its new end: the clock moves first, since the minimum is an hour."""
    api.backend.clock.forward(minutes=50)
    update(api.as_photographer(anna), event, secondsToLive=3600)
    return timedelta(minutes=10)


def as_told(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def status_of(api: ApiUnderTest, url: str) -> int:
    return api.backend.storage.send("GET", url).status


def test_an_archive_link_expires_with_a_shortened_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    """B8: a repeated request for an existing archive returned a link valid for two hours."""
    viewer = api.as_viewer(event, api.issue(anna, event, *keys))
    for client, given in ((annas, {"eventId": event.event_id}), (viewer, {})):
        request(client, **given)
    api.do_jobs()
    left = shorten(api, anna, event)
    annas, ends_at = api.as_photographer(anna), api.backend.clock.now + left
    links = []
    for client, given in ((annas, {"eventId": event.event_id}), (viewer, {})):
        asked = request(client, **given)
        again = read(client, asked["id"])
        assert (
            asked["expiresAt"]
            == again["expiresAt"]
            == ends_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )
        links += [asked["url"], again["url"]]

    assert {status_of(api, link) for link in links} == {200}
    api.backend.clock.now = ends_at
    assert {status_of(api, link) for link in links} == {403}


def test_an_earlier_signed_url_is_dead_after_the_sweep_of_a_shortened_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    """B8: a signed URL can't be revoked, so the object is deleted at the new end."""
    api.backend.clock.forward(minutes=49)
    annas = api.as_photographer(anna)
    archive = request(annas, eventId=event.event_id)
    api.do_jobs()
    query = "query($id: ID!) { event(id: $id) { photos { nodes { original { url } thumbnail { url } } } } }"
    (photo, *_) = annas.ask(query, {"id": event.event_id}).data["event"]["photos"]["nodes"]
    links = [read(annas, archive["id"])["url"], photo["original"]["url"], photo["thumbnail"]["url"]]
    update(annas, event, secondsToLive=3600)
    assert {status_of(api, link) for link in links} == {200}

    api.backend.clock.forward(minutes=11)
    run(api.backend.sweep.sweep())
    api.do_jobs()
    assert {status_of(api, link) for link in links} == {404}


def test_upload_tickets_expire_with_a_shortened_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """B8: single and multipart uploads, also when requested again."""
    files = [
        {"filename": "cake.jpg", "contentType": "image/jpeg", "sizeBytes": 5},
        {"filename": "MVI_10", "contentType": "image/jpeg", "sizeBytes": LARGE_BYTES},
    ]
    asked = {"input": {"eventId": event.event_id, "files": files}}
    annas.ask(UPLOAD, asked)
    left = shorten(api, anna, event)
    ends_at = api.backend.clock.now + left
    tickets = api.as_photographer(anna).ask(UPLOAD, asked).data["requestUploads"]["tickets"]

    api.backend.clock.now = ends_at
    for ticket in tickets:
        assert ticket["expiresAt"] == as_told(ends_at)
        for each in ticket["requests"]:
            headers = {header["name"]: header["value"] for header in each["headers"]}
            assert api.backend.storage.send(each["method"], each["url"], headers, b"photo").status == 403


def test_an_upload_by_a_ticket_older_than_the_shortening_is_deleted(
    api: ApiUnderTest, anna: Photographer, event: Event
) -> None:
    """B8: a signed upload stays valid for an hour even if the event is shortened."""
    ticket = run(api.backend.ticket(anna, event, UploadFile("cake.jpg", "image/jpeg", 14)))
    api.backend.clock.now = event.expires_at
    run(api.backend.wait_for_deletion())
    run(api.backend.arrive(ticket.photo, b"PHOTO cake.jpg"))

    assert original_key(ticket.photo) not in api.backend.storage.originals
    assert api.backend.storage.derived == {}


def guest(api: ApiUnderTest, anna: Photographer, event: Event, *keys: PhotoKey) -> tuple[Accessor, Client]:
    accessor = api.issue(anna, event, *keys)
    return accessor, api.as_viewer(event, accessor)


def test_a_viewer_gets_an_archive_that_the_photographer_requested_first(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    """B8: it stayed null for the viewer if no photo has a location, since both copies have the same fingerprint."""
    own = request(annas, eventId=event.event_id)
    api.do_jobs()
    _, viewer = guest(api, anna, event, *keys)
    asked = request(viewer)
    api.do_jobs()

    found = read(viewer, asked["id"])
    assert found["status"] == "READY"
    assert status_of(api, found["url"]) == 200
    assert read(annas, own["id"])["status"] == "READY"
    assert read(viewer, own["id"]) is None
    assert read(annas, asked["id"]) is None


def test_an_archive_with_locations_is_withheld_once_the_event_strips_them(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """B8: neither by its id nor by a repeated request."""
    keys = api.upload(anna, event, "at home.jpg")
    _, viewer = guest(api, anna, event, *keys)
    update(annas, event, stripLocation=False)
    with_places = request(viewer)
    api.do_jobs()
    assert b"at home" in api.backend.storage.send("GET", read(viewer, with_places["id"])["url"]).body
    update(annas, event, stripLocation=True)

    assert read(viewer, with_places["id"]) is None
    without = request(viewer)
    api.do_jobs()
    body = api.backend.storage.send("GET", read(viewer, without["id"])["url"]).body
    assert b"PHOTO -------" in body
    assert b"PHOTO at home" not in body


def test_an_archive_requires_current_access_to_all_of_its_photos(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    """B8: a code without one of the photos, a revoked code, and a deleted event."""
    accessor, viewer = guest(api, anna, event, *keys)
    asked = request(viewer)
    api.do_jobs()
    assert read(viewer, asked["id"])["url"]
    run(
        api.backend.service.accessors.update(
            anna, event.event_id, accessor.access_code, all_photos=None, add=[], remove=keys[:1]
        )
    )
    assert read(viewer, asked["id"]) is None
    run(
        api.backend.service.accessors.update(
            anna, event.event_id, accessor.access_code, all_photos=None, add=keys[:1], remove=[]
        )
    )
    assert read(viewer, asked["id"])["url"]
    run(api.backend.service.accessors.revoke(anna, event.event_id, accessor.access_code))
    assert viewer.ask(READ, {"id": asked["id"]}).codes == ["UNAUTHENTICATED"]

    own = request(annas, eventId=event.event_id)
    api.do_jobs()
    link = read(annas, own["id"])["url"]
    annas.ask(
        "mutation($input: DeleteEventInput!) { deleteEvent(input: $input) { deletedIds } }",
        {"input": {"eventId": event.event_id}},
    )
    assert read(annas, own["id"]) is None
    api.do_jobs()
    assert status_of(api, link) == 404


def test_too_many_photos_for_an_archive_are_refused_before_reading_the_whole_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """14: the whole event was read first, at any size."""
    (key,) = api.upload(anna, event, "template.jpg")
    photos = api.backend.tables.photos
    template = photos[key]
    for number in range(25_000):
        name = f"{number:05}.jpg"
        photos[PhotoKey(event.event_id, name)] = template.model_copy(update={"filename": name})
    assert template.status is PhotoStatus.READY
    accessor = api.issue(anna, event, all_photos=True)
    listed = api.issue(anna, event)
    named = frozenset(f"{number:05}.jpg" for number in range(25_000))
    tables = api.backend.tables
    tables.accessors[event.event_id, listed.access_code] = listed.model_copy(update={"images": named})
    read_photos = count_reads(api)
    for client, given in (
        (annas, {"eventId": event.event_id}),
        (api.as_viewer(event, accessor), {}),
        (api.as_viewer(event, listed), {}),
    ):
        read_photos.clear()
        response = client.ask(REQUEST, {"input": given}).data["requestArchive"]
        assert response == {"archive": None, "userErrors": [{"code": "INVALID_INPUT"}]}
        assert sum(read_photos) <= 11_000


def count_reads(api: ApiUnderTest) -> list[int]:
    """Records how many photos each later read of the store returns."""
    store: Any = api.backend.adapters.photos
    counts: list[int] = []
    of_event, get_many = store.of_event, store.get_many

    async def counted_page(*given: Any, **wanted: Any) -> Any:
        page = await of_event(*given, **wanted)
        counts.append(len(page.items))
        return page

    async def counted_many(keys: Any) -> Any:
        found = await get_many(keys)
        counts.append(len(found))
        return found

    store.of_event, store.get_many = counted_page, counted_many
    return counts
