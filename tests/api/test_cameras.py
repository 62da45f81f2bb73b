"""The cameras of an event, and the offsets of their clocks (issue 14, item 2)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.models import Event, Photographer
from domain.rendering import CaptureTime
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

CAMERA = "id make model serial photoCount firstTakenAt lastTakenAt offsetSeconds"
EVENT = f"cameras {{ {CAMERA} }} photos {{ nodes {{ filename takenAt }} }}"
UPDATE = "mutation($input: UpdateCameraInput!) { updateCamera(input: $input) { event { %s } userErrors { field } } }"


@pytest.fixture
def shot(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    for name, time, camera in (
        ("a1.jpg", CaptureTime("2026-06-20T15:00:00.000"), "1"),
        ("a2.jpg", CaptureTime("2026-06-20T15:00:20.000"), "1"),
        ("a3.jpg", CaptureTime("2026-06-20T17:00:30.000", 120), "1"),
        ("b1.jpg", CaptureTime("2026-06-20T15:00:10.000"), "2"),
    ):
        run(api.backend.shoot(anna, event, name, time, by=camera))
    api.upload(anna, event, "untimed.jpg")


def seen(client: Client, event: Event) -> Any:
    return client.ask(f"query($id: ID!) {{ event(id: $id) {{ {EVENT} }} }}", {"id": event.event_id}).data["event"]


def names(event: Any) -> list[str]:
    return [photo["filename"] for photo in event["photos"]["nodes"]]


def update(client: Client, event: Event, camera: str, seconds: int) -> Any:
    given = {"eventId": event.event_id, "cameraId": camera, "offsetSeconds": seconds}
    return client.post({"query": UPDATE % EVENT, "variables": {"input": given}})


def test_cameras_are_listed_with_their_photos(annas: Client, event: Event, shot: None) -> None:
    first, second = seen(annas, event)["cameras"]
    assert first | {"id": None} == {
        "id": None,
        "make": "Nikon",
        "model": "Z 9",
        "serial": "1",
        "photoCount": 3,
        "firstTakenAt": "2026-06-20T15:00:00.000Z",
        "lastTakenAt": "2026-06-20T15:00:30.000Z",
        "offsetSeconds": 0,
    }
    assert (second["serial"], second["photoCount"]) == ("2", 1)
    assert first["id"] != second["id"]


def test_an_offset_moves_all_photos_of_its_camera_and_can_be_taken_back(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, shot: None
) -> None:
    before = seen(annas, event)
    assert names(before) == [
        "a1.jpg",
        "b1.jpg",
        "a2.jpg",
        "a3.jpg",
        "untimed.jpg",
    ]
    camera = before["cameras"][0]["id"]
    changed = update(annas, event, camera, -37).data["updateCamera"]["event"]
    assert changed == seen(annas, event)
    assert names(changed) == [
        "a1.jpg",
        "a2.jpg",
        "a3.jpg",
        "b1.jpg",
        "untimed.jpg",
    ]
    assert [photo["takenAt"] for photo in changed["photos"]["nodes"][:2]] == [
        "2026-06-20T14:59:23.000Z",
        "2026-06-20T14:59:43.000Z",
    ]
    assert changed["cameras"][0]["offsetSeconds"] == -37
    assert changed["cameras"][0]["lastTakenAt"] == "2026-06-20T14:59:53.000Z"
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    album = viewer.ask("{ album { photos { nodes { filename takenAt } } } }").data["album"]
    assert album["photos"] == changed["photos"]
    update(annas, event, camera, 0)
    assert seen(annas, event) == before


def test_an_unknown_camera_is_not_found_and_an_absurd_offset_refused(annas: Client, event: Event, shot: None) -> None:
    camera = seen(annas, event)["cameras"][0]["id"]
    for unknown in ("", "0" * 16, camera + "Z", "~", "é"):
        assert update(annas, event, unknown, 1).codes == ["NOT_FOUND"]
    for absurd in (2**31 - 1, -(2**31)):
        assert update(annas, event, camera, absurd).data["updateCamera"]["userErrors"] == [{"field": ["offsetSeconds"]}]


PROPOSAL = "proposal { offsetSeconds basis matches spreadSeconds }"


def proposals(client: Client, event: Event) -> Any:
    query = f"query($id: ID!) {{ event(id: $id) {{ cameras {{ id offsetSeconds {PROPOSAL} }} }} }}"
    return client.ask(query, {"id": event.event_id}).data["event"]["cameras"]


def test_gps_times_propose_an_offset_which_only_the_photographer_sets(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    for number in range(4):
        taken = CaptureTime(f"2026-06-20T15:00:0{number}.000", gps_offset_seconds=37)
        run(api.backend.shoot(anna, event, f"{number}.jpg", taken, by="1"))
    (camera,) = proposals(annas, event)
    proposal = {"offsetSeconds": 37, "basis": "GPS", "matches": 4, "spreadSeconds": 0.0}
    assert camera == {"id": camera["id"], "offsetSeconds": 0, "proposal": proposal}
    update(annas, event, camera["id"], 37)
    assert proposals(annas, event) == [camera | {"offsetSeconds": 37, "proposal": None}]
    update(annas, event, camera["id"], -20)
    assert proposals(annas, event) == [camera | {"offsetSeconds": -20}]


def test_photos_without_a_time_or_a_camera_are_counted(annas: Client, event: Event, shot: None) -> None:
    fields = "untimedPhotoCount unknownCameraPhotoCount cameras { photoCount }"
    found = annas.ask(f"query($id: ID!) {{ event(id: $id) {{ {fields} }} }}", {"id": event.event_id}).data["event"]
    assert found == {
        "untimedPhotoCount": 1,
        "unknownCameraPhotoCount": 0,
        "cameras": [{"photoCount": 3}, {"photoCount": 1}],
    }


def test_the_photos_of_a_camera_are_listed_by_time(annas: Client, event: Event, shot: None) -> None:
    camera = seen(annas, event)["cameras"][0]["id"]
    query = (
        "query($id: ID!, $camera: ID!, $after: String) { event(id: $id) { camera(id: $camera) { serial "
        "photos(first: 2, after: $after) { nodes { filename } pageInfo { endCursor hasNextPage } } } } }"
    )
    listed, after, has_next = [], None, True
    while has_next:
        found = annas.ask(query, {"id": event.event_id, "camera": camera, "after": after}).data["event"]["camera"]
        assert found["serial"] == "1"
        listed += [photo["filename"] for photo in found["photos"]["nodes"]]
        after, has_next = found["photos"]["pageInfo"]["endCursor"], found["photos"]["pageInfo"]["hasNextPage"]
    assert listed == ["a1.jpg", "a2.jpg", "a3.jpg"]
    for unknown in ("", "0" * 16, camera + "Z", "~", "é"):
        found = annas.ask(query, {"id": event.event_id, "camera": unknown}).data["event"]
        assert found == {"camera": None}


def test_a_request_can_read_all_photos_of_ten_events_and_not_of_more(annas: Client, event: Event, shot: None) -> None:
    fields = "untimedPhotoCount cameras { photoCount proposal { matches } }"
    for count, codes in ((10, None), (11, ["BAD_REQUEST"])):
        events = (f'each{number}: event(id: "{event.event_id}") {{ {fields} }}' for number in range(count))
        response = annas.post({"query": f"{{ {' '.join(events)} }}"})
        assert (response.json.get("errors") and response.codes) == codes
