"""The time zone of an event, and the capture times that follow from it (issue 14, item 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import pytest

from domain import validation
from domain.models import Event, Photographer
from domain.photo_order import lane_of
from domain.rendering import CaptureTime
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

CREATE = "mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id timeZone } {errors} } }"
UPDATE = "mutation($input: UpdateEventInput!) { updateEvent(input: $input) { event { id timeZone } {errors} } }"
ERRORS = "userErrors { code field }"
PHOTOS = "photos { nodes { filename takenAt } }"


def create(client: Client, **settings: Any) -> Any:
    return client.ask(CREATE.replace("{errors}", ERRORS), {"input": {"name": "Wedding", **settings}}).data[
        "createEvent"
    ]


def update(client: Client, event_id: str, **settings: Any) -> Any:
    return client.ask(UPDATE.replace("{errors}", ERRORS), {"input": {"eventId": event_id, **settings}}).data[
        "updateEvent"
    ]


def taken(client: Client, event: Event | None = None) -> dict[str, str | None]:
    """Capture times as the photographer sees them; without `event`, as a viewer does."""
    if event:
        found = client.ask(f"query($id: ID!) {{ event(id: $id) {{ {PHOTOS} }} }}", {"id": event.event_id}).data["event"]
    else:
        found = client.ask(f"{{ album {{ {PHOTOS} }} }}").data["album"]
    return {photo["filename"]: photo["takenAt"] for photo in found["photos"]["nodes"]}


def test_an_event_has_a_time_zone_that_can_be_changed(annas: Client) -> None:
    assert create(annas, name="Without")["event"]["timeZone"] == "UTC"
    made = create(annas, timeZone="America/Argentina/Buenos_Aires")["event"]
    assert made["timeZone"] == "America/Argentina/Buenos_Aires"
    assert update(annas, made["id"], timeZone="Asia/Kathmandu")["event"]["timeZone"] == "Asia/Kathmandu"
    assert update(annas, made["id"], name="Party")["event"]["timeZone"] == "Asia/Kathmandu"


@pytest.mark.parametrize(
    "name",
    (
        *("", "Berlin", "Europe", "europe/berlin", "Europe/Berlin/", "Europe/Berl\u0131n", "Europe/Berlin\0"),
        *("../UTC", "/etc/passwd", "localtime", "posix/UTC", "right/UTC", "Factory", "A" * 10_000),
    ),
)
def test_what_is_no_time_zone_is_refused(annas: Client, event: Event, name: str) -> None:
    refusal = [{"code": "INVALID_INPUT", "field": ["timeZone"]}]
    assert create(annas, timeZone=name) == {"event": None, "userErrors": refusal}
    assert update(annas, event.event_id, timeZone=name) == {"event": None, "userErrors": refusal}


def test_every_zone_of_iana_is_one() -> None:
    zones = {name for name in available_timezones() if name not in ("Factory", "localtime")}
    assert {name for name in zones if validation.time_zone(name) == name} == zones


def test_a_camera_without_a_zone_is_read_in_that_of_the_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    for name, time in {
        "summer.jpg": CaptureTime("2026-06-20T15:04:05.250"),
        "winter.jpg": CaptureTime("2026-01-20T15:04:05.250"),
        "phone.jpg": CaptureTime("2026-06-20T15:04:05.250", 330),
        "twice.jpg": CaptureTime("2026-10-25T02:30:00.000"),
        "never.jpg": CaptureTime("2026-03-29T02:30:00.000"),
    }.items():
        run(api.backend.shoot(anna, event, name, time, by="1234"))
    (untimed,) = api.upload(anna, event, "untimed.jpg")
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    assert taken(annas, event)["summer.jpg"] == "2026-06-20T15:04:05.250Z"
    update(annas, event.event_id, timeZone="Europe/Berlin")
    assert taken(viewer) == taken(annas, event)
    assert taken(viewer) == {
        "summer.jpg": "2026-06-20T13:04:05.250Z",
        "winter.jpg": "2026-01-20T14:04:05.250Z",
        "phone.jpg": "2026-06-20T09:34:05.250Z",
        "twice.jpg": "2026-10-25T00:30:00.000Z",
        "never.jpg": "2026-03-29T01:30:00.000Z",
        "untimed.jpg": None,
    }
    assert api.backend.tables.photos[untimed].taken_local is None


def test_a_photo_that_was_stored_with_an_instant_keeps_it(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    (key,) = api.upload(anna, event, "old.jpg")
    instant = datetime.fromisoformat("2026-06-20T15:04:05Z")
    photos = api.backend.tables.photos
    photos[key] = photos[key].model_copy(update={"taken_at": instant})
    events = api.backend.tables.events
    events[event.event_id] = events[event.event_id].model_copy(update={"lanes": frozenset({lane_of(photos[key])})})
    update(annas, event.event_id, timeZone="Europe/Berlin")
    assert taken(annas, event) == {"old.jpg": "2026-06-20T15:04:05.000Z"}
