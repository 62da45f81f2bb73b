"""Access codes, called by the handler."""

from __future__ import annotations

import pytest

from domain.models import Event, PhotoKey
from schema import ids
from tests.api_gateway_events import Client

CODE = "accessor { accessCode label url allPhotos photoCount photos { nodes { filename } } } userErrors { code field }"
ISSUE = f"mutation($input: IssueAccessCodeInput!) {{ issueAccessCode(input: $input) {{ {CODE} }} }}"
UPDATE = f"mutation($input: UpdateAccessCodeInput!) {{ updateAccessCode(input: $input) {{ {CODE} }} }}"
REVOKE = "mutation($input: RevokeAccessCodeInput!) { revokeAccessCode(input: $input) { deletedIds } }"


def test_a_code_is_issued_changed_and_revoked(annas: Client, event: Event, keys: list[PhotoKey]) -> None:
    bride, cake, rings = (ids.photo_id(key) for key in keys)
    given = {"eventId": event.event_id, "photoIds": [bride, cake], "label": "Ben"}
    issued = annas.ask(ISSUE, {"input": given}).data["issueAccessCode"]["accessor"]
    code = issued["accessCode"]
    assert (issued["label"], issued["photoCount"], issued["allPhotos"]) == ("Ben", 2, False)
    assert issued["url"].startswith(f"https://imgsh.example/{event.public_url}#{code}.")
    given = {"eventId": event.event_id, "accessCode": code, "label": "", "addPhotoIds": [rings]}
    changed = annas.ask(UPDATE, {"input": given | {"removePhotoIds": [bride]}}).data["updateAccessCode"]["accessor"]
    assert (changed["label"], [node["filename"] for node in changed["photos"]["nodes"]]) == (
        None,
        ["cake.jpg", "rings.jpg"],
    )
    kept = annas.ask(UPDATE, {"input": {"eventId": event.event_id, "accessCode": code}})
    assert kept.data["updateAccessCode"]["accessor"] == changed
    response = annas.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": code}})
    assert response.data == {"revokeAccessCode": {"deletedIds": [code]}}
    assert annas.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": code}}).codes == ["NOT_FOUND"]


def test_many_codes_come_in_the_order_of_their_labels(annas: Client, event: Event) -> None:
    mutation = """mutation($input: IssueAccessCodesInput!) {
      issueAccessCodes(input: $input) { accessors { label accessCode } userErrors { code field } } }"""
    labels = ["Zoe", "", "Anna", "Anna"]
    response = annas.ask(mutation, {"input": {"eventId": event.event_id, "labels": labels}})
    accessors = response.data["issueAccessCodes"]["accessors"]
    assert [accessor["label"] for accessor in accessors] == ["Zoe", None, "Anna", "Anna"]
    none = annas.ask(mutation, {"input": {"eventId": event.event_id, "labels": []}}).data["issueAccessCodes"]
    assert none == {"accessors": None, "userErrors": [{"code": "INVALID_INPUT", "field": ["labels"]}]}


@pytest.mark.parametrize("photo_id", ["", "x", "%%%", "a" * 100_000, "AAAA", "_" * 30])
def test_an_invalid_photo_id_is_not_found(annas: Client, event: Event, photo_id: str) -> None:
    given = {"eventId": event.event_id, "photoIds": [photo_id]}
    response = annas.ask(ISSUE, {"input": given})
    assert (response.status, response.codes) == (200, ["NOT_FOUND"])


def test_a_photo_id_is_opaque_and_stable(keys: list[PhotoKey]) -> None:
    assert [ids.photo_key(ids.photo_id(key)) for key in keys] == keys
