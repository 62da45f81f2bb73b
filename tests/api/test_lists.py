"""Pages of lists: order, cursors and bounds."""

from __future__ import annotations

import base64

import pytest

from domain.models import Event, Photographer
from schema import ids
from schema.context import MAX_ITEMS_A_REQUEST
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import ApiResponse, Client

PHOTOS = """query($id: ID!, $first: Int!, $after: String) { event(id: $id) { photos(first: $first, after: $after) {
  nodes { filename } edges { cursor node { filename } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} } }"""
EVENTS = """query($first: Int! = 20, $after: String) { me { events(first: $first, after: $after) {
  nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor }
} } }"""
ACCESSORS = """query($id: ID!, $first: Int! = 100, $after: String) { event(id: $id) {
  accessors(first: $first, after: $after) { nodes { accessCode } pageInfo { hasNextPage endCursor } }
} }"""


def test_photos_are_paged_in_order_of_filename(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    api.upload(anna, event, "c.jpg", "a.jpg", "é.jpg", "b.jpg", "d.jpg")
    seen, after, pages = [], None, 0
    while True:
        response = annas.ask(PHOTOS, {"id": event.event_id, "first": 2, "after": after})
        page = response.data["event"]["photos"]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        after, pages = page["pageInfo"]["endCursor"], pages + 1
        assert after == page["edges"][-1]["cursor"]
        seen += [node["filename"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert (seen, pages) == (["a.jpg", "b.jpg", "c.jpg", "d.jpg", "é.jpg"], 3)


def test_an_empty_list_has_no_cursors(annas: Client, event: Event) -> None:
    page = annas.ask(PHOTOS, {"id": event.event_id, "first": 100}).data["event"]["photos"]
    assert page == {
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


def test_events_come_newest_first(api: ApiUnderTest, annas: Client, anna: Photographer) -> None:
    for name in ("first", "second", "third"):
        api.event(anna, name)
        api.backend.clock.forward(milliseconds=1)
    page = annas.ask(EVENTS, {"first": 2}).data["me"]["events"]
    assert [node["name"] for node in page["nodes"]] == ["third", "second"]
    assert page["pageInfo"]["hasNextPage"]
    rest = annas.ask(EVENTS, {"first": 2, "after": page["pageInfo"]["endCursor"]}).data["me"]["events"]
    assert [node["name"] for node in rest["nodes"]] == ["first"]
    assert not rest["pageInfo"]["hasNextPage"]


def test_access_codes_come_in_order_of_code(api: ApiUnderTest, annas: Client, anna: Photographer, event: Event) -> None:
    codes = sorted(api.issue(anna, event, all_photos=True).access_code for _ in range(5))
    page = annas.ask(ACCESSORS, {"id": event.event_id, "first": 3}).data["event"]["accessors"]
    rest = annas.ask(ACCESSORS, {"id": event.event_id, "after": page["pageInfo"]["endCursor"]}).data["event"][
        "accessors"
    ]
    assert [node["accessCode"] for node in page["nodes"] + rest["nodes"]] == codes


@pytest.mark.parametrize("first", [0, -1, 501, 2**31 - 1])
def test_a_page_of_photos_has_1_to_500(annas: Client, event: Event, first: int) -> None:
    response = annas.ask(PHOTOS, {"id": event.event_id, "first": first})
    assert refused(response) == "`first` must be between 1 and 500."
    assert annas.ask(PHOTOS, {"id": event.event_id, "first": 500}).data


@pytest.mark.parametrize("first", [0, -1, 101])
def test_other_pages_have_1_to_100(annas: Client, event: Event, first: int) -> None:
    assert refused(annas.ask(EVENTS, {"first": first})) == "`first` must be between 1 and 100."
    response = annas.ask(ACCESSORS, {"id": event.event_id, "first": first})
    assert refused(response) == "`first` must be between 1 and 100."
    assert annas.ask(EVENTS, {"first": 100}).data


def test_a_page_size_over_32_bits_is_a_bad_request(annas: Client, event: Event) -> None:
    assert annas.ask(PHOTOS, {"id": event.event_id, "first": 10**9 * 10}).codes == ["BAD_REQUEST"]


def test_nested_lists_have_a_total_limit(api: ApiUnderTest, annas: Client, anna: Photographer) -> None:
    for number in range(MAX_ITEMS_A_REQUEST // 500 + 1):
        api.event(anna, f"event {number}")
    response = annas.ask("{ me { events(first: 100) { nodes { photos(first: 500) { nodes { id } } } } } }")
    assert set(response.codes) == {"BAD_REQUEST"}
    assert response.json["data"] == {"me": None}
    assert annas.ask("{ me { events(first: 5) { nodes { photos(first: 500) { nodes { id } } } } } }").data


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "ü",
        "a" * 100_000,
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"photos1").decode(),
        ids.cursor("photos", ""),
        ids.cursor("photos", "a", "b"),
        ids.cursor("accessors", "ABC34D"),
        ids.cursor("events", "2026-01-01T00:00:00+00:00", "x"),
        ids.cursor("photos2", "a.jpg"),
    ],
    ids=lambda cursor: cursor[:16],
)
def test_an_invalid_cursor_or_one_of_another_list_is_refused(annas: Client, event: Event, cursor: str) -> None:
    assert refused(annas.ask(PHOTOS, {"id": event.event_id, "first": 1, "after": cursor})).startswith("The cursor is")


@pytest.mark.parametrize("instant", ["yesterday", "2026-01-01", "2026-01-01T00:00:00"])
def test_a_cursor_of_events_with_an_invalid_instant_is_refused(annas: Client, event: Event, instant: str) -> None:
    assert refused(annas.ask(EVENTS, {"after": ids.cursor("events", instant, "x")})).startswith("The cursor is")


def refused(response: ApiResponse) -> str:
    assert (response.status, response.codes) == (200, ["BAD_REQUEST"])
    return str(response.json["errors"][0]["message"])
