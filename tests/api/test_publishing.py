"""Publishing a proposal to guests, and undoing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import Conflict, Contention
from domain.sorting.changes import Assign
from domain.uploads import UploadFile
from tests.api.sorting_event import ALBUM, PUBLISH, UNDO, SortedEvent
from tests.api.test_sorting import party
from tests.api_gateway_events import run

BENS, CLEOS = ["2.jpg", "3.jpg", "4.jpg"], ["6.jpg", "7.jpg"]


class Party:
    """Ben's three photos and Cleo's two; Dora was not seen."""

    def __init__(self) -> None:
        self.event: SortedEvent = party()
        accessors = self.event.api.backend.tables.accessors.values()
        self.ben, self.cleo, self.dora = sorted(accessors, key=lambda each: each.label or "")

    def albums(self) -> tuple[list[str], list[str], list[str]]:
        return self.event.album(self.ben), self.event.album(self.cleo), self.event.album(self.dora)

    def give(self, label: str, *filenames: str, remove: bool = False) -> None:
        """By hand."""
        accessor = {"Ben": self.ben, "Cleo": self.cleo, "Dora": self.dora}[label]
        field = "removePhotoIds" if remove else "addPhotoIds"
        ids = [self.event.id_of(filename) for filename in filenames]
        query = "mutation ($input: UpdateAccessCodeInput!) { updateAccessCode(input: $input) { userErrors { code } } }"
        self.event.ask(query, accessCode=accessor.access_code, **{field: ids})


@pytest.fixture
def all_() -> Party:
    return Party()


def test_guests_see_nothing_before_and_exactly_their_photos_after(all_: Party) -> None:
    assert all_.albums() == ([], [], [])
    published = all_.event.publish()
    assert published["userErrors"] == []
    assert all_.albums() == (BENS, CLEOS, [])
    counts = {"accessCodeCount": 2, "photoCount": 5, "everybodyPhotoCount": 0, "removedPhotoCount": 0}
    assert published["publication"] == {"id": "1", **counts, "undoneAt": None, "openedCount": 0}
    assert {state for *_, state in all_.event.series()} == {"PUBLISHED"}
    assert published["sorting"]["nextPublication"]["photoCount"] == 0


def test_one_series_can_be_published_alone(all_: Party) -> None:
    all_.event.publish(all_.event.series_id("Cleo"))
    assert all_.albums() == ([], CLEOS, [])
    assert [state for *_, state in all_.event.series()] == ["UNPUBLISHED", "PUBLISHED"]


def test_publishing_twice_gives_nothing_twice_and_names_the_same_publication(all_: Party) -> None:
    version = all_.event.read()["version"]
    first, second = all_.event.publish(version=version), all_.event.publish(version=version)
    assert first["publication"] == second["publication"]
    assert len(second["sorting"]["publications"]) == 1
    all_.event.undo("1")
    assert all_.albums() == ([], [], [])


def test_undoing_takes_back_exactly_what_was_published(all_: Party) -> None:
    all_.give("Ben", "2.jpg")
    all_.give("Dora", "7.jpg")
    all_.event.publish()
    undone = all_.event.undo("1")
    assert undone["userErrors"] == []
    assert undone["publication"]["undoneAt"]
    assert all_.albums() == (["2.jpg"], [], ["7.jpg"])
    assert all_.event.undo("1")["publication"] == undone["publication"]
    all_.event.publish()
    assert all_.albums() == (BENS, CLEOS, ["7.jpg"])


def test_the_photographer_learns_how_many_have_opened_it_since(all_: Party) -> None:
    all_.event.publish()
    redeem = all_.event.api.backend.service.albums.redeem
    run(redeem(public_url=all_.event.event.public_url, access_code=all_.ben.access_code, link_key=None, address="::1"))
    assert all_.event.read()["publications"][0]["openedCount"] == 1
    assert all_.event.undo("1")["publication"]["openedCount"] == 1
    assert all_.event.read()["publications"][0]["openedCount"] == 1


def test_what_is_proposed_to_another_moves_visibly_when_it_is_published_again(all_: Party) -> None:
    all_.event.publish()
    all_.event.change({"assign": {"photoIds": [all_.event.id_of("4.jpg")], "accessCodes": [all_.dora.access_code]}})
    assert [state for *_, state in all_.event.series()] == ["CHANGED", "PUBLISHED"]
    assert all_.albums() == (BENS, CLEOS, [])
    again = all_.event.publish()
    assert (again["publication"]["photoCount"], again["publication"]["removedPhotoCount"]) == (1, 1)
    assert all_.albums() == (["2.jpg", "3.jpg"], CLEOS, ["4.jpg"])
    all_.event.undo("2")
    assert all_.albums() == (BENS, CLEOS, [])


def test_undoing_an_earlier_publication_leaves_a_later_one(all_: Party) -> None:
    all_.event.publish(all_.event.series_id("Ben"))
    all_.event.publish()
    all_.event.undo("1")
    assert all_.albums() == ([], CLEOS, [])
    all_.event.undo("2")
    assert all_.albums() == ([], [], [])


def test_what_is_given_and_removed_by_hand_stays(all_: Party) -> None:
    all_.give("Dora", "2.jpg")
    all_.event.publish()
    all_.give("Ben", "3.jpg", remove=True)
    all_.event.change({"assign": {"photoIds": [all_.event.id_of("7.jpg")], "accessCodes": []}})
    all_.event.publish()
    assert all_.albums() == (["2.jpg", "4.jpg"], ["6.jpg"], ["2.jpg"])


def test_a_proposal_that_has_changed_is_not_published(all_: Party) -> None:
    version = all_.event.read()["version"]
    all_.event.shoot("8.jpg")
    (error,) = all_.event.publish(version=version)["userErrors"]
    assert (error["code"], error["field"]) == ("SORTING_CHANGED", ["version"])
    assert all_.albums() == ([], [], [])


def test_nothing_is_published_while_photos_are_prepared(all_: Party) -> None:
    file = UploadFile("8.jpg", "image/jpeg", 9)
    run(all_.event.api.backend.ticket(all_.event.anna, all_.event.event, file))
    assert all_.event.read()["pendingPhotoCount"] == 1
    assert [each["code"] for each in all_.event.publish()["userErrors"]] == ["PHOTOS_PENDING"]
    assert all_.albums() == ([], [], [])


def test_what_is_for_everybody_is_in_every_album_and_in_those_of_later_codes(all_: Party) -> None:
    all_.event.card("8.jpg", "EVERYBODY")
    all_.event.shoot("9.jpg")
    published = all_.event.publish()
    assert published["publication"]["everybodyPhotoCount"] == 1
    late = all_.event.code("Emil")
    assert [*all_.albums(), all_.event.album(late)] == [[*BENS, "9.jpg"], [*CLEOS, "9.jpg"], ["9.jpg"], ["9.jpg"]]
    query = (
        "query ($id: ID!) { event(id: $id) { accessors { nodes { label photoCount photos { nodes { filename } } } } } }"
    )
    found = all_.event.annas.ask(query, {"id": all_.event.event.event_id}).data["event"]["accessors"]["nodes"]
    assert {each["label"]: each["photoCount"] for each in found} == {"Ben": 4, "Cleo": 3, "Dora": 1, "Emil": 1}
    assert all(each["photoCount"] == len(each["photos"]["nodes"]) for each in found)
    unassigned = "query ($id: ID!) { event(id: $id) { photos(filter: UNASSIGNED) { nodes { filename } } } }"
    assert all_.event.annas.ask(unassigned, {"id": all_.event.event.event_id}).data["event"]["photos"]["nodes"] == []
    all_.event.undo("1")
    assert [*all_.albums(), all_.event.album(late)] == [[], [], [], []]


def test_cards_are_never_published(all_: Party) -> None:
    all_.event.change(
        {"startSeries": {"photoId": all_.event.id_of("3.jpg"), "accessCodes": [all_.dora.access_code], "isCard": True}}
    )
    all_.event.publish()
    assert all_.albums() == (["2.jpg"], CLEOS, ["4.jpg"])
    all_.event.change({"noStart": {"photoId": all_.event.id_of("5.jpg")}})
    all_.event.publish()
    assert all_.albums() == (["2.jpg"], [], ["4.jpg", "5.jpg", "6.jpg", "7.jpg"])


def test_a_revoked_code_gets_nothing_and_harms_nobody(all_: Party) -> None:
    all_.event.publish()
    run(all_.event.api.backend.service.accessors.revoke(all_.event.anna, all_.ben.event_id, all_.ben.access_code))
    all_.event.undo("1")
    assert all_.event.album(all_.cleo) == []
    all_.event.publish()
    assert all_.event.album(all_.cleo) == CLEOS


def test_a_deleted_photo_leaves_every_album_and_its_name_is_free(all_: Party) -> None:
    backend = all_.event.api.backend
    all_.event.card("8.jpg", "EVERYBODY")
    all_.event.shoot("9.jpg")
    all_.event.publish()
    delete = "mutation ($input: DeletePhotosInput!) { deletePhotos(input: $input) { deletedIds } }"
    all_.event.ask(delete, photoIds=[all_.event.id_of(name) for name in ("2.jpg", "9.jpg")])
    backend.clock.forward(hours=3)
    run(backend.work())
    run(backend.wait_for_deletion())
    assert all_.albums() == (["3.jpg", "4.jpg"], CLEOS, [])
    all_.event.annas = all_.event.api.as_photographer(all_.event.anna)
    all_.event.shoot("2.jpg", "9.jpg")
    assert all_.albums() == (["3.jpg", "4.jpg"], CLEOS, [])
    all_.event.undo("1")
    assert all_.albums() == ([], [], [])


def test_nobody_publishes_before_confirming_the_address(all_: Party) -> None:
    version, users = all_.event.read()["version"], all_.event.api.backend.tables.users
    users["anna@example.com"] = users["anna@example.com"].model_copy(update={"email_verified": False})
    all_.event.annas = all_.event.api.as_photographer(replace(all_.event.anna, email_verified=False))
    assert [each["code"] for each in all_.event.publish(version=version)["userErrors"]] == ["EMAIL_NOT_VERIFIED"]


@pytest.mark.parametrize("refusal", [Conflict, Contention])
@pytest.mark.parametrize("losing", ["publish", "undo"])
def test_a_publication_that_loses_every_race_gets_a_retryable_conflict(
    all_: Party, monkeypatch: pytest.MonkeyPatch, losing: str, refusal: type[Exception]
) -> None:
    async def lose(*arguments: object, **options: object) -> None:
        raise refusal

    if losing == "undo":
        all_.event.publish()
    monkeypatch.setattr(all_.event.api.backend.adapters.sorting, losing, lose)
    version = all_.event.read()["version"]
    document, given = (PUBLISH, {"version": version}) if losing == "publish" else (UNDO, {"publicationId": "1"})
    response = all_.event.send(document, **given)
    assert response.json["errors"][0]["extensions"] == {"code": "CONFLICT", "retryAfterSeconds": 1}


def test_viewers_read_nothing_of_the_sorting(all_: Party) -> None:
    all_.event.publish()
    viewer = all_.event.api.as_viewer(all_.event.event, all_.ben)
    assert viewer.ask(ALBUM).data["album"]["photoCount"] == 3
    assert viewer.ask(
        "query ($id: ID!) { event(id: $id) { sorting { version } } }", {"id": all_.ben.event_id}
    ).data == {"event": None}


def test_an_undo_that_overtakes_a_publication_wins(all_: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another device undoes it while photos are still being added."""
    backend, version = all_.event.api.backend, all_.event.read()["version"]
    give, undo = backend.adapters.accessors.give, backend.service.publishing.undo

    async def give_late(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(backend.adapters.accessors, "give", give)
        await undo(all_.event.anna, all_.event.event.event_id, 1)
        return await give(*arguments, **options)

    monkeypatch.setattr(backend.adapters.accessors, "give", give_late)
    published = all_.event.publish(version=version)
    assert published["publication"]["undoneAt"]
    assert all_.albums() == ([], [], [])


def test_a_clock_that_was_set_back_changes_nothing(all_: Party) -> None:
    all_.event.api.backend.clock.forward(minutes=-5)
    all_.event.publish()
    assert all_.albums() == (BENS, CLEOS, [])
    all_.event.undo("1")
    assert all_.albums() == ([], [], [])


def test_nothing_is_published_that_another_device_has_changed_while_an_earlier_publication_was_finished(
    all_: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request died after the first write. Another device undoes it, and gives a photo to Dora."""
    event = all_.event
    backend, give = event.api.backend, event.api.backend.adapters.accessors.give

    async def die(*arguments: object, **options: object) -> None:
        raise Contention

    monkeypatch.setattr(backend.adapters.accessors, "give", die)
    event.send(PUBLISH, version=event.read()["version"], seriesIds=[event.series_id("Ben")])
    looked_at = event.read()["version"]

    async def give_late(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(backend.adapters.accessors, "give", give)
        change = Assign(("7.jpg",), frozenset({all_.dora.access_code}))
        await backend.service.publishing.undo(event.anna, event.event.event_id, 1)
        await backend.service.sorting.change(event.anna, event.event.event_id, [change])
        return await give(*arguments, **options)

    monkeypatch.setattr(backend.adapters.accessors, "give", give_late)
    published = event.publish(version=looked_at)
    assert [each["code"] for each in published["userErrors"]] == ["SORTING_CHANGED"]
    assert all_.albums() == ([], [], [])
