"""The last look at the first and the last photo of each series: what is due, and what stays looked at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.sorting_event import SortedEvent
from tests.api.test_sorting import code_of, party, start
from tests.api_gateway_events import run

LOOKS = """query ($id: ID!) { event(id: $id) { sorting {
  version needsLookCount series { nodes { lookId needsLook accessors { label } } }
} } }"""


def read(event: SortedEvent) -> Any:
    return event.annas.ask(LOOKS, {"id": event.event.event_id}).data["event"]["sorting"]


def due(event: SortedEvent) -> list[str]:
    """Labels of the series at which a last look is due."""
    sorting = read(event)
    series = [each for each in sorting["series"]["nodes"] if each["needsLook"]]
    assert sorting["needsLookCount"] == len(series)
    return [accessor["label"] for each in series for accessor in each["accessors"]]


def look_ids(event: SortedEvent) -> list[str]:
    return [each["lookId"] for each in read(event)["series"]["nodes"]]


def look(event: SortedEvent, *ids: str) -> Any:
    return event.change({"look": {"lookIds": list(ids)}})


def test_a_look_is_due_at_each_series_that_somebody_would_get() -> None:
    event = party()
    event.card("8.jpg", "STOP")
    event.shoot("9.jpg")
    event.card("10.jpg", "EVERYBODY")
    event.shoot("11.jpg")
    event.card("12.jpg", code_of(event, "Dora"))
    assert due(event) == ["Ben", "Cleo"]
    assert [each["needsLook"] for each in read(event)["series"]["nodes"]] == [True, True, False, True, False]


def test_what_was_looked_at_is_shown_again_only_when_that_has_changed() -> None:
    event = party()
    version = read(event)["version"]
    look(event, *look_ids(event))
    assert due(event) == []
    assert read(event)["version"] == version
    event.change({"assign": {"photoIds": [event.id_of("3.jpg")], "accessCodes": []}})
    assert due(event) == []
    event.shoot("8.jpg")
    assert due(event) == ["Cleo"]
    look(event, *look_ids(event))
    event.change(start(event, "4.jpg", "Dora"))
    assert due(event) == ["Ben", "Dora"]
    event.change(start(event, "5.jpg", "Ben"))
    assert due(event) == ["Ben", "Dora", "Ben"]


def test_what_is_published_needs_no_look_until_it_changes() -> None:
    event = party()
    event.publish(event.series_id("Ben"))
    assert due(event) == ["Cleo"]
    event.publish()
    assert due(event) == []
    event.undo("1")
    assert due(event) == ["Ben"]
    event.shoot("8.jpg")
    assert due(event) == ["Ben", "Cleo"]


def test_a_look_is_undone_like_any_change() -> None:
    event = party()
    bens, cleos = look_ids(event)
    look(event, bens)
    undo = event.undo_of(look(event, bens, cleos))
    assert undo == [{"unlook": {"lookIds": [cleos]}}]
    redo = event.undo_of(event.change(*undo))
    assert due(event) == ["Cleo"]
    event.change(*redo)
    assert due(event) == []


def test_another_photo_of_the_same_name_has_to_be_looked_at() -> None:
    event = party()
    backend = event.api.backend
    look(event, *look_ids(event))
    delete = "mutation ($input: DeletePhotosInput!) { deletePhotos(input: $input) { deletedIds } }"
    event.ask(delete, photoIds=[event.id_of("7.jpg")])
    backend.clock.forward(hours=3)
    run(backend.work())
    run(backend.wait_for_deletion())
    event.annas = event.api.as_photographer(event.anna)
    event.shoot("7.jpg", after=0)
    assert due(event) == ["Cleo"]


@pytest.mark.parametrize("ids", [[], [""], ["x" * 65], [str(number) for number in range(501)]])
def test_looks_that_make_no_sense_are_refused(ids: list[str]) -> None:
    event = party()
    assert [each["code"] for each in look(event, *ids)["userErrors"]] == ["INVALID_INPUT"]
    assert due(event) == ["Ben", "Cleo"]
