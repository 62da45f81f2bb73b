"""The settings of an event, called by the handler: locations and watermarks."""

from __future__ import annotations

from typing import Any

import pytest

from domain.models import Event, Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client

EVENT = "id stripLocation watermark { text opacity position }"
CREATE = f"mutation($input: CreateEventInput!) {{ createEvent(input: $input) {{ event {{ {EVENT} }} {{errors}} }} }}"
UPDATE = f"mutation($input: UpdateEventInput!) {{ updateEvent(input: $input) {{ event {{ {EVENT} }} {{errors}} }} }}"
ERRORS = "userErrors { code field message }"
ORIGINALS = "photos { nodes { original { url downloadUrl sizeBytes } } }"
AT_HOME, NOWHERE = b"PHOTO at home.jpg", b"PHOTO -------.jpg"


def create(client: Client, **settings: Any) -> Any:
    document = CREATE.replace("{errors}", ERRORS)
    return client.ask(document, {"input": {"name": "Wedding", **settings}}).data["createEvent"]


def update(client: Client, event_id: str, **settings: Any) -> Any:
    document = UPDATE.replace("{errors}", ERRORS)
    return client.ask(document, {"input": {"eventId": event_id, **settings}}).data["updateEvent"]


def original_of(api: ApiUnderTest, client: Client, where: str, **variables: Any) -> list[bytes]:
    """The bytes behind both URLs of the only photo's original."""
    response = client.ask(where, variables).data
    (photo,) = next(iter(response.values()))["photos"]["nodes"]
    assert photo["original"]["sizeBytes"] == len(AT_HOME)
    return [api.backend.storage.send("GET", photo["original"][link]).body for link in ("url", "downloadUrl")]


def test_viewers_get_originals_without_location_and_the_photographer_with_it(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    keys = api.upload(anna, event, "at home.jpg")
    own = f"query($id: ID!) {{ event(id: $id) {{ {ORIGINALS} }} }}"
    for accessor in (api.issue(anna, event, *keys), api.issue(anna, event, all_photos=True)):
        viewer = api.as_viewer(event, accessor)
        assert original_of(api, viewer, f"{{ album {{ {ORIGINALS} }} }}") == [NOWHERE, NOWHERE]
        assert original_of(api, annas, own, id=event.event_id) == [AT_HOME, AT_HOME]
    update(annas, event.event_id, stripLocation=False)
    assert original_of(api, viewer, f"{{ album {{ {ORIGINALS} }} }}") == [AT_HOME, AT_HOME]
    update(annas, event.event_id, stripLocation=True)
    assert original_of(api, viewer, f"{{ album {{ {ORIGINALS} }} }}") == [NOWHERE, NOWHERE]


def test_viewers_get_no_original_whose_location_can_not_be_removed(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """A6: if the location can't be removed, viewers get no original, and both sides see `locationMayRemain`."""
    api.upload(anna, event, "cake.jpg", "somewhere.jpg")
    fields = "photos { nodes { filename locationMayRemain preview { url } original { url } } }"
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    own = annas.ask(f"query($id: ID!) {{ event(id: $id) {{ {fields} }} }}", {"id": event.event_id}).data["event"]
    cake, somewhere = viewer.ask(f"{{ album {{ {fields} }} }}").data["album"]["photos"]["nodes"]
    assert (cake["locationMayRemain"], somewhere["locationMayRemain"]) == (False, True)
    assert cake["original"]
    assert somewhere["original"] is None
    assert somewhere["preview"]
    assert [photo["locationMayRemain"] for photo in own["photos"]["nodes"]] == [False, True]
    assert all(photo["original"] for photo in own["photos"]["nodes"])
    update(annas, event.event_id, stripLocation=False)
    assert all(
        photo["original"] for photo in viewer.ask(f"{{ album {{ {fields} }} }}").data["album"]["photos"]["nodes"]
    )


def test_by_default_an_event_strips_locations_and_has_no_watermark(annas: Client) -> None:
    assert create(annas)["event"] | {"id": None} == {"id": None, "stripLocation": True, "watermark": None}
    made = create(annas, name="Party", stripLocation=False, watermark={"text": "  © Anna  "})
    assert made["event"]["stripLocation"] is False
    assert made["event"]["watermark"] == {"text": "© Anna", "opacity": 0.5, "position": "BOTTOM_RIGHT"}


def test_a_watermark_is_changed_and_removed(annas: Client) -> None:
    event_id = create(annas, watermark={"text": "© Anna"})["event"]["id"]
    assert update(annas, event_id, stripLocation=True)["event"]["watermark"]["text"] == "© Anna"
    changed = update(annas, event_id, watermark={"text": "PROOF", "opacity": 1, "position": "CENTER"})["event"]
    assert changed["watermark"] == {"text": "PROOF", "opacity": 1.0, "position": "CENTER"}
    assert update(annas, event_id, watermark={"text": ""})["event"]["watermark"] is None


@pytest.mark.parametrize(
    ("watermark", "field"),
    [
        ({"text": "x" * 61}, ["watermark"]),
        ({"text": "花嫁"}, ["watermark"]),
        ({"text": "Anna", "opacity": 0}, ["watermark", "opacity"]),
        ({"text": "Anna", "opacity": 1.1}, ["watermark", "opacity"]),
    ],
)
def test_a_watermark_that_can_not_be_drawn_is_refused(annas: Client, watermark: Any, field: list[str]) -> None:
    refused = create(annas, watermark=watermark)
    assert refused["event"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("INVALID_INPUT", field)]


def test_new_previews_have_the_watermark_of_their_event(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    update(annas, event.event_id, watermark={"text": "© Anna"})
    api.upload(anna, event, "cake.jpg")
    derived = {key.rpartition("/")[2]: stored.body for key, stored in api.backend.storage.derived.items()}
    assert derived["preview"].endswith("© Anna".encode())
    assert not derived["thumbnail"].endswith("© Anna".encode())
