"""Archives have a budget of bytes as well as of requests (issue 11, C11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.models import Accessor, Event, Photographer
from schema.ids import photo_id
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client

REQUEST = """mutation ($input: RequestArchiveInput!) {
  requestArchive(input: $input) { archive { id sizeBytes } userErrors { code field } }
}"""
ALIKE = [f"{number:02}.jpg" for number in range(20)]
"""The archives of any one of these have the same size."""


@dataclass
class Studio:
    """Anna's events and the archives requested there."""

    api: ApiUnderTest
    anna: Photographer = field(init=False)

    def __post_init__(self) -> None:
        self.anna = self.api.photographer("anna")

    def event(self, name: str) -> tuple[Event, list[str]]:
        event = self.api.event(self.anna, name)
        return event, [photo_id(key) for key in self.api.upload(self.anna, event, *ALIKE)]

    def code(self, event: Event) -> tuple[Event, Accessor]:
        return event, self.api.issue(self.anna, event, all_photos=True)

    def ask(self, who: tuple[Event, Accessor] | Event, *photo_ids: str) -> Any:
        """OK, the code of a user error, or `retryAfterSeconds`."""
        client: Client
        if isinstance(who, Event):
            client, given = self.api.as_photographer(self.anna), {"eventId": who.event_id}
        else:
            client, given = self.api.as_viewer(*who), {}
        response = client.ask(REQUEST, {"input": {**given, "photoIds": list(photo_ids)}})
        if response.codes:
            (error,) = response.json["errors"]
            assert error["extensions"]["code"] == "RATE_LIMITED"
            return error["extensions"]["retryAfterSeconds"]
        payload = response.data["requestArchive"]
        return "OK" if payload["archive"] else payload["userErrors"][0]["code"]


def size_of_one() -> int:
    studio = Studio(open_api())
    event, photos = studio.event("Wedding")
    response = studio.api.as_photographer(studio.anna).ask(
        REQUEST, {"input": {"eventId": event.event_id, "photoIds": photos[:1]}}
    )
    size: int = response.data["requestArchive"]["archive"]["sizeBytes"]
    return size


@pytest.fixture
def studio() -> Studio:
    """A code may request two archives of one photo a day, an event three, and Anna four."""
    size = size_of_one()
    budgets = {"code": 2 * size, "event": 3 * size, "photographer": 4 * size}
    return Studio(open_api(**{f"archive_{who}_bytes_a_day": most for who, most in budgets.items()}))


def test_a_code_has_a_daily_budget_of_bytes(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    code = studio.code(event)
    assert [studio.ask(code, photos[n]) for n in range(2)] == ["OK", "OK"]
    assert 0 < studio.ask(code, photos[2]) <= 24 * 3600
    assert studio.ask(code, photos[1]) == "OK", "what was asked for before is there"
    studio.api.backend.clock.forward(seconds=studio.ask(code, photos[2]))
    assert studio.ask(code, photos[2]) == "OK"


def test_an_event_has_a_daily_budget_for_all_codes_and_its_photographer(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    codes = [studio.code(event) for _ in range(3)]
    assert [studio.ask(code, photos[n]) for n, code in enumerate(codes)] == ["OK"] * 3
    assert studio.ask(codes[0], photos[9]) > 0
    assert studio.ask(event, photos[9]) > 0


def test_an_archive_shared_with_another_code_is_counted_once_for_the_event(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    codes = [studio.code(event) for _ in range(9)]
    assert [studio.ask(code, photos[0]) for code in codes] == ["OK"] * 9
    assert studio.ask(codes[0], photos[1]) == "OK"


def test_a_photographer_has_a_daily_budget_for_all_events(studio: Studio) -> None:
    (first, of_first), (second, of_second) = studio.event("Wedding"), studio.event("Party")
    assert [studio.ask(first, of_first[n]) for n in range(2)] == ["OK"] * 2
    assert [studio.ask(studio.code(second), of_second[n]) for n in range(2)] == ["OK"] * 2
    assert studio.ask(studio.code(second), of_second[2]) > 0
    assert studio.ask(studio.code(first), of_first[2]) > 0


def test_a_request_refused_by_one_budget_is_counted_in_none(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    code = studio.code(event)
    assert [studio.ask(code, photos[n]) for n in range(2)] == ["OK"] * 2
    assert all(studio.ask(code, photos[n]) > 0 for n in range(2, 12))
    assert studio.ask(studio.code(event), photos[12]) == "OK"


def test_an_archive_larger_than_a_daily_budget_is_refused_with_a_reason(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    assert studio.ask(studio.code(event), *photos) == "INVALID_INPUT"
    assert studio.ask(event, *photos) == "INVALID_INPUT"


def test_an_expired_archive_is_built_and_counted_again(studio: Studio) -> None:
    event, photos = studio.event("Wedding")
    code = studio.code(event)
    assert studio.ask(code, photos[0]) == "OK"
    studio.api.backend.clock.forward(days=2)
    assert [studio.ask(code, photos[n]) for n in (0, 1)] == ["OK", "OK"]
    assert studio.ask(code, photos[2]) > 0
