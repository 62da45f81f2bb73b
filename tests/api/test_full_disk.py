"""Uploads while the server's disk is full: refused early, and they go on when there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.models import Event, PhotoKey
from tests.api.conftest import ApiUnderTest
from tests.api.test_uploads import COMPLETE, LARGE_BYTES, UPLOAD, file, request_tickets, send_part
from tests.api_gateway_events import Client

MIN_FREE_BYTES = 1000


@pytest.fixture
def api(api_with: Callable[..., ApiUnderTest]) -> ApiUnderTest:
    return api_with(min_free_bytes=MIN_FREE_BYTES)


def request(client: Client, event: Event, *files: dict[str, Any]) -> Any:
    given = {"eventId": event.event_id, "files": list(files)}
    return client.ask(UPLOAD, {"input": given}).data["requestUploads"]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]


def test_what_does_not_fit_is_refused_and_nothing_of_it_registered(
    api: ApiUnderTest, annas: Client, event: Event
) -> None:
    files = [file("one.jpg", 30), file("two.jpg", 30)]
    api.backend.free_space.bytes = MIN_FREE_BYTES + 59
    refused = request(annas, event, *files)
    assert (refused["tickets"], codes(refused)) == (None, ["STORAGE_FULL"])
    assert not api.backend.tables.photos

    api.backend.free_space.bytes += 1
    assert [ticket["photo"]["status"] for ticket in request(annas, event, *files)["tickets"]] == ["UPLOADING"] * 2


def test_what_was_begun_goes_on_as_long_as_there_is_room_at_all(annas: Client, api: ApiUnderTest, event: Event) -> None:
    """Its size was counted before: most of it may be in storage already."""
    (ticket,) = request_tickets(annas, event, "film.jpg")

    api.backend.free_space.bytes = MIN_FREE_BYTES
    (again,) = request_tickets(annas, event, "film.jpg")
    assert again["uploadId"] == ticket["uploadId"]
    api.backend.free_space.bytes -= 1
    assert codes(request(annas, event, file("film.jpg", LARGE_BYTES))) == ["STORAGE_FULL"]


def test_what_is_stored_needs_no_room(api: ApiUnderTest, annas: Client, event: Event, keys: list[PhotoKey]) -> None:
    api.backend.free_space.bytes = 0
    photo = api.backend.tables.photos[keys[0]]
    stored = file(photo.filename, photo.size_bytes) | {"sha256": photo.sha256}

    (ticket,) = request(annas, event, stored)["tickets"]

    assert ticket["alreadyUploaded"]
    assert codes(request(annas, event, stored, file("new.jpg"))) == ["STORAGE_FULL"]


def test_parts_are_joined_once_there_is_room(api: ApiUnderTest, annas: Client, event: Event) -> None:
    (ticket,) = request_tickets(annas, event, "film.jpg")
    parts = [
        {
            "partNumber": each["partNumber"],
            "etag": send_part(api, each, bytes(each["sizeBytes"])).headers["etag"],
        }
        for each in ticket["requests"]
    ]
    done = {"photoId": ticket["photo"]["id"], "uploadId": ticket["uploadId"], "parts": parts}

    api.backend.free_space.bytes = MIN_FREE_BYTES + LARGE_BYTES - 1
    refused = annas.ask(COMPLETE, {"input": done}).data["completeUpload"]
    assert (refused["photo"], codes(refused)) == (None, ["STORAGE_FULL"])
    api.backend.free_space.bytes += 1
    joined = annas.ask(COMPLETE, {"input": done}).data["completeUpload"]
    assert (joined["photo"]["filename"], joined["userErrors"]) == ("film.jpg", [])
