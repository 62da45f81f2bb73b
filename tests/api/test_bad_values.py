"""Issue 11 C13: invalid input that once got INTERNAL gets BAD_REQUEST."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest
from graphql import GraphQLInt

from app import build_app
from domain.models import Event, Photographer
from schema.ids import cursor
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run

DIGITS = "9" * 5000
LITERALS = (
    "{ me { events(first: %s) { nodes { id } } } }",
    "query($first: Int = %s) { me { events(first: $first) { nodes { id } } } }",
    "{ me { id @skip(if: %s) } }",
    "{ event(id: %s) { id } }",
    'mutation { createEvent(input: {name: "x", secondsToLive: %s}) { userErrors { code } } }',
    'mutation { createEvent(input: {name: "x", watermark: {text: "x", opacity: %s}}) { userErrors { code } } }',
    'mutation { requestUploads(input: {eventId: "x", files: [{filename: "x", contentType: "", sizeBytes: %s}]})'
    " { userErrors { code } } }",
    'mutation { completeUpload(input: {photoId: "x", uploadId: "x", parts: [{partNumber: %s, etag: "x"}]})'
    " { userErrors { code } } }",
)


@pytest.mark.parametrize("query", LITERALS)
@pytest.mark.parametrize("number", [DIGITS, f"-{DIGITS}", f"{DIGITS}.5", f"1e{DIGITS}"], ids=range(4))
def test_a_number_of_thousands_of_digits_is_refused(annas: Client, query: str, number: str) -> None:
    """C13."""
    response = annas.post({"query": query % number}, {"accept": "application/graphql-response+json"})
    assert (response.status, set(response.codes)) == (400, {"BAD_REQUEST"})
    assert len(response.body) < 2000


@pytest.mark.parametrize("number", [DIGITS, "1e999", "-1e999", "9" * 400])
def test_a_variable_of_thousands_of_digits_is_refused(annas: Client, number: str) -> None:
    """C13."""
    query = json.dumps("query($first: Int!) { me { events(first: $first) { nodes { id } } } }")
    response = annas.post(f'{{"query": {query}, "variables": {{"first": {number}}}}}'.encode())
    assert set(response.codes) == {"BAD_REQUEST"}


@pytest.mark.parametrize(
    "instant",
    [
        "0001-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00.000001+00:01",
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T23:59:59.999999-00:01",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59+00:00",
        "2026-06-01T12:00:00",
        "2026-W01",
    ],
)
def test_a_cursor_at_the_limits_of_the_calendar_is_accepted_or_refused(
    annas: Client, event: Event, instant: str
) -> None:
    """C13."""
    query = "query($after: String) { me { events(after: $after) { nodes { id } } } }"
    response = annas.ask(query, {"after": cursor("events", instant, event.event_id)})
    assert response.codes in ([], ["BAD_REQUEST"])


def test_a_cursor_in_another_time_zone_continues_at_the_same_instant(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    """C13."""
    api.backend.clock.forward(minutes=10)
    api.event(anna, "Later")
    query = "query($after: String) { me { events(after: $after) { nodes { name } } } }"
    for instant in ("2026-06-01T12:10:00+00:00", "2026-06-01T17:40:00+05:30"):
        response = annas.ask(query, {"after": cursor("events", instant, "0")})
        assert response.data["me"]["events"]["nodes"] == [{"name": "Wedding"}]


def test_a_fault_before_execution_is_logged_with_its_request_id(
    api: ApiUnderTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """C13: the response had INTERNAL with a requestId that was not in the log."""

    def fail(value: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(GraphQLInt, "coerce_input_value", fail)
    caplog.set_level(logging.INFO, "imgsh")
    query = "query($first: Int!) { me { events(first: $first) { nodes { id } } } }"
    response = api.client.ask(query, {"first": 1})
    assert response.codes == ["INTERNAL"]
    faults = [json.loads(record.getMessage()) for record in caplog.records if record.levelno == logging.ERROR]
    assert [fault["request_id"] for fault in faults] == [response.json["errors"][0]["extensions"]["requestId"]]


def disconnect(api: ApiUnderTest, *parts: bytes) -> list[dict[str, Any]]:
    """Sends the beginning of a body and disconnects. Returns the messages that the service sent."""
    sent: list[dict[str, Any]] = []
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.disconnect"})

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    run(
        asyncio.wait_for(
            build_app(api.backend.settings, api.backend.service)(scope | {"client": ("192.0.2.1", 1)}, receive, send), 5
        )
    )
    return sent


@pytest.mark.parametrize("parts", [[], [b'{"query": "{ __ty']], ids=["at once", "in the middle"])
def test_a_client_that_disconnects_while_sending_is_no_fault(
    api: ApiUnderTest, caplog: pytest.LogCaptureFixture, parts: list[bytes]
) -> None:
    """C13."""
    caplog.set_level(logging.INFO, "imgsh")
    assert disconnect(api, *parts) == []
    assert [record.levelname for record in caplog.records if record.name.startswith("imgsh")] == ["INFO"]
    assert json.loads(caplog.records[-1].getMessage())["status"] == 499
