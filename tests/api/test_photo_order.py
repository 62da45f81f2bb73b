"""The order of photos, as clients ask for it (issue 14, item 1)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey
from domain.rendering import CaptureTime
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

BY_TIME = ["IMG_10000.jpg", "b.jpg", "a.jpg", "IMG_9998.jpg"]
BY_NAME = ["IMG_9998.jpg", "IMG_10000.jpg", "a.jpg", "b.jpg", "untimed 9.jpg", "untimed 10.jpg"]
UNTIMED = ["untimed 9.jpg", "untimed 10.jpg"]
DEFAULT = [*BY_TIME, *UNTIMED]
FIELDS = "nodes { filename } edges { cursor } pageInfo { endCursor hasNextPage }"
PAGE = "photos(first: $first, after: $after%s) { " + FIELDS + " }"
LISTS = {
    "event": "query($first: Int!, $after: String, $id: ID!) { event(id: $id) { %s } }",
    "accessor": "query($first: Int!, $after: String, $id: ID!) { event(id: $id) { accessors { nodes { %s } } } }",
    "album": "query($first: Int!, $after: String) { album { %s } }",
}
ORDERS = {
    "": DEFAULT,
    ", orderBy: TAKEN_AT": DEFAULT,
    ", orderBy: TAKEN_AT, direction: DESCENDING": [*reversed(BY_TIME), *reversed(UNTIMED)],
    ", orderBy: FILENAME": BY_NAME,
    ", orderBy: FILENAME, direction: DESCENDING": [*reversed(BY_NAME)],
}


@pytest.fixture
def shot(api: ApiUnderTest, anna: Photographer, event: Event) -> list[PhotoKey]:
    """Photos of two cameras, one of which knows its time zone."""
    phone = CaptureTime("2026-06-20T17:00:01.000", 120)
    for name, time, camera in (
        ("IMG_9998.jpg", CaptureTime("2026-06-20T15:00:02.000"), "1"),
        ("IMG_10000.jpg", CaptureTime("2026-06-20T15:00:00.000"), "1"),
        ("a.jpg", CaptureTime("2026-06-20T15:00:01.250"), "1"),
        ("b.jpg", phone, "2"),
    ):
        run(api.backend.shoot(anna, event, name, time, by=camera))
    api.upload(anna, event, *UNTIMED)
    return [PhotoKey(event.event_id, name) for name in BY_NAME]


def page(client: Client, where: str, how: str, **variables: Any) -> Any:
    document = LISTS[where] % (PAGE % how)
    response = client.ask(document, {"after": None, **variables}).data
    found = response.get("album") or response["event"]
    return (found["accessors"]["nodes"][0] if where == "accessor" else found)["photos"]


@pytest.mark.parametrize("how", ORDERS)
@pytest.mark.parametrize("where", LISTS)
@pytest.mark.parametrize("all_photos", [False, True])
def test_every_list_of_photos_is_in_the_order_that_is_asked_for(
    api: ApiUnderTest,
    annas: Client,
    anna: Photographer,
    event: Event,
    shot: list[PhotoKey],
    where: str,
    how: str,
    all_photos: bool,
) -> None:
    accessor = api.issue(anna, event, *([] if all_photos else shot), all_photos=all_photos)
    client = api.as_viewer(event, accessor) if where == "album" else annas
    variables = {} if where == "album" else {"id": event.event_id}
    for first in (1, 4, 100):
        names, has_next, after = [], True, None
        while has_next:
            found = page(client, where, how, first=first, after=after, **variables)
            names += [photo["filename"] for photo in found["nodes"]]
            after, has_next = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
            assert found["edges"][-1]["cursor"] == after
        assert names == ORDERS[how]


def test_every_photo_of_a_page_has_a_cursor_to_go_on_from(annas: Client, event: Event, shot: list[PhotoKey]) -> None:
    whole = page(annas, "event", "", first=100, id=event.event_id)
    for place, edge in enumerate(whole["edges"], 1):
        rest = page(annas, "event", "", first=100, after=edge["cursor"], id=event.event_id)
        assert [photo["filename"] for photo in rest["nodes"]] == DEFAULT[place:]


def test_a_cursor_belongs_to_one_order(annas: Client, event: Event, shot: list[PhotoKey]) -> None:
    cursors = {
        how: page(annas, "event", how, first=2, id=event.event_id)["pageInfo"]["endCursor"] for how in [*ORDERS][1:]
    }
    for how in cursors:
        document = LISTS["event"] % (PAGE % how)
        for other, cursor in cursors.items():
            response = annas.post({"query": document, "variables": {"first": 2, "after": cursor, "id": event.event_id}})
            codes = response.json.get("errors") and response.codes
            assert codes == (None if how == other else ["BAD_REQUEST"])


def test_a_new_time_zone_reorders_the_photos_of_cameras_without_one(
    annas: Client, event: Event, shot: list[PhotoKey]
) -> None:
    change = "mutation($input: UpdateEventInput!) { updateEvent(input: $input) { event { id } } }"
    annas.ask(change, {"input": {"eventId": event.event_id, "timeZone": "America/New_York"}})
    names = [photo["filename"] for photo in page(annas, "event", "", first=9, id=event.event_id)["nodes"]]
    assert names == ["b.jpg", "IMG_10000.jpg", "a.jpg", "IMG_9998.jpg", *UNTIMED]


def test_a_position_in_the_photos_of_sixteen_cameras_with_long_filenames_fits_into_a_cursor(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    expected = []
    for number in range(32):
        name = f"{number:03}{'é' * 120}.jpg"
        zone = None if number % 2 else 0
        taken = CaptureTime(f"2026-06-20T15:00:{number:02}.000", zone)
        run(api.backend.shoot(anna, event, name, taken, by=str(number // 2)))
        expected.append(name)
    names, has_next, after = [], True, None
    while has_next:
        found = page(annas, "event", "", first=31, after=after, id=event.event_id)
        names += [photo["filename"] for photo in found["nodes"]]
        after, has_next = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert names == expected
