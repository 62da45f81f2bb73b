"""Events, called by the handler."""

from __future__ import annotations

import pytest

from domain.models import Event, Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client
from tests.in_memory_backend import some_id


def test_an_event_is_created_renamed_and_read(annas: Client) -> None:
    payload = "event { id name publicUrl creationDate createdAt secondsToLive expiresAt } userErrors { code }"
    created = annas.ask(f'mutation {{ createEvent(input: {{name: "Anna & Ben"}}) {{ {payload} }} }}')
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
    changed = annas.ask(update, {"input": {"eventId": event["id"], "name": "Ben & Anna", "secondsToLive": None}})
    assert changed.data["updateEvent"]["event"] == event | {"name": "Ben & Anna"}
    query = "query($id: ID!) { event(id: $id) { name photoCount totalBytes } }"
    assert annas.ask(query, {"id": event["id"]}).data["event"]["name"] == "Ben & Anna"


def test_an_expired_event_is_null_from_its_last_second(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    query = "query($id: ID!) { event(id: $id) { name } me { events { nodes { name } } } }"
    api.backend.clock.now = event.expires_at
    response = api.as_photographer(anna).ask(query, {"id": event.event_id})
    assert response.data == {"event": None, "me": {"events": {"nodes": []}}}
    update = "mutation($input: UpdateEventInput!) { updateEvent(input: $input) { userErrors { code field } } }"
    late = api.as_photographer(anna).ask(update, {"input": {"eventId": event.event_id, "name": "x"}})
    assert late.data["updateEvent"]["userErrors"] == [{"code": "EVENT_EXPIRED", "field": ["eventId"]}]


@pytest.mark.parametrize("id", ["x", "", some_id(7), some_id(7).upper() + "A", "../" * 20])
def test_an_event_of_nobody_or_somebody_else_is_null(annas: Client, id: str) -> None:
    assert annas.ask("query($id: ID!) { event(id: $id) { name } }", {"id": id}).data == {"event": None}


def test_a_refused_event_leaves_no_job(api: ApiUnderTest, annas: Client, event: Event) -> None:
    """Issue 11 C14: its reminder was stored first, and stayed for up to a year."""
    before = dict(api.backend.tables.jobs)
    create = "mutation($input: CreateEventInput!) { createEvent(input: $input) { userErrors { code } } }"
    refused = annas.ask(create, {"input": {"name": event.name, "secondsToLive": 365 * 86_400}})
    assert refused.data["createEvent"]["userErrors"] == [{"code": "EVENT_NAME_TAKEN"}]
    assert api.backend.tables.jobs == before
