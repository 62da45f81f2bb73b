"""Sorting by QR cards, as the photographer corrects it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.models import PhotoKey
from schema.ids import photo_id
from tests.api.sorting_event import CHANGE, START, SortedEvent
from tests.in_memory_backend import some_id


def party() -> SortedEvent:
    """Ben has three photos and Cleo two. Dora was not seen."""
    party = SortedEvent()
    ben, cleo = party.code("Ben"), party.code("Cleo")
    party.code("Dora")
    party.card("1.jpg", ben)
    party.shoot("2.jpg", "3.jpg", "4.jpg")
    party.card("5.jpg", cleo)
    party.shoot("6.jpg", "7.jpg")
    return party


def test_photos_belong_to_the_card_before_them() -> None:
    event = party()
    assert event.series() == [
        ("SUBJECTS", ["Ben"], ["2.jpg", "3.jpg", "4.jpg"], "UNPUBLISHED"),
        ("SUBJECTS", ["Cleo"], ["6.jpg", "7.jpg"], "UNPUBLISHED"),
    ]


ONE_SERIES = """query ($id: ID!, $series: ID!) { event(id: $id) { sorting {
  seriesCount questionCount oneSeries(id: $series) {
    firstPhotos { filename } lastPhotos { filename } photos { nodes { filename } }
    assigned { photos { filename } everybody accessors { label } }
} } } }"""


def one_series(event: SortedEvent, series_id: str) -> dict[str, Any]:
    asked = {"id": event.event.event_id, "series": series_id}
    found: dict[str, Any] = event.annas.ask(ONE_SERIES, asked).data["event"]["sorting"]
    return found


def test_a_series_says_which_of_its_photos_were_given_to_others() -> None:
    event = party()
    cleo = next(each["accessCode"] for each in event.codes() if each["label"] == "Cleo")
    event.change(
        {"assign": {"photoIds": [event.id_of("2.jpg")], "accessCodes": []}},
        {"assign": {"photoIds": [event.id_of("4.jpg")], "accessCodes": [cleo]}},
    )
    found = one_series(event, event.series_id("Ben"))
    assert (found["seriesCount"], found["questionCount"]) == (2, len(event.read()["questions"]["nodes"]))
    series = found["oneSeries"]
    assert [photo["filename"] for photo in series["photos"]["nodes"]] == ["2.jpg", "3.jpg", "4.jpg"]
    assert [photo["filename"] for photo in series["firstPhotos"]] == ["3.jpg"]
    assert [photo["filename"] for photo in series["lastPhotos"]] == ["3.jpg"]
    assert [
        ([photo["filename"] for photo in each["photos"]], [accessor["label"] for accessor in each["accessors"]])
        for each in series["assigned"]
    ] == [(["2.jpg"], []), (["4.jpg"], ["Cleo"])]
    assert not any(each["everybody"] for each in series["assigned"])


def test_a_series_that_is_not_there_any_more_is_null() -> None:
    event = party()
    cleos = event.series_id("Cleo")
    assert one_series(event, cleos)["oneSeries"]
    event.change({"noStart": {"photoId": event.id_of("5.jpg")}})
    assert one_series(event, cleos)["oneSeries"] is None


BEN = ("SUBJECTS", ["Ben"], ["2.jpg", "3.jpg", "4.jpg"], "UNPUBLISHED")
CLEO = ("SUBJECTS", ["Cleo"], ["6.jpg", "7.jpg"], "UNPUBLISHED")


def code_of(event: SortedEvent, label: str) -> str:
    accessors = event.api.backend.tables.accessors.values()
    return next(each.access_code for each in accessors if each.label == label)


def start(event: SortedEvent, filename: str, label: str | None = None, **given: bool) -> dict[str, Any]:
    codes = [code_of(event, label)] if label else []
    return {"startSeries": {"photoId": event.id_of(filename), "accessCodes": codes, **given}}


def test_a_series_tells_where_it_is_and_what_it_shows() -> None:
    event = party()
    first, second = event.read()["series"]["nodes"]
    assert (first["startsAt"], first["endsAt"]) == ("2026-06-01T12:01:10.000Z", "2026-06-01T12:01:30.000Z")
    assert (first["photoCount"], first["cardCount"]) == (3, 1)
    assert [photo["filename"] for photo in first["cards"]] == ["1.jpg"]
    assert [photo["filename"] for photo in second["firstPhotos"]] == ["6.jpg", "7.jpg"]
    assert first["cameraId"] == second["cameraId"] == event.cameras()[0]
    sorting = event.read()
    assert (sorting["cardCount"], sorting["pendingPhotoCount"], sorting["areCardsLast"]) == (2, 0, False)
    assert [each["accessCode"] for each in sorting["unseen"]["nodes"]] == [code_of(event, "Dora")]


def test_a_series_is_split_and_joined_again() -> None:
    event = party()
    split = event.change(start(event, "3.jpg", "Dora"))
    assert event.series() == [
        ("SUBJECTS", ["Ben"], ["2.jpg"], "UNPUBLISHED"),
        ("SUBJECTS", ["Dora"], ["3.jpg", "4.jpg"], "UNPUBLISHED"),
        CLEO,
    ]
    assert split["sorting"] == event.read()
    assert event.read()["unseen"]["nodes"] == []
    event.change({"noStart": {"photoId": event.id_of("5.jpg")}})
    assert event.series()[1:] == [("SUBJECTS", ["Dora"], ["3.jpg", "4.jpg", "5.jpg", "6.jpg", "7.jpg"], "UNPUBLISHED")]
    assert event.read()["cardCount"] == 1
    event.change({"release": {"photoIds": [event.id_of("3.jpg"), event.id_of("5.jpg")]}})
    assert (event.series(), event.read()["cardCount"]) == ([BEN, CLEO], 2)


def test_an_unread_card_is_named() -> None:
    event = party()
    event.card("8.jpg")
    event.shoot("9.jpg")
    assert event.series()[2:] == [("UNREAD_CARD", [], ["9.jpg"], "UNPUBLISHED")]
    event.change(start(event, "8.jpg", "Dora"))
    assert event.series()[2:] == [("SUBJECTS", ["Dora"], ["9.jpg"], "UNPUBLISHED")]
    event.change(start(event, "8.jpg", everybody=True))
    assert event.series()[2:] == [("EVERYBODY", [], ["9.jpg"], "UNPUBLISHED")]
    event.change(start(event, "8.jpg", nobody=True))
    assert event.series()[2:] == [("NOBODY", [], ["9.jpg"], "UNPUBLISHED")]


def test_photos_are_assigned_whatever_their_series() -> None:
    event = party()
    both = [code_of(event, "Cleo"), code_of(event, "Dora")]
    event.change({"assign": {"photoIds": [event.id_of("2.jpg")], "accessCodes": both}})
    event.change({"assign": {"photoIds": [event.id_of("3.jpg")], "accessCodes": []}})
    event.change({"assign": {"photoIds": [event.id_of("4.jpg")], "everybody": True}})
    counts = event.read()["nextPublication"]
    assert counts == {"accessCodeCount": 2, "photoCount": 4, "everybodyPhotoCount": 1, "removedPhotoCount": 0}


def test_the_undo_of_a_change_leads_back_to_what_was() -> None:
    event = party()
    event.change(start(event, "3.jpg", "Dora"), {"assign": {"photoIds": [event.id_of("7.jpg")], "accessCodes": []}})
    before = event.read()
    changed = event.change(
        {"release": {"photoIds": [event.id_of("3.jpg")]}},
        start(event, "2.jpg", "Cleo", isCard=True),
        {"noStart": {"photoId": event.id_of("1.jpg")}},
        {"assign": {"photoIds": [event.id_of("7.jpg"), event.id_of("6.jpg")], "accessCodes": [code_of(event, "Ben")]}},
        {"cardsLast": True},
    )
    assert changed["sorting"] == event.read() != before
    redo = event.change(*event.undo_of(changed))
    assert redo["sorting"] == event.read() == before
    assert event.change(*event.undo_of(redo))["sorting"] == changed["sorting"]


def test_a_question_is_answered_and_asked_again() -> None:
    event = party()
    event.card("8.jpg", code_of(event, "Ben"))
    event.shoot("9.jpg")
    question, *others = event.read()["questions"]["nodes"]
    changed = event.change({"answer": {"questionId": question["id"]}})
    assert [each["id"] for each in event.read()["questions"]["nodes"]] == [each["id"] for each in others]
    event.change(*event.undo_of(changed))
    assert question["id"] in [each["id"] for each in event.read()["questions"]["nodes"]]
    assert event.change({"unanswer": {"questionId": question["id"]}})["undo"] == []


def test_a_question_shows_its_place() -> None:
    event = party()
    event.card("8.jpg")
    event.shoot("9.jpg", "10.jpg")
    question = next(each for each in event.read()["questions"]["nodes"] if each["kind"] == "UNREAD_CARD")
    assert question["photo"]["filename"] == "8.jpg"
    assert [photo["filename"] for photo in question["photosBefore"]] == ["4.jpg", "6.jpg", "7.jpg"]
    assert [photo["filename"] for photo in question["photosAfter"]] == ["9.jpg", "10.jpg"]


def test_a_question_names_the_camera_of_its_photos() -> None:
    event = party()
    event.shoot("8.jpg", "9.jpg", by="2", after=-30)
    found = {each["kind"]: each["cameraId"] for each in event.read()["questions"]["nodes"]}
    (others,) = [each["cameraId"] for each in event.read()["series"]["nodes"] if each["kind"] == "NO_CARDS"]
    assert found["NO_CARDS"] == others


@pytest.mark.parametrize("filename", ["5.jpg", "3.jpg"])
def test_a_deleted_photo_still_begins_its_series(filename: str) -> None:
    """A card, and a photo at which the photographer has split."""
    event = party()
    event.change(start(event, "3.jpg", "Dora"))
    whose = [(labels, [name for name in photos if name != filename]) for _, labels, photos, _ in event.series()]
    delete = "mutation ($input: DeletePhotosInput!) { deletePhotos(input: $input) { deletedIds } }"
    event.ask(delete, photoIds=[event.id_of(filename)])
    assert [(labels, photos) for _, labels, photos, _ in event.series()] == whose
    event.api.backend.clock.forward(minutes=5)
    event.api.do_jobs()
    assert [(labels, photos) for _, labels, photos, _ in event.series()] == whose


def test_the_order_of_arrival_does_not_matter() -> None:
    event, late = party(), SortedEvent()
    for label in ("Ben", "Cleo", "Dora"):
        late.code(label)
    times = {"1.jpg": 60, "2.jpg": 70, "3.jpg": 80, "4.jpg": 90, "5.jpg": 150, "6.jpg": 160, "7.jpg": 170}
    for filename in ("7.jpg", "3.jpg", "5.jpg", "1.jpg", "6.jpg", "4.jpg", "2.jpg"):
        late.now = START + timedelta(seconds=times[filename])
        cards = {"1.jpg": "Ben", "5.jpg": "Cleo"}
        if filename in cards:
            late.card(filename, code_of(late, cards[filename]), after=0)
        else:
            late.shoot(filename, after=0)
    assert late.series() == event.series()


def test_two_devices_correct_different_photos() -> None:
    event = party()
    event.change(start(event, "3.jpg", "Dora"))
    event.change({"assign": {"photoIds": [event.id_of("3.jpg")], "accessCodes": [code_of(event, "Ben")]}})
    event.change({"assign": {"photoIds": [event.id_of("4.jpg")], "accessCodes": []}})
    event.publish()
    seen = {each.label: event.album(each) for each in event.api.backend.tables.accessors.values()}
    assert seen == {"Ben": ["2.jpg", "3.jpg"], "Cleo": ["6.jpg", "7.jpg"], "Dora": []}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "INVALID_INPUT"),
        ({"cardsLast": True, "unanswer": {"questionId": "q"}}, "INVALID_INPUT"),
        ({"answer": {"questionId": ""}}, "INVALID_INPUT"),
        ({"answer": {"questionId": "q" * 65}}, "INVALID_INPUT"),
        ({"startSeries": {"photoId": "PHOTO"}}, "INVALID_INPUT"),
        ({"startSeries": {"photoId": "PHOTO", "everybody": True, "nobody": True}}, "INVALID_INPUT"),
        ({"startSeries": {"photoId": "PHOTO", "accessCodes": ["ABC34D"]}}, "NOT_FOUND"),
        ({"assign": {"photoIds": ["PHOTO"], "accessCodes": ["-"]}}, "NOT_FOUND"),
        ({"release": {"photoIds": ["another"]}}, "NOT_FOUND"),
        ({"noStart": {"photoId": "OTHER"}}, "NOT_FOUND"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change: dict[str, Any], code: str) -> None:
    event = party()
    other = photo_id(PhotoKey(some_id(1), "3.jpg"))
    given = json.loads(json.dumps(change).replace("PHOTO", event.id_of("3.jpg")).replace("OTHER", other))
    response = event.send(CHANGE, changes=[given])
    errors = [] if response.codes else response.data["changeSorting"]["userErrors"]
    assert [each["code"] for each in errors] + response.codes == [code]
    assert event.series() == [BEN, CLEO]


def test_too_many_changes_are_refused() -> None:
    event = party()
    release = {"release": {"photoIds": [event.id_of("3.jpg")]}}
    assert event.change(*[release] * 1501)["userErrors"] == []
    assert [each["code"] for each in event.change(*[release] * 1502)["userErrors"]] == ["INVALID_INPUT"]
    ids = [photo_id(PhotoKey(event.event.event_id, f"{number}.jpg")) for number in range(501)]
    assert [each["code"] for each in event.change({"release": {"photoIds": ids}})["userErrors"]] == ["INVALID_INPUT"]


def test_pages_of_series_are_complete() -> None:
    event = party()
    query = (
        "query ($id: ID!, $after: String) { event(id: $id) { sorting { series(first: 1, after: $after) {"
        " nodes { id } pageInfo { hasNextPage endCursor } } } } }"
    )
    found, after = [], None
    while True:
        page = event.annas.ask(query, {"id": event.event.event_id, "after": after}).data["event"]["sorting"]["series"]
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == [node["id"] for node in event.read()["series"]["nodes"]]
    assert len(found) == 2


def test_lists_in_lists_of_a_sorting_have_a_limit() -> None:
    event = party()
    query = (
        "query ($id: ID!) { event(id: $id) { sorting { series { nodes { photos(first: 500) { nodes { id } } } } } } }"
    )
    assert event.annas.ask(query, {"id": event.event.event_id}).data
    lists = " ".join(
        f"s{number}: series {{ nodes {{ photos(first: 500) {{ nodes {{ id }} }} }} }}" for number in range(10)
    )
    many = f"query ($id: ID!) {{ event(id: $id) {{ sorting {{ {lists} }} }} }}"
    assert event.annas.ask(many, {"id": event.event.event_id}).codes == ["BAD_REQUEST"]
