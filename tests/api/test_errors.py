"""How refusals and faults are reported, and what the log contains."""

from __future__ import annotations

import logging
from typing import Any

import orjson
import pytest

from domain.models import Event
from graphql_http.errors import HIDDEN
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import run
from tests.in_memory_backend import PASSWORD

SIGN_IN = """mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { accessToken refreshToken } userErrors { code message field } }
}"""
SIGN_UP = (
    "mutation($input: SignUpInput!) { signUp(input: $input) { session { accessToken } userErrors { code field } } }"
)
SECRET = "a secret that storage put into its message"


def break_storage(api: ApiUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*arguments: object, **options: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(api.backend.adapters.events, "of_owner", fail)


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [orjson.loads(record.getMessage()) for record in caplog.records if record.name.startswith("imgsh")]


def test_a_fault_is_hidden_and_logged_with_its_request_id(
    api: ApiUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "imgsh")
    client = api.as_photographer(api.photographer())
    break_storage(api, monkeypatch)
    response = client.ask("{ me { email events { nodes { id } } } }")
    (error,) = response.json["errors"]
    assert (response.status, error["message"], error["path"]) == (200, HIDDEN, ["me", "events"])
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert response.json["data"] == {"me": None}
    (fault, request) = lines(caplog)
    assert fault["request_id"] == request["request_id"] == response.headers["x-request-id"]
    assert fault["fault"] == "RuntimeError"
    assert any("test_errors.py" in place for place in fault["places"])
    assert SECRET not in caplog.text
    assert SECRET.encode() not in response.body


def test_a_fault_outside_of_graphql_is_hidden_too(
    api: ApiUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("graphql_http.endpoint.negotiate", fail)
    response = api.client.ask("{ __typename }")
    assert (response.status, response.codes) == (500, ["INTERNAL"])
    assert response.json["errors"][0]["extensions"]["requestId"] == response.headers["x-request-id"]
    assert SECRET not in caplog.text
    assert SECRET.encode() not in response.body


def test_a_user_error_names_the_field_of_the_input(api: ApiUnderTest) -> None:
    client = api.as_photographer(api.photographer())
    files = [{"filename": "a.png", "contentType": "image/png", "sizeBytes": 5}]
    files += [{"filename": "b.pdf", "contentType": "application/pdf", "sizeBytes": 5}]
    event = api.event(run(api.backend.photographer("zoe")))
    payload = "tickets { uploadId } userErrors { code field }"
    mutation = f"mutation($input: RequestUploadsInput!) {{ requestUploads(input: $input) {{ {payload} }} }}"
    response = client.ask(mutation, {"input": {"eventId": event.event_id, "files": files}})
    assert response.data["requestUploads"] == {
        "tickets": None,
        "userErrors": [{"code": "FILE_TYPE_NOT_ALLOWED", "field": ["files", "1", "contentType"]}],
    }


def test_a_taken_name_or_address_names_its_field(api: ApiUnderTest) -> None:
    def refused(email: str, user_name: str) -> Any:
        account = {"email": email, "userName": user_name, "password": PASSWORD}
        return api.client.ask(SIGN_UP, {"input": account}).data["signUp"]["userErrors"]

    assert refused("ben@example.com", "benjamin") == []
    assert refused("ben@example.com", "other") == [{"code": "EMAIL_TAKEN", "field": ["email"]}]
    assert refused("other@example.com", "benjamin") == [{"code": "USER_NAME_TAKEN", "field": ["userName"]}]
    client = api.as_photographer(api.photographer())
    creation = 'mutation { createEvent(input: {name: "Twice"}) { userErrors { code field } } }'
    responses = [client.ask(creation).data["createEvent"]["userErrors"] for _ in range(2)]
    assert responses == [[], [{"code": "EVENT_NAME_TAKEN", "field": ["name"]}]]


def test_several_user_errors_are_returned_together(api: ApiUnderTest) -> None:
    response = api.client.ask(SIGN_UP, {"input": {"email": "nobody", "userName": "?", "password": "short"}})
    payload = response.data["signUp"]
    assert payload["session"] is None
    assert [error["field"] for error in payload["userErrors"]] == [["email"], ["userName"], ["password"]]


def test_the_log_has_a_line_per_request_and_no_private_data(
    api: ApiUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "imgsh")
    photographer = api.photographer()
    event, link_key = api.event(photographer, "Wedding"), "a-link-key"
    keys = api.upload(photographer, event, "bride.jpg")
    accessor = api.issue(photographer, event, *keys)
    response = api.client.ask(SIGN_IN, {"input": {"email": "anna@example.com", "password": PASSWORD}})
    token = response.data["signIn"]["session"]["accessToken"]
    redeem(api, event, accessor.access_code, link_key)
    redeem(api, event, "WRONG1", link_key)
    viewer = api.as_viewer(event, accessor)
    urls = viewer.ask("query Album { album { photos { nodes { original { url } } } } }").data
    logged = lines(caplog)
    assert [line.get("operation") for line in logged] == ["SignIn", "Redeem", "Redeem", "Album"]
    assert [line["root_fields"] for line in logged[:2]] == [["signIn"], ["redeemAccessCode"]]
    assert logged[2]["outcomes"] == ["INVALID_ACCESS_CODE"]
    assert logged[3]["event_id"] == event.event_id
    url = urls["album"]["photos"]["nodes"][0]["original"]["url"]
    private = [
        token,
        accessor.access_code,
        "WRONG1",
        link_key,
        PASSWORD,
        "anna",
        "bride",
        url,
        "storage.test",
        "203.0.113",
    ]
    assert [word for word in private if word in caplog.text] == []


def redeem(api: ApiUnderTest, event: Event, code: str, link_key: str) -> None:
    payload = "viewerToken userErrors { code }"
    mutation = f"mutation Redeem($input: RedeemAccessCodeInput!) {{ redeemAccessCode(input: $input) {{ {payload} }} }}"
    api.client.ask(mutation, {"input": {"publicUrl": event.public_url, "accessCode": code, "linkKey": link_key}})


def test_a_long_operation_name_is_cut_in_the_log(api: ApiUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "imgsh")
    name = "N" * 5000
    api.client.post({"query": f"query {name} {{ __typename }}", "operationName": name})
    api.client.post({"query": "{ __typename }", "operationName": 'x\n{"forged": 1}'})
    first, second = lines(caplog)
    assert len(first["operation"]) == 64
    assert "forged" not in caplog.text
    assert second["status"] == 400


def test_responses_forbid_caching_and_content_sniffing(api: ApiUnderTest) -> None:
    headers = api.client.ask("{ __typename }").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=63072000"
    assert "accept" in headers["vary"]


def test_a_long_response_is_compressed_if_the_client_accepts_it(api: ApiUnderTest) -> None:
    photographer = api.photographer()
    event = api.event(photographer)
    api.upload(photographer, event, *(f"pic{number}.jpg" for number in range(40)))
    client = api.as_photographer(photographer)
    query = "query($id: ID!) { event(id: $id) { photos { nodes { id filename original { url } } } } }"
    plain = client.ask(query, {"id": event.event_id})
    packed = client.post({"query": query, "variables": {"id": event.event_id}}, {"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(packed.raw) * 3 < len(plain.raw)
    assert packed.data == plain.data
    assert "content-encoding" not in client.post({"query": "{ me { id } }"}, {"accept-encoding": "gzip"}).headers


def test_healthz_reports_ok(api: ApiUnderTest) -> None:
    response = api.client.request("GET", "/healthz")
    assert (response.status, response.json) == (200, {"status": "ok"})
