"""What photographers and viewers do, end to end at the handler."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey, PhotoStatus
from schema import ids
from tests.api.conftest import House
from tests.gateway import Client, run
from tests.world import some_id

PHOTO = """id filename status rejection contentType sizeBytes width height takenAt uploadedAt placeholder
  thumbnail { url downloadUrl contentType width height sizeBytes } preview { url } original { url sizeBytes }"""
UPLOAD = f"""mutation($input: RequestUploadsInput!) {{ requestUploads(input: $input) {{
  tickets {{ alreadyUploaded uploadId expiresAt photo {{ {PHOTO} }}
             requests {{ method url headers {{ name value }} partNumber offset sizeBytes }} }}
  userErrors {{ code field }} }} }}"""
COMPLETE = f"""mutation($input: CompleteUploadInput!) {{ completeUpload(input: $input) {{
  photo {{ {PHOTO} }} userErrors {{ code field }} }} }}"""
CODE = "accessor { accessCode label url allPhotos photoCount photos { nodes { filename } } } userErrors { code field }"
ISSUE = f"mutation($input: IssueAccessCodeInput!) {{ issueAccessCode(input: $input) {{ {CODE} }} }}"
UPDATE = f"mutation($input: UpdateAccessCodeInput!) {{ updateAccessCode(input: $input) {{ {CODE} }} }}"
REVOKE = "mutation($input: RevokeAccessCodeInput!) { revokeAccessCode(input: $input) { deletedIds } }"
REDEEM = """mutation($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) {
  album { eventName photographer label photoCount totalBytes photos { nodes { filename } } } viewerToken expiresAt
  userErrors { code field } } }"""
ALBUM = f"{{ album {{ label photoCount totalBytes photos {{ nodes {{ {PHOTO} }} }} }} }}"
REPORT = "mutation($input: ReportDownloadsInput!) { reportDownloads(input: $input) { reported } }"


@pytest.fixture
def anna(house: House) -> Photographer:
    return house.photographer("anna")


@pytest.fixture
def event(house: House, anna: Photographer) -> Event:
    return house.event(anna)


@pytest.fixture
def client(house: House, anna: Photographer) -> Client:
    return house.as_photographer(anna)


@pytest.fixture
def keys(house: House, anna: Photographer, event: Event) -> list[PhotoKey]:
    return house.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")


def redeem(client: Client, event: Event, code: str, **more: str) -> Any:
    given = {"publicUrl": event.public_url, "accessCode": code, **more}
    return client.ask(REDEEM, {"input": given}).data["redeemAccessCode"]


def file(filename: str, size_bytes: int = 5) -> dict[str, Any]:
    return {"filename": filename, "contentType": "image/jpeg", "sizeBytes": size_bytes}


class TestEvents:
    def test_an_event_is_created_renamed_and_read(self, client: Client) -> None:
        payload = "event { id name publicUrl creationDate createdAt secondsToLive expiresAt } userErrors { code }"
        created = client.ask(f'mutation {{ createEvent(input: {{name: "Anna & Ben"}}) {{ {payload} }} }}')
        event = created.data["createEvent"]["event"]
        assert event | {"id": ""} == {
            "id": "",
            "name": "Anna & Ben",
            "publicUrl": "anna/anna_ben",
            "creationDate": "2026-06-01",
            "createdAt": "2026-06-01T12:00:00.000Z",
            "secondsToLive": 604800,
            "expiresAt": "2026-06-08T12:00:00.000Z",
        }
        update = f"mutation($input: UpdateEventInput!) {{ updateEvent(input: $input) {{ {payload} }} }}"
        changed = client.ask(update, {"input": {"eventId": event["id"], "name": "Ben & Anna", "secondsToLive": None}})
        assert changed.data["updateEvent"]["event"] == event | {"name": "Ben & Anna"}
        query = "query($id: ID!) { event(id: $id) { name photoCount totalBytes } }"
        assert client.ask(query, {"id": event["id"]}).data["event"]["name"] == "Ben & Anna"

    def test_an_event_that_is_over_is_gone_on_the_second(self, house: House, anna: Photographer, event: Event) -> None:
        query = "query($id: ID!) { event(id: $id) { name } me { events { nodes { name } } } }"
        house.world.clock.now = event.expires_at
        answer = house.as_photographer(anna).ask(query, {"id": event.event_id})
        assert answer.data == {"event": None, "me": {"events": {"nodes": []}}}
        update = "mutation($input: UpdateEventInput!) { updateEvent(input: $input) { userErrors { code field } } }"
        late = house.as_photographer(anna).ask(update, {"input": {"eventId": event.event_id, "name": "x"}})
        assert late.data["updateEvent"]["userErrors"] == [{"code": "EVENT_EXPIRED", "field": ["eventId"]}]

    @pytest.mark.parametrize("id", ["x", "", some_id(7), some_id(7).upper() + "A", "../" * 20])
    def test_what_is_no_event_of_ones_own_is_null(self, client: Client, id: str) -> None:
        assert client.ask("query($id: ID!) { event(id: $id) { name } }", {"id": id}).data == {"event": None}


class TestUploads:
    def test_a_photo_goes_from_its_ticket_to_ready(self, house: House, client: Client, event: Event) -> None:
        body = b"PHOTO bride"
        sha256 = b64encode(hashlib.sha256(body).digest()).decode()
        given = {"eventId": event.event_id, "files": [file("bride.jpg", len(body)) | {"sha256": sha256}]}
        (ticket,) = client.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
        (request,) = ticket["requests"]
        assert (ticket["alreadyUploaded"], ticket["uploadId"], request["partNumber"]) == (False, None, None)
        assert (request["offset"], request["sizeBytes"], ticket["photo"]["status"]) == (0, len(body), "UPLOADING")
        assert [ticket["photo"][name] for name in ("thumbnail", "preview", "original", "width")] == [None] * 4
        headers = {header["name"]: header["value"] for header in request["headers"]}
        assert house.world.storage.send(request["method"], request["url"], headers, body).status == 200
        key = ids.photo_key(ticket["photo"]["id"])
        run(house.world.arrivals.arrived(f"{event.user_id}/{key.event_id}/{key.filename}"))
        (photo,) = self.photos(client, event)
        assert (photo["status"], photo["filename"], photo["sizeBytes"]) == ("READY", "bride.jpg", len(body))
        assert house.world.storage.send("GET", photo["original"]["url"]).body == body
        shown = house.world.storage.send("GET", photo["thumbnail"]["downloadUrl"])
        assert len(shown.body) == photo["thumbnail"]["sizeBytes"]
        assert shown.headers["content-disposition"].startswith("attachment")
        (again,) = client.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
        assert (again["alreadyUploaded"], again["requests"], again["expiresAt"]) == (True, [], None)
        assert again["photo"] == photo

    def test_the_original_can_be_seen_while_it_is_processed(
        self, house: House, client: Client, event: Event, keys: list[PhotoKey]
    ) -> None:
        photos = house.world.tables.photos
        photos[keys[0]] = photos[keys[0]].model_copy(update={"status": PhotoStatus.PROCESSING})
        photos[keys[1]] = photos[keys[1]].model_copy(update={"status": PhotoStatus.REJECTED, "rejection": "No photo."})
        bride, cake, rings = self.photos(client, event)
        assert bride["original"] and bride["thumbnail"] is None
        assert (cake["original"], cake["thumbnail"], cake["rejection"]) == (None, None, "No photo.")
        assert rings["original"] and rings["thumbnail"] and rings["preview"]

    def test_no_signed_address_outlives_the_event(
        self, house: House, anna: Photographer, event: Event, keys: list[PhotoKey]
    ) -> None:
        house.world.clock.now = event.expires_at
        house.world.clock.forward(minutes=-5)
        url = self.photos(house.as_photographer(anna), event)[0]["original"]["url"]
        assert house.world.storage.send("GET", url).status == 200
        house.world.clock.now = event.expires_at
        assert house.world.storage.send("GET", url).status == 403

    def test_a_large_file_goes_in_parts(self, client: Client, event: Event) -> None:
        size_bytes = 150 * 1024 * 1024
        given = {"eventId": event.event_id, "files": [file("wall.jpg", size_bytes)]}
        (ticket,) = client.ask(UPLOAD, {"input": given}).data["requestUploads"]["tickets"]
        offsets = [request["offset"] for request in ticket["requests"]]
        assert [request["partNumber"] for request in ticket["requests"]] == list(range(1, len(offsets) + 1))
        assert sum(request["sizeBytes"] for request in ticket["requests"]) == size_bytes
        done = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": []}
        answer = client.ask(COMPLETE, {"input": done}).data["completeUpload"]
        assert answer == {"photo": None, "userErrors": [{"code": "INVALID_INPUT", "field": ["parts"]}]}

    @pytest.mark.parametrize("size_bytes", [-1, 2**53, 1.5, "5", True, None, 10**40])
    def test_a_byte_count_is_a_whole_number_that_every_client_can_hold(
        self, client: Client, event: Event, size_bytes: object
    ) -> None:
        given = {"eventId": event.event_id, "files": [file("a.jpg") | {"sizeBytes": size_bytes}]}
        assert client.ask(UPLOAD, {"input": given}).codes == ["BAD_REQUEST"]
        literal = f'{{filename: "a", contentType: "b", sizeBytes: {"9" * 5000}}}'
        query = (
            f'mutation {{ requestUploads(input: {{eventId: "x", files: [{literal}]}}) {{ tickets {{ uploadId }} }} }}'
        )
        assert client.ask(query).codes == ["BAD_REQUEST"]

    def photos(self, client: Client, event: Event) -> Any:
        query = f"query($id: ID!) {{ event(id: $id) {{ photos {{ nodes {{ {PHOTO} }} }} }} }}"
        return client.ask(query, {"id": event.event_id}).data["event"]["photos"]["nodes"]


class TestAccessCodes:
    def test_a_code_is_issued_changed_and_revoked(self, client: Client, event: Event, keys: list[PhotoKey]) -> None:
        bride, cake, rings = (ids.photo_id(key) for key in keys)
        given = {"eventId": event.event_id, "photoIds": [bride, cake], "label": "Ben"}
        issued = client.ask(ISSUE, {"input": given}).data["issueAccessCode"]["accessor"]
        code = issued["accessCode"]
        assert (issued["label"], issued["photoCount"], issued["allPhotos"]) == ("Ben", 2, False)
        assert issued["url"].startswith(f"https://imgsh.example/{event.public_url}#{code}.")
        given = {"eventId": event.event_id, "accessCode": code, "label": "", "addPhotoIds": [rings]}
        changed = client.ask(UPDATE, {"input": given | {"removePhotoIds": [bride]}}).data["updateAccessCode"][
            "accessor"
        ]
        assert (changed["label"], [node["filename"] for node in changed["photos"]["nodes"]]) == (
            None,
            ["cake.jpg", "rings.jpg"],
        )
        kept = client.ask(UPDATE, {"input": {"eventId": event.event_id, "accessCode": code}})
        assert kept.data["updateAccessCode"]["accessor"] == changed
        answer = client.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": code}})
        assert answer.data == {"revokeAccessCode": {"deletedIds": [code]}}
        assert client.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": code}}).codes == ["NOT_FOUND"]

    def test_many_codes_come_in_the_order_of_their_labels(self, client: Client, event: Event) -> None:
        mutation = """mutation($input: IssueAccessCodesInput!) {
          issueAccessCodes(input: $input) { accessors { label accessCode } userErrors { code field } } }"""
        labels = ["Zoe", "", "Anna", "Anna"]
        answer = client.ask(mutation, {"input": {"eventId": event.event_id, "labels": labels}})
        accessors = answer.data["issueAccessCodes"]["accessors"]
        assert [accessor["label"] for accessor in accessors] == ["Zoe", None, "Anna", "Anna"]
        none = client.ask(mutation, {"input": {"eventId": event.event_id, "labels": []}}).data["issueAccessCodes"]
        assert none == {"accessors": None, "userErrors": [{"code": "INVALID_INPUT", "field": ["labels"]}]}

    @pytest.mark.parametrize("photo_id", ["", "x", "%%%", "a" * 100_000, "AAAA", "_" * 30])
    def test_what_is_no_photo_id_is_not_found(self, client: Client, event: Event, photo_id: str) -> None:
        given = {"eventId": event.event_id, "photoIds": [photo_id]}
        answer = client.ask(ISSUE, {"input": given})
        assert (answer.status, answer.codes) == (200, ["NOT_FOUND"])

    def test_a_photo_id_is_opaque_and_lasting(self, keys: list[PhotoKey]) -> None:
        assert [ids.photo_key(ids.photo_id(key)) for key in keys] == keys


class TestAlbums:
    def test_a_code_opens_its_photos_and_no_others(
        self, house: House, client: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
    ) -> None:
        accessor = house.issue(anna, event, *keys[:2])
        opened = redeem(house.client, event, accessor.access_code.lower())
        album = opened["album"]
        assert (album["eventName"], album["photographer"], album["label"]) == ("Wedding", "anna", "Ben")
        assert [node["filename"] for node in album["photos"]["nodes"]] == ["bride.jpg", "cake.jpg"]
        assert (album["photoCount"], album["totalBytes"]) == (2, len(b"PHOTO bride.jpg") + len(b"PHOTO cake.jpg"))
        seen = house.client.bearing(opened["viewerToken"]).ask(ALBUM).data["album"]
        assert {node["status"] for node in seen["photos"]["nodes"]} == {"READY"}
        assert house.world.storage.send("GET", seen["photos"]["nodes"][0]["original"]["url"]).body == b"PHOTO bride.jpg"

    def test_a_code_for_all_photos_opens_later_ones_too(
        self, house: House, anna: Photographer, event: Event, keys: list[PhotoKey]
    ) -> None:
        viewer = house.as_viewer(event, house.issue(anna, event, all_photos=True))
        house.upload(anna, event, "dance.jpg")
        album = viewer.ask(ALBUM).data["album"]
        assert (album["photoCount"], len(album["photos"]["nodes"])) == (4, 4)

    def test_a_revoked_code_ends_open_albums_at_once(
        self, house: House, client: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
    ) -> None:
        accessor = house.issue(anna, event, *keys)
        viewer = house.as_viewer(event, accessor)
        assert viewer.ask(ALBUM).data["album"]
        client.ask(REVOKE, {"input": {"eventId": event.event_id, "accessCode": accessor.access_code}})
        answer = viewer.ask(ALBUM, accept="application/graphql-response+json")
        assert (answer.status, answer.json["data"]) == (200, {"album": None})
        assert answer.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "CODE_REVOKED"}

    def test_a_wrong_code_and_an_unknown_event_get_the_same_answer(self, house: House, event: Event) -> None:
        refusal: dict[str, Any] = {"album": None, "viewerToken": None, "expiresAt": None}
        refusal |= {"userErrors": [{"code": "INVALID_ACCESS_CODE", "field": ["accessCode"]}]}
        assert redeem(house.client, event, "000000") == refusal
        assert redeem(house.client, event, "not a code at all") == refusal
        unknown = {"input": {"publicUrl": "nobody/nothing", "accessCode": "000000"}}
        assert house.client.ask(REDEEM, unknown).data["redeemAccessCode"] == refusal

    def test_too_many_wrong_codes_are_slowed_whatever_address_they_claim(self, house: House, event: Event) -> None:
        given = {"input": {"publicUrl": event.public_url, "accessCode": "000000"}}
        answers = [
            house.client.post({"query": REDEEM, "variables": given}, {"x-forwarded-for": f"198.51.100.{number}"})
            for number in range(6)
        ]
        assert [answer.codes for answer in answers] == [[]] * 5 + [["RATE_LIMITED"]]
        assert answers[-1].status == 200
        assert answers[-1].json["errors"][0]["extensions"]["retryAfterSeconds"] >= 1
        elsewhere = Client(house.client.handler, address="198.51.100.1")
        assert redeem(elsewhere, event, "000000")["userErrors"][0]["code"] == "INVALID_ACCESS_CODE"

    def test_a_viewer_reports_what_was_saved(
        self, house: House, client: Client, anna: Photographer, event: Event, keys: list[PhotoKey]
    ) -> None:
        accessor = house.issue(anna, event, *keys[:2])
        viewer = house.as_viewer(event, accessor)
        wanted = [ids.photo_id(key) for key in keys]
        assert viewer.ask(REPORT, {"input": {"photoIds": wanted[:2]}}).data == {"reportDownloads": {"reported": True}}
        assert viewer.ask(REPORT, {"input": {"photoIds": wanted}}).codes == ["NOT_FOUND"]
        assert viewer.ask(REPORT, {"input": {"photoIds": wanted[:1] * 501}}).codes == ["BAD_REQUEST"]
        query = "query($id: ID!) { event(id: $id) { accessors { nodes { downloadCount } } } }"
        (shown,) = client.ask(query, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
        assert shown == {"downloadCount": 2}

    def test_each_photo_is_read_once_a_request(
        self,
        house: House,
        client: Client,
        anna: Photographer,
        event: Event,
        keys: list[PhotoKey],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for _ in range(3):
            house.issue(anna, event, *keys)
        asked: list[list[PhotoKey]] = []
        get_many = house.world.adapters.photos.get_many

        async def noted(wanted: list[PhotoKey]) -> Any:
            asked.append(list(wanted))
            return await get_many(wanted)

        monkeypatch.setattr(house.world.adapters.photos, "get_many", noted)
        query = "query($id: ID!) { event(id: $id) { accessors { nodes { photos { nodes { filename } } } } } }"
        accessors = client.ask(query, {"id": event.event_id}).data["event"]["accessors"]["nodes"]
        assert [len(accessor["photos"]["nodes"]) for accessor in accessors] == [3, 3, 3]
        assert asked == [keys]
        asked.clear()
        viewer = house.as_viewer(event, house.issue(anna, event, *keys))
        asked.clear()
        assert viewer.ask(ALBUM).data["album"]["photoCount"] == 3
        assert sorted(key for wanted in asked for key in wanted) == keys
