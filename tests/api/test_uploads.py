"""Uploads, called by the handler: from the ticket to the READY photo."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey, PhotoStatus
from schema import ids
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.fake_storage import StorageResponse

PHOTO = """id filename status rejection contentType sizeBytes width height takenAt uploadedAt placeholder
  thumbnail { url downloadUrl contentType width height sizeBytes } preview { url } original { url sizeBytes }"""
UPLOAD = f"""mutation($input: RequestUploadsInput!) {{ requestUploads(input: $input) {{
  tickets {{ alreadyUploaded uploadId expiresAt photo {{ {PHOTO} }}
             storedParts {{ partNumber etag sizeBytes }}
             requests {{ method url headers {{ name value }} partNumber offset sizeBytes }} }}
  userErrors {{ code field }} }} }}"""
COMPLETE = f"""mutation($input: CompleteUploadInput!) {{ completeUpload(input: $input) {{
  photo {{ {PHOTO} }} userErrors {{ code field }} }} }}"""


def file(filename: str, size_bytes: int = 5) -> dict[str, Any]:
    return {"filename": filename, "contentType": "image/jpeg", "sizeBytes": size_bytes}


def test_a_photo_is_uploaded_and_becomes_ready(api: ApiUnderTest, annas: Client, event: Event) -> None:
    body = b"PHOTO bride"
    sha256 = b64encode(hashlib.sha256(body).digest()).decode()
    given = {"eventId": event.event_id, "files": [file("bride.jpg", len(body)) | {"sha256": sha256}]}
    (ticket,) = annas.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
    (request,) = ticket["requests"]
    assert (ticket["alreadyUploaded"], ticket["uploadId"], request["partNumber"]) == (False, None, None)
    assert (request["offset"], request["sizeBytes"], ticket["photo"]["status"]) == (0, len(body), "UPLOADING")
    assert [ticket["photo"][name] for name in ("thumbnail", "preview", "original", "width")] == [None] * 4
    headers = {header["name"]: header["value"] for header in request["headers"]}
    assert api.backend.storage.send(request["method"], request["url"], headers, body).status == 200
    key = ids.photo_key(ticket["photo"]["id"])
    run(api.backend.upload_processor.process(f"{event.user_id}/{key.event_id}/{key.filename}"))
    (photo,) = photos_of(annas, event)
    assert (photo["status"], photo["filename"], photo["sizeBytes"]) == ("READY", "bride.jpg", len(body))
    assert api.backend.storage.send("GET", photo["original"]["url"]).body == body
    shown = api.backend.storage.send("GET", photo["thumbnail"]["downloadUrl"])
    assert len(shown.body) == photo["thumbnail"]["sizeBytes"]
    assert shown.headers["content-disposition"].startswith("attachment")
    (again,) = annas.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
    assert (again["alreadyUploaded"], again["requests"], again["expiresAt"]) == (True, [], None)
    assert again["photo"] == photo


def test_the_original_is_available_while_it_is_processed(
    api: ApiUnderTest, annas: Client, event: Event, keys: list[PhotoKey]
) -> None:
    photos = api.backend.tables.photos
    photos[keys[0]] = photos[keys[0]].model_copy(update={"status": PhotoStatus.PROCESSING})
    photos[keys[1]] = photos[keys[1]].model_copy(update={"status": PhotoStatus.REJECTED, "rejection": "No photo."})
    bride, cake, rings = photos_of(annas, event)
    assert bride["original"] and bride["thumbnail"] is None
    assert (cake["original"], cake["thumbnail"], cake["rejection"]) == (None, None, "No photo.")
    assert rings["original"] and rings["thumbnail"] and rings["preview"]


def test_no_signed_url_outlives_the_event(
    api: ApiUnderTest, anna: Photographer, event: Event, keys: list[PhotoKey]
) -> None:
    api.backend.clock.now = event.expires_at
    api.backend.clock.forward(minutes=-5)
    url = photos_of(api.as_photographer(anna), event)[0]["original"]["url"]
    assert api.backend.storage.send("GET", url).status == 200
    api.backend.clock.now = event.expires_at
    assert api.backend.storage.send("GET", url).status == 403


def test_a_large_file_is_uploaded_in_parts(annas: Client, event: Event) -> None:
    size_bytes = 150 * 1024 * 1024
    given = {"eventId": event.event_id, "files": [file("wall.jpg", size_bytes)]}
    (ticket,) = annas.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
    offsets = [request["offset"] for request in ticket["requests"]]
    assert [request["partNumber"] for request in ticket["requests"]] == list(range(1, len(offsets) + 1))
    assert sum(request["sizeBytes"] for request in ticket["requests"]) == size_bytes
    done = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": []}
    response = annas.ask(COMPLETE, {"input": done}).data["completeUpload"]
    assert response == {"photo": None, "userErrors": [{"code": "INVALID_INPUT", "field": ["parts"]}]}


LARGE_BYTES = 150 * 1024 * 1024


def request_tickets(client: Client, event: Event, *filenames: str) -> list[Any]:
    """Tickets for large files, which are uploaded in parts."""
    given = {"eventId": event.event_id, "files": [file(name, LARGE_BYTES) for name in filenames]}
    tickets: list[Any] = client.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
    return tickets


def send_part(api: ApiUnderTest, request: Any, body: bytes) -> StorageResponse:
    headers = {header["name"]: header["value"] for header in request["headers"]}
    return api.backend.storage.send(request["method"], request["url"], headers, body)


def test_deleting_a_video_does_not_abort_the_upload_of_one_with_a_longer_name(
    api: ApiUnderTest, annas: Client, event: Event
) -> None:
    """B9: the key was used as a prefix, so deleting MVI_1 aborted the upload of MVI_10."""
    first, tenth = request_tickets(annas, event, "MVI_1", "MVI_10")
    delete = "mutation($input: DeletePhotosInput!) { deletePhotos(input: $input) { deletedIds } }"
    annas.ask(delete, {"input": {"eventId": event.event_id, "photoIds": [first["photo"]["id"]]}})
    api.do_jobs()

    part = b"x" * tenth["requests"][0]["sizeBytes"]
    assert send_part(api, tenth["requests"][0], part).status == 200
    (again,) = request_tickets(annas, event, "MVI_10")
    assert (again["uploadId"], again["photo"]["id"]) == (tenth["uploadId"], tenth["photo"]["id"])


def test_a_new_ticket_for_a_swept_upload_starts_a_new_upload(api: ApiUnderTest, annas: Client, event: Event) -> None:
    """B9: a repeated request returned the id of an upload that no longer existed."""
    (before,) = request_tickets(annas, event, "MVI_10")
    api.backend.storage.sweep_uploads()
    part = b"x" * before["requests"][0]["sizeBytes"]
    assert send_part(api, before["requests"][0], part).status == 404
    (after,) = request_tickets(annas, event, "MVI_10")

    assert (after["photo"]["id"], after["photo"]["filename"]) == (before["photo"]["id"], "MVI_10")
    assert after["uploadId"] != before["uploadId"]
    assert send_part(api, after["requests"][0], part).status == 200
    (third,) = request_tickets(annas, event, "MVI_10")
    assert third["uploadId"] == after["uploadId"]
    done = {"photoId": before["photo"]["id"], "uploadId": before["uploadId"], "parts": []}
    response = annas.ask(COMPLETE, {"input": done}).data["completeUpload"]
    assert response["userErrors"] == [{"code": "INVALID_INPUT", "field": ["uploadId"]}]


def test_an_upload_goes_on_with_the_parts_that_storage_has(api: ApiUnderTest, annas: Client, event: Event) -> None:
    (ticket,) = request_tickets(annas, event, "film.jpg")
    assert ticket["storedParts"] == []
    requests, bodies = ticket["requests"], [bytes([n]) * r["sizeBytes"] for n, r in enumerate(ticket["requests"])]
    for request, body in list(zip(requests, bodies, strict=True))[::2]:
        assert send_part(api, request, body).status == 200
    (again,) = request_tickets(annas, event, "film.jpg")
    assert [part["partNumber"] for part in again["storedParts"]] == [r["partNumber"] for r in requests[::2]]
    assert len(again["requests"]) == len(requests)
    parts = {part["partNumber"]: part["etag"] for part in again["storedParts"]}
    for request, body in zip(again["requests"], bodies, strict=True):
        if request["partNumber"] not in parts:
            parts[request["partNumber"]] = send_part(api, request, body).headers["etag"]

    done = [{"partNumber": number, "etag": etag} for number, etag in parts.items()]
    given = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": done}
    assert annas.ask(COMPLETE, {"input": given}).data["completeUpload"]["userErrors"] == []
    assert next(iter(api.backend.storage.originals.values())).body == b"".join(bodies)


def test_requests_for_the_background_live_for_a_day_and_not_longer_than_the_event(
    api: ApiUnderTest, anna: Photographer, annas: Client, event: Event
) -> None:
    given = {"eventId": event.event_id, "files": [file("a.jpg")], "validForSeconds": 86400}
    (ticket,) = annas.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
    assert ticket["expiresAt"] == "2026-06-02T12:00:00.000Z"
    api.backend.clock.forward(hours=23, minutes=59)
    assert send_part(api, ticket["requests"][0], b"PHOTO").status == 200
    api.backend.clock.forward(days=5, hours=12)
    annas = api.as_photographer(anna)
    (last,) = annas.ask(UPLOAD, {"input": given | {"files": [file("b.jpg")]}}).data["requestUploads"]["tickets"]
    assert last["expiresAt"] == "2026-06-08T12:00:00.000Z"
    for seconds in (899, 86401, -1):
        wrong = annas.ask(UPLOAD, {"input": given | {"validForSeconds": seconds}}).data["requestUploads"]
        assert wrong == {
            "tickets": None,
            "userErrors": [{"code": "INVALID_INPUT", "field": ["validForSeconds"]}],
        }


def test_a_name_stays_taken_while_a_long_ticket_of_a_deleted_photo_is_valid(
    api: ApiUnderTest, anna: Photographer, annas: Client, event: Event
) -> None:
    short = {"eventId": event.event_id, "files": [file("a.jpg")]}
    annas.ask(UPLOAD, {"input": short})
    api.backend.clock.forward(minutes=10)
    (ticket,) = annas.ask(UPLOAD, {"input": short | {"validForSeconds": 86400}}).data["requestUploads"]["tickets"]
    delete = "mutation($input: DeletePhotosInput!) { deletePhotos(input: $input) { deletedIds } }"
    annas.ask(delete, {"input": {"eventId": event.event_id, "photoIds": [ticket["photo"]["id"]]}})
    for hours, filename in ((12, "a (2).jpg"), (13, "a.jpg")):
        api.do_jobs()
        api.backend.clock.forward(hours=hours)
        api.finish_deletion()
        annas = api.as_photographer(anna)
        (other,) = annas.ask(UPLOAD, {"input": short}).data["requestUploads"]["tickets"]
        assert other["photo"]["filename"] == filename


def test_an_uploaded_video_that_waits_for_the_worker_is_not_uploaded_again(
    api: ApiUnderTest, annas: Client, event: Event
) -> None:
    """B9: the multipart upload no longer exists because it is completed."""
    (ticket,) = request_tickets(annas, event, "MVI_10")
    api.backend.storage.sweep_uploads()
    key = ids.photo_key(ticket["photo"]["id"])
    api.backend.store(f"{event.user_id}/{key.event_id}/{key.filename}", bytes(LARGE_BYTES))
    (again,) = request_tickets(annas, event, "MVI_10")

    assert (again["alreadyUploaded"], again["requests"]) == (True, [])
    assert again["uploadId"] == ticket["uploadId"]


@pytest.mark.parametrize("size_bytes", [-1, 2**53, 1.5, "5", True, None, 10**40])
def test_a_byte_count_is_an_integer_up_to_2_to_the_53(annas: Client, event: Event, size_bytes: object) -> None:
    given = {"eventId": event.event_id, "files": [file("a.jpg") | {"sizeBytes": size_bytes}]}
    assert annas.ask(UPLOAD, {"input": given}).codes == ["BAD_REQUEST"]
    literal = f'{{filename: "a", contentType: "b", sizeBytes: {"9" * 5000}}}'
    query = f'mutation {{ requestUploads(input: {{eventId: "x", files: [{literal}]}}) {{ tickets {{ uploadId }} }} }}'
    assert annas.ask(query).codes == ["BAD_REQUEST"]


def photos_of(client: Client, event: Event) -> Any:
    query = f"query($id: ID!) {{ event(id: $id) {{ photos {{ nodes {{ {PHOTO} }} }} }} }}"
    return client.ask(query, {"id": event.event_id}).data["event"]["photos"]["nodes"]
