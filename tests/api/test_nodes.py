"""`node`: what a cache reads again by an id. Who may is in test_permissions.py."""

from __future__ import annotations

import pytest

from domain.codes import link_key
from domain.models import Event, Photographer, PhotoKey
from schema.ids import album_id, archive_word, photo_id
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import some_id
from tests.user_journey import operations

PHOTO = "query($id: ID!) { node(id: $id) { ... on Photo { filename accessorCount original { url } } } }"


def found(client: Client, id: str, query: str = PHOTO) -> object:
    return client.ask(query, {"id": id}).data["node"]


def test_each_code_opens_an_album_with_its_own_id(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    redeemed = []
    for accessor in (api.issue(anna, event, all_photos=True), api.issue(anna, event, all_photos=True)):
        given = {"publicUrl": event.public_url, "accessCode": accessor.access_code}
        payload = api.client.ask(operations()["RedeemAccessCode"], {"input": given}).data["redeemAccessCode"]
        again = api.client.bearing(payload["viewerToken"]).ask(operations()["Album"], {"first": 1})
        assert again.data["album"]["id"] == payload["album"]["id"]
        assert accessor.access_code not in payload["album"]["id"]
        redeemed.append((payload["viewerToken"], payload["album"]["id"]))
    assert len({id for _, id in redeemed}) == 2
    client = api.client.bearing(redeemed[0][0])
    answers = [client.ask(operations()["Album"], {"first": 1, "id": id}).data["album"] for _, id in redeemed]
    assert (answers[0]["id"], answers[1]) == (redeemed[0][1], None)


def test_a_viewer_finds_the_photos_of_the_album_only(
    api: ApiUnderTest, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    text = f"https://imgsh.example/#STOP.{link_key(event.link_secret, 'STOP')}"
    card = run(api.backend.shoot_cards(anna, event, "card.jpg", text))
    ben = api.as_viewer(event, api.issue(anna, event, keys[0], card.key))
    photo = found(ben, photo_id(keys[0]))
    assert isinstance(photo, dict)
    assert (photo["filename"], photo["accessorCount"]) == (keys[0].filename, 0)
    assert found(ben, photo_id(keys[1])) is None
    assert found(ben, photo_id(card.key)) is None


def test_a_photographer_finds_a_photo_with_its_codes_until_it_is_deleted(
    api: ApiUnderTest, anna: Photographer, event: Event, annas: Client, keys: list[PhotoKey]
) -> None:
    api.issue(anna, event, keys[0])
    photo = found(annas, photo_id(keys[0]))
    assert isinstance(photo, dict)
    assert photo["accessorCount"] == 1
    assert photo["original"]["url"]
    annas.ask(operations()["DeletePhotos"], {"input": {"eventId": event.event_id, "photoIds": [photo_id(keys[0])]}})
    assert found(annas, photo_id(keys[0])) is None


@pytest.mark.parametrize(
    "id",
    [
        "",
        "x",
        "é",
        "A" * 5000,
        some_id(1).upper(),
        some_id(1),
        photo_id(PhotoKey(some_id(1), "a.jpg")),
        photo_id(PhotoKey(some_id(1), "a/b")),
        album_id(some_id(1), "x"),
        archive_word(some_id(1), "ff" * 32),
    ],
)
def test_an_id_of_nothing_is_null(annas: Client, id: str) -> None:
    assert found(annas, id) is None
