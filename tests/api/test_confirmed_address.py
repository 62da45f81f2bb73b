"""Uploads and originals require a confirmed e-mail address (issue 11, C11)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey
from schema.ids import archive_word, photo_id
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

FILE = {"filename": "a.jpg", "contentType": "image/jpeg", "sizeBytes": 9}
LARGE = {**FILE, "filename": "large.jpg", "sizeBytes": 101 * 1024 * 1024}
UPLOAD = """mutation ($input: RequestUploadsInput!) {
  requestUploads(input: $input) { tickets { photo { id } uploadId requests { url } } userErrors { code } }
}"""
COMPLETE = """mutation ($input: CompleteUploadInput!) {
  completeUpload(input: $input) { photo { id } userErrors { code } }
}"""
ARCHIVE = """mutation ($input: RequestArchiveInput!) {
  requestArchive(input: $input) { archive { id } userErrors { code } }
}"""
ORIGINALS = """query ($id: ID!) { event(id: $id) {
  photos { nodes { thumbnail { url } preview { url } original { url downloadUrl } } }
  accessors { nodes { photos { nodes { original { url downloadUrl } } } } }
} }"""
NOT_VERIFIED = [{"code": "EMAIL_NOT_VERIFIED"}]


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    """Signed in, with an unconfirmed address."""
    return run(api.backend.photographer("anna", verified=False))


def confirm(api: ApiUnderTest) -> None:
    run(api.backend.service.accounts.verify_email(api.backend.mailed_token("anna@example.com")))


def unconfirm(api: ApiUnderTest) -> None:
    """The state of accounts with uploads from before they required a confirmed address."""
    users = api.backend.tables.users
    users["anna@example.com"] = users["anna@example.com"].model_copy(update={"email_verified": False})


def ask(client: Client, query: str, **given: Any) -> Any:
    (payload,) = client.ask(query, {"input": given}).data.values()
    return payload


def test_an_event_can_be_created_before_the_address_is_confirmed(api: ApiUnderTest, annas: Client) -> None:
    creation = 'mutation { createEvent(input: {name: "Wedding"}) { event { id } userErrors { code } } }'
    assert annas.ask(creation).data["createEvent"]["event"]


@pytest.mark.parametrize("file", [FILE, LARGE], ids=["one request", "parts"])
def test_no_upload_is_signed_until_the_address_is_confirmed(
    api: ApiUnderTest, annas: Client, event: Event, file: dict[str, object]
) -> None:
    given = {"eventId": event.event_id, "files": [file]}
    assert ask(annas, UPLOAD, **given) == {"tickets": None, "userErrors": NOT_VERIFIED}
    assert api.backend.tables.photos == {}
    confirm(api)
    assert ask(annas, UPLOAD, **given)["tickets"]


def test_a_started_upload_can_not_be_completed(api: ApiUnderTest, annas: Client, event: Event) -> None:
    confirm(api)
    (ticket,) = ask(annas, UPLOAD, eventId=event.event_id, files=[LARGE])["tickets"]
    unconfirm(api)
    given = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": []}
    assert ask(annas, COMPLETE, **given) == {"photo": None, "userErrors": NOT_VERIFIED}


def test_nobody_gets_originals(api: ApiUnderTest, anna: Photographer, annas: Client, event: Event) -> None:
    confirm(api)
    (key,) = api.upload(anna, event, "a.jpg")
    api.issue(anna, event, key)
    archive = run(api.backend.service.archives.of_event(anna, event.event_id, None)).archive
    archive_id = archive_word(event.event_id, archive.archive_id)
    api.do_jobs()

    def originals() -> tuple[Any, Any, Any]:
        shown = annas.ask(ORIGINALS, {"id": event.event_id}).data["event"]
        (photo,), (accessor,) = shown["photos"]["nodes"], shown["accessors"]["nodes"]
        assert photo["thumbnail"]["url"]
        assert photo["preview"]["url"]
        (through_code,) = accessor["photos"]["nodes"]
        found = annas.ask("query ($id: ID!) { archive(id: $id) { url } }", {"id": archive_id}).data["archive"]
        return photo["original"], through_code["original"], found

    assert all(originals())
    unconfirm(api)
    assert originals() == (None, None, None)
    assert ask(annas, ARCHIVE, eventId=event.event_id) == {"archive": None, "userErrors": NOT_VERIFIED}
    some = [photo_id(PhotoKey(event.event_id, "a.jpg"))]
    assert ask(annas, ARCHIVE, eventId=event.event_id, photoIds=some)["userErrors"] == NOT_VERIFIED
