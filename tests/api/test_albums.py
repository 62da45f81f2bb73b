"""Albums, called by the handler: what a code opens, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey
from schema import ids
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client

PHOTO = """id filename status rejection contentType sizeBytes width height takenAt uploadedAt placeholder
  thumbnail { url downloadUrl contentType width height sizeBytes } preview { url } original { url sizeBytes }"""
REVOKE = "mutation($input: RevokeAccessCodeInput!) { revokeAccessCode(input: $input) { deletedIds } }"
REDEEM = """mutation($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) {
  album { eventName photographer label photoCount totalBytes photos { nodes { filename } } } viewerToken expiresAt
  userErrors { code field } } }"""
ALBUM = f"{{ album {{ label photoCount totalBytes photos {{ nodes {{ {PHOTO} }} }} }} }}"
REPORT = "mutation($input: ReportDownloadsInput!) { reportDownloads(input: $input) { reported } }"


def redeem(client: Client, event: Event, code: str, **more: str) -> Any:
    given = {"publicUrl": event.public_url, "accessCode": code, **more}
    return client.ask(REDEEM, {"input": given}).data["redeemAccessCode"]


def test_a_code_opens_its_photos_and_no_others(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    accessor = api.issue(anna, event, *keys[:2])
    opened = redeem(api.client, event, accessor.access_code.lower())
    album = opened["album"]
    assert (album["eventName"], album["photographer"], album["label"]) == ("Wedding", "anna", "Ben")
    assert [node["filename"] for node in album["photos"]["nodes"]] == ["bride.jpg", "cake.jpg"]
    assert (album["photoCount"], album["totalBytes"]) == (2, len(b"PHOTO bride.jpg") + len(b"PHOTO cake.jpg"))
    seen = api.client.bearing(opened["viewerToken"]).ask(ALBUM).data["album"]
    assert {node["status"] for node in seen["photos"]["nodes"]} == {"READY"}
    assert api.backend.storage.send("GET", seen["photos"]["nodes"][0]["original"]["url"]).body == b"PHOTO bride.jpg"


NAMES = """{ album { photos { nodes { filename thumbnail { filename } original { filename url downloadUrl } } } } }"""


def test_a_photo_named_like_a_program_is_saved_with_a_photo_extension(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """B7: viewers could save a JPEG named `polyglot.hta` or `run.bat` under that name."""
    keys = api.upload(anna, event, "cake.jpg", "photo.jpg.exe", "polyglot.hta")
    viewer = api.as_viewer(event, api.issue(anna, event, *keys))
    photos = viewer.ask(NAMES).data["album"]["photos"]["nodes"]

    assert [photo["original"]["filename"] for photo in photos] == ["cake.jpg", "photo.jpg", "polyglot.jpg"]
    assert photos[2]["thumbnail"]["filename"] == "polyglot-thumbnail.webp"
    for photo in photos:
        for link, how in (("url", "inline"), ("downloadUrl", "attachment")):
            response = api.backend.storage.send("GET", photo["original"][link])
            header = f"{how}; filename*=UTF-8''{photo['original']['filename']}"
            assert response.headers["content-disposition"] == header
    own = annas.ask("query($id: ID!) { event(id: $id) { photos { nodes { filename } } } }", {"id": event.event_id})
    assert [photo["filename"] for photo in own.data["event"]["photos"]["nodes"]] == [key.filename for key in keys]


def test_a_code_for_all_photos_opens_later_ones_too(
    api: ApiUnderTest, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
    api.upload(anna, event, "dance.jpg")
    album = viewer.ask(ALBUM).data["album"]
    assert (album["photoCount"], len(album["photos"]["nodes"])) == (4, 4)


def test_a_revoked_code_ends_open_albums_at_once(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    accessor = api.issue(anna, event, *keys)
    viewer = api.as_viewer(event, accessor)
    assert viewer.ask(ALBUM).data["album"]
    annas.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": accessor.access_code}})
    response = viewer.ask(ALBUM, accept="application/graphql-response+json")
    assert (response.status, response.json["data"]) == (200, {"album": None})
    assert response.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "CODE_REVOKED"}


def test_a_wrong_code_and_an_unknown_event_get_the_same_answer(api: ApiUnderTest, event: Event) -> None:
    refusal: dict[str, Any] = {"album": None, "viewerToken": None, "expiresAt": None}
    refusal |= {"userErrors": [{"code": "INVALID_ACCESS_CODE", "field": ["accessCode"]}]}
    assert redeem(api.client, event, "000000") == refusal
    assert redeem(api.client, event, "not a code at all") == refusal
    unknown = {"input": {"publicUrl": "nobody/nothing", "accessCode": "000000"}}
    assert api.client.ask(REDEEM, unknown).data["redeemAccessCode"] == refusal


def test_forged_forwarding_headers_do_not_evade_the_limit_of_wrong_codes(api: ApiUnderTest, event: Event) -> None:
    given = {"input": {"publicUrl": event.public_url, "accessCode": "000000"}}
    responses = [
        api.client.post({"query": REDEEM, "variables": given}, {"x-forwarded-for": f"198.51.100.{number}"})
        for number in range(6)
    ]
    assert [response.codes for response in responses] == [[]] * 5 + [["RATE_LIMITED"]]
    assert responses[-1].status == 200
    assert responses[-1].json["errors"][0]["extensions"]["retryAfterSeconds"] >= 1
    elsewhere = Client(api.client.handler, address="198.51.100.1")
    assert redeem(elsewhere, event, "000000")["userErrors"][0]["code"] == "INVALID_ACCESS_CODE"


def test_a_viewer_reports_what_was_saved(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    accessor = api.issue(anna, event, *keys[:2])
    viewer = api.as_viewer(event, accessor)
    wanted = [ids.photo_id(key) for key in keys]
    assert viewer.ask(REPORT, {"input": {"photoIds": wanted[:2]}}).data == {"reportDownloads": {"reported": True}}
    assert viewer.ask(REPORT, {"input": {"photoIds": wanted}}).codes == ["NOT_FOUND"]
    assert viewer.ask(REPORT, {"input": {"photoIds": wanted[:1] * 501}}).codes == ["BAD_REQUEST"]
    query = "query($id: ID!) { event(id: $id) { accessors { nodes { downloadCount } } } }"
    (shown,) = annas.ask(query, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
    assert shown == {"downloadCount": 2}


def test_a_link_that_a_scanner_followed_is_not_opened_until_somebody_reports_it(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    accessor = api.issue(anna, event, *keys[:2])
    opened = "query($id: ID!) { event(id: $id) { accessors { nodes { openCount firstOpenedAt lastOpenedAt } } } }"
    query = """mutation($input: RedeemAccessCodeInput!) {
      redeemAccessCode(input: $input) { viewerToken album { photoCount timeZone } } }"""
    given = {"publicUrl": event.public_url, "accessCode": accessor.access_code}
    for _ in range(2):
        redeemed = api.client.ask(query, {"input": {**given, "countsAsOpening": False}}).data["redeemAccessCode"]
        assert redeemed["album"] == {"photoCount": 2, "timeZone": "UTC"}
    (shown,) = annas.ask(opened, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
    assert shown == {"openCount": 0, "firstOpenedAt": None, "lastOpenedAt": None}

    viewer = api.as_viewer(event, accessor)
    assert viewer.ask("mutation { reportOpening { reported } }").data == {"reportOpening": {"reported": True}}
    api.client.ask(query, {"input": given})  # a client that knows nothing of this
    (shown,) = annas.ask(opened, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
    assert shown["openCount"] == 2
    assert shown["firstOpenedAt"]


def test_each_photo_is_read_once_a_request(
    api: ApiUnderTest,
    annas: Client,
    anna: Photographer,
    event: Event,
    keys: list[PhotoKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        api.issue(anna, event, *keys)
    asked: list[list[PhotoKey]] = []
    get_many = api.backend.adapters.photos.get_many

    async def noted(wanted: list[PhotoKey]) -> Any:
        asked.append(list(wanted))
        return await get_many(wanted)

    monkeypatch.setattr(api.backend.adapters.photos, "get_many", noted)
    query = "query($id: ID!) { event(id: $id) { accessors { nodes { photos { nodes { filename } } } } } }"
    accessors = annas.ask(query, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
    assert [len(accessor["photos"]["nodes"]) for accessor in accessors] == [3, 3, 3]
    assert asked == [keys]
    asked.clear()
    viewer = api.as_viewer(event, api.issue(anna, event, *keys))
    asked.clear()
    assert viewer.ask(ALBUM).data["album"]["photoCount"] == 3
    assert sorted(key for wanted in asked for key in wanted) == keys
