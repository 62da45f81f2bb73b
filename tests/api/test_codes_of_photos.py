"""Which codes list a photo: for its photographer alone (issue 14, item 4)."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import Executor

from domain.models import Accessor, Event, Photographer, PhotoKey
from schema.ids import photo_id, photo_key
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

PHOTOS = "photos { nodes { filename accessorCount accessors { accessCode label } } }"
EVENT = f"query($id: ID!) {{ event(id: $id) {{ {PHOTOS} }} }}"


@pytest.fixture
def codes(api: ApiUnderTest, anna: Photographer, event: Event, keys: list[PhotoKey]) -> list[Accessor]:
    """One with bride and cake, one with cake, and one for all photos, which lists cake too."""
    bride, cake, _ = keys
    first, second, every = api.issue(anna, event, bride, cake), api.issue(anna, event, cake), api.issue(anna, event)
    run(
        api.backend.service.accessors.update(
            anna, event.event_id, every.access_code, all_photos=True, add=[cake], remove=[]
        )
    )
    return [first, second]


def codes_of(client: Client, event: Event) -> dict[str, list[str]]:
    nodes = client.ask(EVENT, {"id": event.event_id}).data["event"]["photos"]["nodes"]
    assert all(node["accessorCount"] == len(node["accessors"]) for node in nodes)
    return {node["filename"]: [code["accessCode"] for code in node["accessors"]] for node in nodes}


def test_a_photo_names_the_codes_that_list_it(annas: Client, event: Event, codes: list[Accessor]) -> None:
    first, second = (code.access_code for code in codes)
    assert codes_of(annas, event) == {"bride.jpg": [first], "cake.jpg": sorted([first, second]), "rings.jpg": []}


def test_a_revoked_code_is_no_longer_named(
    api: ApiUnderTest, anna: Photographer, annas: Client, event: Event, codes: list[Accessor]
) -> None:
    first, second = (code.access_code for code in codes)
    run(api.backend.service.accessors.revoke(anna, event.event_id, first))
    assert codes_of(annas, event) == {"bride.jpg": [], "cake.jpg": [second], "rings.jpg": []}


def test_a_change_answers_with_the_codes_after_it(
    annas: Client, event: Event, keys: list[PhotoKey], codes: list[Accessor]
) -> None:
    second = codes[1].access_code
    query = (
        f"mutation($input: UpdateAccessCodeInput!) {{ updateAccessCode(input: $input) {{ accessor {{ {PHOTOS} }} }} }}"
    )
    given = {"eventId": event.event_id, "accessCode": second, "addPhotoIds": [photo_id(keys[2])]}
    nodes = annas.ask(query, {"input": given}).data["updateAccessCode"]["accessor"]["photos"]["nodes"]
    assert [(node["filename"], node["accessorCount"]) for node in nodes] == [("cake.jpg", 2), ("rings.jpg", 1)]


def test_viewers_learn_nothing_of_other_codes(api: ApiUnderTest, event: Event, codes: list[Accessor]) -> None:
    response = api.as_viewer(event, codes[0]).ask(f"query {{ album {{ {PHOTOS} }} }}")
    nodes = response.data["album"]["photos"]["nodes"]
    assert [(node["filename"], node["accessorCount"], node["accessors"]) for node in nodes] == [
        ("bride.jpg", 0, []),
        ("cake.jpg", 0, []),
    ]


def test_somebody_elses_event_has_no_photos_to_ask(api: ApiUnderTest, event: Event, codes: list[Accessor]) -> None:
    otto = api.as_photographer(api.photographer("otto"))
    assert otto.ask(EVENT, {"id": event.event_id}).data == {"event": None}


def test_a_photo_names_ten_codes_and_counts_all(
    api: ApiUnderTest, anna: Photographer, annas: Client, event: Event, keys: list[PhotoKey]
) -> None:
    issued = sorted(api.issue(anna, event, keys[0]).access_code for _ in range(12))
    first = annas.ask(EVENT, {"id": event.event_id}).data["event"]["photos"]["nodes"][0]
    assert (first["accessorCount"], [code["accessCode"] for code in first["accessors"]]) == (12, issued[:10])


def test_the_photo_of_a_ticket_names_its_codes(
    annas: Client, event: Event, api: ApiUnderTest, anna: Photographer
) -> None:
    """An upload that is requested again may be in a code already."""
    file = {"filename": "a.jpg", "contentType": "image/jpeg", "sizeBytes": 9}
    ask = "requestUploads(input: $input) { tickets { photo { id accessorCount accessors { accessCode } } } }"
    query = f"mutation($input: RequestUploadsInput!) {{ {ask} }}"
    given = {"input": {"eventId": event.event_id, "files": [file]}}

    def photo() -> Any:
        return annas.ask(query, given).data["requestUploads"]["tickets"][0]["photo"]

    first = photo()
    assert (first["accessorCount"], first["accessors"]) == (0, [])
    code = api.issue(anna, event, photo_key(first["id"])).access_code
    assert photo() == {"id": first["id"], "accessorCount": 1, "accessors": [{"accessCode": code}]}


def test_codes_of_photos_are_completed_by_a_plan(
    annas: Client, event: Event, codes: list[Accessor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stock executor takes three times as long for a page (decision 0010)."""
    monkeypatch.setattr(Executor, "complete_list_value", lambda *_: pytest.fail("left to the stock executor"))
    assert len(codes_of(annas, event)) == 3


def test_lists_within_lists_of_codes_end(api: ApiUnderTest, anna: Photographer, annas: Client, event: Event) -> None:
    """A photo's codes have photos, which have codes: the sizes multiply."""
    api.issue(anna, event, *api.upload(anna, event, *(f"{number}.jpg" for number in range(30))))
    inner = "photos(first: 500) { nodes { accessors { accessCode } } }"
    query = f"query($id: ID!) {{ event(id: $id) {{ photos {{ nodes {{ accessors {{ {inner} }} }} }} }} }}"
    assert annas.ask(query, {"id": event.event_id}).codes[:1] == ["BAD_REQUEST"]
