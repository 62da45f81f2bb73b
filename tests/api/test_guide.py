"""Runs every operation of `docs/clients.md`, word for word, as an app would."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from domain.uploads import MULTIPART_OVER_BYTES
from tests.api.conftest import ApiUnderTest
from tests.fake_storage import FakeStorage
from tests.in_memory_backend import PASSWORD
from tests.user_journey import operations

EMAIL, NEW_PASSWORD = "anna@example.com", "a whole new passphrase"
BODY = b"PHOTO of a cake\n1234 at 2026-06-20T12:00:00.000 offset None gps None"


class App:
    """An app that follows the guide and records which operations it has run."""

    def __init__(self, api: ApiUnderTest) -> None:
        self.client = api.client
        self.run: set[str] = set()

    def ask(self, name: str, **variables: Any) -> Any:
        self.run.add(name)
        response = self.client.ask(operations()[name], variables)
        (result,) = response.data.values()
        assert not (isinstance(result, dict) and result.get("userErrors")), result
        return result

    def authenticate(self, token: str) -> None:
        self.client = self.client.bearing(token)


def send(storage: FakeStorage, request: dict[str, Any], body: bytes) -> str:
    """Sends one request of a ticket exactly as it is; returns the ETag."""
    headers = {header["name"]: header["value"] for header in request["headers"]}
    response = storage.send(request["method"], request["url"], headers, body)
    assert response.status == 200
    return response.headers["etag"]


def open_account(app: App, api: ApiUnderTest) -> None:
    assert app.ask("WhoMaySignUp") == "OPEN"
    app.ask("SignUp", input={"email": EMAIL, "userName": "anna", "password": PASSWORD})
    assert app.ask("VerifyEmail", input={"token": api.backend.mailed_token(EMAIL)})["user"]["emailVerified"]
    session = app.ask("SignIn", input={"email": EMAIL, "password": PASSWORD})["session"]
    refreshed = app.ask("RefreshSession", input={"refreshToken": session["refreshToken"]})["session"]
    app.authenticate(refreshed["accessToken"])
    assert app.ask("Me")["email"] == EMAIL


def upload(app: App, api: ApiUnderTest, event_id: str) -> list[str]:
    sizes = {"cake.jpg": len(BODY), "large.jpg": MULTIPART_OVER_BYTES + 1}
    files = [{"filename": name, "contentType": "image/jpeg", "sizeBytes": size} for name, size in sizes.items()]
    small, large = app.ask("RequestUploads", input={"eventId": event_id, "files": files})["tickets"]
    storage = api.backend.storage
    send(storage, small["requests"][0], BODY)
    parts = [
        {"partNumber": request["partNumber"], "etag": send(storage, request, bytes(request["sizeBytes"]))}
        for request in large["requests"]
    ]
    given = {"photoId": large["photo"]["id"], "uploadId": large["uploadId"], "parts": parts}
    assert app.ask("CompleteUpload", input=given)["photo"]["filename"] == "large.jpg"
    api.process_uploads()
    return [small["photo"]["id"], large["photo"]["id"]]


def correct_the_clock(app: App, event_id: str) -> None:
    (camera,) = app.ask("Cameras", id=event_id)["cameras"]
    assert camera["photoCount"] == 1
    app.ask("UpdateCamera", input={"eventId": event_id, "cameraId": camera["id"], "offsetSeconds": 37})
    assert app.ask("Cameras", id=event_id)["cameras"][0]["offsetSeconds"] == 37
    shown = app.ask("CameraPhotos", id=event_id, cameraId=camera["id"])["camera"]
    assert [photo["takenAt"] for photo in shown["photos"]["nodes"]] == ["2026-06-20T12:00:37.000Z"]


def give_codes(app: App, event_id: str, cake: str) -> dict[str, Any]:
    issued = app.ask("IssueAccessCode", input={"eventId": event_id, "photoIds": [], "label": "Ben"})["accessor"]
    many = app.ask("IssueAccessCodes", input={"eventId": event_id, "labels": ["", "Clara"]})["accessors"]
    changed = {"eventId": event_id, "accessCode": issued["accessCode"], "addPhotoIds": [cake]}
    accessor = app.ask("UpdateAccessCode", input=changed)["accessor"]
    assert [photo["id"] for photo in accessor["photos"]["nodes"]] == [cake]
    listed = {photo["id"]: photo["accessors"] for photo in app.ask("CodesOfPhotos", id=event_id)["photos"]["nodes"]}
    assert [code["label"] for code in listed[cake]] == ["Ben"]
    revoked = {"eventId": event_id, "accessCode": many[0]["accessCode"]}
    assert app.ask("RevokeAccessCode", input=revoked)["deletedIds"] == [many[0]["accessCode"]]
    page = app.ask("EventPage", id=event_id)
    assert {each["accessCode"] for each in page["accessors"]["nodes"]} == {
        issued["accessCode"],
        many[1]["accessCode"],
    }
    return dict(issued)


def sort_by_cards(app: App, event_id: str, cake: str) -> None:
    """Gives the cake to Clara too, and takes it back."""
    codes = app.ask("EventPage", id=event_id)["accessors"]["nodes"]
    clara = next(each["accessCode"] for each in codes if each["label"] == "Clara")
    assign = {"assign": {"photoIds": [cake], "accessCodes": [clara]}}
    changed = app.ask("ChangeSorting", input={"eventId": event_id, "changes": [assign]})
    assert [each["release"] for each in changed["undo"]] == [{"photoIds": [cake]}]
    sorting = app.ask("Sorting", id=event_id)["sorting"]
    assert (sorting["version"], sorting["nextPublication"]["photoCount"]) == (changed["sorting"]["version"], 1)
    given = {"eventId": event_id, "version": sorting["version"]}
    publication = app.ask("PublishSorting", input=given)["publication"]
    assert (publication["accessCodeCount"], publication["photoCount"]) == (1, 1)
    undone = app.ask("UndoPublication", input={"eventId": event_id, "publicationId": publication["id"]})["publication"]
    assert undone["undoneAt"]


def download_everything(app: App, api: ApiUnderTest) -> None:
    asked = app.ask("RequestArchive", input={})["archive"]
    assert (asked["status"], asked["url"]) == ("PENDING", None)
    api.do_jobs()
    ready = app.ask("Archive", id=asked["id"])
    assert (ready["status"], ready["progress"], ready["photoCount"]) == ("READY", 1, 1)
    saved = api.backend.storage.send("GET", ready["url"])
    assert len(saved.body) == asked["sizeBytes"]
    assert zipfile.ZipFile(io.BytesIO(saved.body)).read("cake.jpg") == BODY


def test_every_operation_of_the_guide_works(api: ApiUnderTest) -> None:
    app = App(api)
    open_account(app, api)
    event = app.ask("CreateEvent", input={"name": "Wedding"})["event"]
    app.ask("UpdateEvent", input={"eventId": event["id"], "name": "The wedding"})
    assert [each["name"] for each in app.ask("Events", first=10)["events"]["nodes"]] == ["The wedding"]
    cake, large = upload(app, api, event["id"])
    statuses = {photo["id"]: photo["status"] for photo in app.ask("EventPage", id=event["id"])["photos"]["nodes"]}
    assert statuses == {cake: "READY", large: "REJECTED"}
    correct_the_clock(app, event["id"])
    accessor = give_codes(app, event["id"], cake)
    sort_by_cards(app, event["id"], cake)
    photographer = app.client
    link, _, fragment = accessor["url"].partition("#")
    code, _, link_key = fragment.partition(".")
    assert link.endswith(f"/{event['publicUrl']}")
    given = {"publicUrl": event["publicUrl"], "accessCode": code, "linkKey": link_key}
    redeemed = app.ask("RedeemAccessCode", input=given)
    assert (redeemed["album"]["photoCount"], redeemed["album"]["totalBytes"]) == (1, len(BODY))
    app.authenticate(redeemed["viewerToken"])
    (photo,) = app.ask("Album", first=10)["photos"]["nodes"]
    saved = api.backend.storage.send("GET", photo["original"]["downloadUrl"])
    assert saved.body == BODY
    assert app.ask("ReportOpening")["reported"]
    assert app.ask("PhotoLinks", id=photo["id"])["original"] == {
        name: photo["original"][name] for name in ("filename", "url", "downloadUrl")
    }
    assert app.ask("ReportDownloads", input={"photoIds": [photo["id"]]})["reported"]
    download_everything(app, api)
    app.client = photographer
    assert app.ask("DeletePhotos", input={"eventId": event["id"], "photoIds": [cake]})["deletedIds"] == [cake]
    assert app.ask("DeleteEvent", input={"eventId": event["id"]})["deletedIds"] == [event["id"]]
    assert app.ask("SignOut")["signedOut"]
    app.authenticate(app.ask("SignIn", input={"email": EMAIL, "password": PASSWORD})["session"]["accessToken"])
    given = {"password": PASSWORD, "newPassword": NEW_PASSWORD}
    app.authenticate(app.ask("ChangePassword", input=given)["session"]["accessToken"])
    assert app.ask("DeleteAccount", input={"password": NEW_PASSWORD})["deletedIds"]
    api.finish_deletion()
    assert not (api.backend.tables.users or api.backend.storage.originals or api.backend.storage.derived)
    assert app.run == set(operations())


def test_an_unknown_persisted_query_and_an_ended_session_have_status_200(api: ApiUnderTest) -> None:
    query = operations()["Me"]
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}}
    for accept in ("application/json", "application/graphql-response+json"):
        missed = api.client.post({"extensions": persisted}, {"accept": accept})
        assert (missed.status, missed.codes) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
    assert api.client.post({"query": query, "extensions": persisted}).data == {"me": None}
    assert api.client.post({"extensions": persisted}).data == {"me": None}
    ended = api.as_photographer(api.photographer())
    api.backend.clock.forward(minutes=15)
    for accept in ("application/json", "application/graphql-response+json"):
        response = ended.ask(query, None, accept=accept)
        assert (response.status, response.codes) == (200, ["UNAUTHENTICATED"])
        assert json.loads(response.body)["errors"][0]["extensions"]["reason"] == "TOKEN_EXPIRED"
