"""Sorting by QR cards, as the photographer corrects it."""

from __future__ import annotations

from typing import Any

from tests.api.sorting_event import SortedEvent


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
