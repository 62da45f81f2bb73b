from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.errors import EventExpired, EventNameTaken, InvalidInput, NotFound, UserRefusals
from tests.in_memory_backend import InMemoryBackend, some_id

YEAR_SECONDS = 365 * 24 * 3600


async def test_an_event_gets_a_link_made_from_its_name_and_its_photographers() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer("anna")
    event = await backend.event(anna, "Example Event Name")
    assert event.public_url == "anna/example_event_name"
    assert event.expires_at == backend.clock.now + timedelta(days=7)
    assert await backend.service.events.find(anna, event.event_id) == event


async def test_a_link_belongs_to_one_event() -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    await backend.event(anna, "Wedding")
    with pytest.raises(EventNameTaken):
        await backend.event(anna, "wedding!")
    assert (await backend.event(ben, "Wedding")).public_url == "ben/wedding"


async def test_of_two_events_of_one_link_one_wins() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    outcomes = await asyncio.gather(*(backend.event(anna) for _ in range(2)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Event", "EventNameTaken"]


@pytest.mark.parametrize("seconds", [3599, 0, -1, YEAR_SECONDS + 1])
async def test_an_event_lives_from_an_hour_to_a_year(seconds: int) -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    with pytest.raises(InvalidInput) as refused:
        await backend.event(anna, seconds_to_live=seconds)
    assert refused.value.field == ("seconds_to_live",)
    await backend.event(anna, "an hour", seconds_to_live=3600)
    await backend.event(anna, "a year", seconds_to_live=YEAR_SECONDS)


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * 101])
async def test_an_event_needs_a_name_of_one_line(name: str) -> None:
    backend = InMemoryBackend()
    with pytest.raises(UserRefusals):
        await backend.event(await backend.photographer(), name)


async def test_renaming_leaves_the_link_as_it_is() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    renamed = await backend.service.events.update(anna, event.event_id, name="  The   Party ", seconds_to_live=None)
    assert (renamed.name, renamed.public_url) == ("The Party", event.public_url)
    assert renamed.expires_at == event.expires_at


async def test_the_end_can_be_moved_until_it_has_come() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna, seconds_to_live=7200)
    backend.clock.forward(seconds=7199)
    longer = await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=7260)
    assert longer.expires_at == event.created_at + timedelta(seconds=7260)
    with pytest.raises(InvalidInput):
        await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=3600)
    backend.clock.forward(seconds=61)
    with pytest.raises(EventExpired):
        await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=YEAR_SECONDS)
    assert await backend.service.events.find(anna, event.event_id) is None
    assert (await backend.service.events.page(anna, first=10, after=None)).items == ()


@pytest.mark.parametrize("event_id", ["", "x", some_id(0), "../", "\x00"])
async def test_an_event_that_is_not_there_and_somebody_elses_are_not_found_alike(event_id: str) -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    bens = await backend.event(ben)
    for wanted in (event_id, bens.event_id):
        with pytest.raises(NotFound) as refused:
            await backend.service.events.own(anna, wanted)
        assert str(refused.value) == "Not found."
        assert await backend.service.events.find(anna, wanted) is None
