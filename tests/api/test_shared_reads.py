"""Fields that share a read: one that fails cancels its siblings, and takes nothing from fields elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.errors import Contention
from domain.models import Event, Photographer, PhotoKey
from domain.rendering import CaptureTime
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.fake_sorting import FakeSorting
from tests.fakes import FakeAccessors, FakePhotos

FAILS_AFTER, ANSWERS_AFTER = 20, 60
"""Turns of the event loop."""

CODES_OF_PHOTOS = "photos { nodes { accessorCount } }"


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def slow(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def answer(*args: Any, **given: Any) -> Any:
        await turns(ANSWERS_AFTER)
        return await method(*args, **given)

    return answer


async def fail(*_: Any, **__: Any) -> Any:
    await turns(FAILS_AFTER)
    raise Contention


@pytest.fixture
def camera(api: ApiUnderTest, anna: Photographer, annas: Client, event: Event, keys: list[PhotoKey]) -> str:
    """Of a photo that a code lists."""
    photo = run(api.backend.shoot(anna, event, "a.jpg", CaptureTime("2026-06-20T15:00:00.000"), by="1"))
    api.issue(anna, event, photo.key, keys[0])
    query = "query($id: ID!) { event(id: $id) { cameras { id } } }"
    return str(annas.ask(query, {"id": event.event_id}).data["event"]["cameras"][0]["id"])


@pytest.mark.parametrize(
    ("fields", "store", "read"),
    [
        (CODES_OF_PHOTOS, FakeAccessors, "of_event"),
        ("sorting { version }", FakeSorting, "of_event"),
        ("accessors { nodes { photos { nodes { filename } } } }", FakePhotos, "get_many"),
    ],
    ids=["codes of photos", "sorting", "photos of lists"],
)
def test_an_event_is_answered_although_the_same_one_beside_it_fails(
    annas: Client, event: Event, camera: str, monkeypatch: pytest.MonkeyPatch, fields: str, store: type, read: str
) -> None:
    event_alone = f"query($id: ID!) {{ event(id: $id) {{ {fields} }} }}"
    expected = annas.ask(event_alone, {"id": event.event_id}).data["event"]
    monkeypatch.setattr(store, read, slow(getattr(store, read)))
    monkeypatch.setattr(FakePhotos, "captures", fail)
    both = f"broken: event(id: $id) {{ {fields} untimedPhotoCount }} event(id: $id) {{ {fields} }}"
    answer = annas.ask(f"query($id: ID!) {{ {both} }}", {"id": event.event_id})
    assert answer.json["data"] == {"broken": None, "event": expected}
    assert answer.codes == ["CONFLICT"]


def test_an_event_counts_its_photos_although_one_of_its_cameras_fails(
    annas: Client, event: Event, camera: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakePhotos, "captures", slow(FakePhotos.captures))
    monkeypatch.setattr(FakeAccessors, "of_event", fail)
    fields = f"camera(id: $camera) {{ photoCount {CODES_OF_PHOTOS} }} untimedPhotoCount"
    query = f"query($id: ID!, $camera: ID!) {{ event(id: $id) {{ {fields} }} }}"
    answer = annas.ask(query, {"id": event.event_id, "camera": camera})
    assert answer.json["data"] == {"event": {"camera": None, "untimedPhotoCount": 3}}
    assert answer.codes == ["CONFLICT"]
