from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import BadRequest, EventExpired, EventNameTaken
from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Event
from domain.ports.events import EventPosition
from tests.aws.conftest import Stores
from tests.aws.factories import LATER, NOW, WEEK_SECONDS, an_event

MILLISECOND = timedelta(milliseconds=1)


async def test_an_event_is_found_by_id_and_by_its_link(stores: Stores) -> None:
    event = an_event(name="Zoë’s 30. 🎂")
    await stores.events.add(event)
    assert await stores.events.get(event.event_id) == event
    assert await stores.events.id_of(event.public_url) == event.event_id


@pytest.mark.parametrize("unknown", ["", "unknown", "x" * 3000, "\ud800"])
async def test_an_unknown_event_is_not_found(stores: Stores, unknown: str) -> None:
    assert await stores.events.get(unknown) is None
    assert await stores.events.id_of(unknown) is None


async def test_a_pointer_is_not_an_event(stores: Stores) -> None:
    event = an_event()
    await stores.events.add(event)
    assert await stores.events.get(f"url#{event.public_url}") is None


async def test_a_link_leads_to_one_event(stores: Stores) -> None:
    event, late = an_event(), an_event()
    await stores.events.add(event)
    with pytest.raises(EventNameTaken):
        await stores.events.add(late.model_copy(update={"public_url": event.public_url}))
    assert await stores.events.get(late.event_id) is None
    assert await stores.events.id_of(event.public_url) == event.event_id


async def test_one_of_several_concurrent_events_gets_the_link(stores_under_load: Stores) -> None:
    public_url = an_event().public_url
    rivals = [an_event(public_url=public_url) for _ in range(8)]
    outcomes = await asyncio.gather(*map(stores_under_load.events.add, rivals), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(EventNameTaken) == len(rivals) - 1
    winner = rivals[outcomes.index(None)]
    assert await stores_under_load.events.id_of(winner.public_url) == winner.event_id


async def test_events_are_listed_newest_first_page_by_page(stores: Stores) -> None:
    user_id = an_event().user_id
    events = [an_event(user_id=user_id, created_at=NOW - number * MILLISECOND) for number in range(5)]
    for event in reversed(events):
        await stores.events.add(event)
    await stores.events.add(an_event())
    page = await stores.events.of_owner(user_id, first=2, after=None, now=NOW)
    assert (list(page.items), page.has_next) == (events[:2], True)
    page = await stores.events.of_owner(user_id, first=2, after=_position(events[1]), now=NOW)
    assert (list(page.items), page.has_next) == (events[2:4], True)
    page = await stores.events.of_owner(user_id, first=1, after=_position(events[3]), now=NOW)
    assert (list(page.items), page.has_next) == (events[4:], False)


async def test_events_made_in_the_same_millisecond_are_all_listed(stores: Stores) -> None:
    user_id = an_event().user_id
    events = [an_event(user_id=user_id) for _ in range(3)]
    for event in events:
        await stores.events.add(event)
    found = await stores.events.of_owner(user_id, first=3, after=None, now=NOW)
    assert {event.event_id for event in found.items} == {event.event_id for event in events}
    assert not found.has_next


async def test_expired_events_are_not_listed(stores: Stores) -> None:
    user_id = an_event().user_id
    alive = an_event(user_id=user_id, created_at=NOW - 2 * MILLISECOND, seconds_to_live=3600)
    over = [an_event(user_id=user_id, created_at=NOW - n * MILLISECOND, seconds_to_live=60) for n in (0, 1, 3)]
    for event in (alive, *over):
        await stores.events.add(event)
    page = await stores.events.of_owner(user_id, first=1, after=None, now=NOW + timedelta(seconds=60))
    assert (page.items, page.has_next) == ((alive,), False)


async def test_an_event_is_listed_until_the_millisecond_of_its_end(stores: Stores) -> None:
    event = an_event()
    await stores.events.add(event)
    before = await stores.events.of_owner(event.user_id, first=1, after=None, now=event.expires_at - MILLISECOND)
    at_its_end = await stores.events.of_owner(event.user_id, first=1, after=None, now=event.expires_at)
    assert (before.items, at_its_end.items) == ((event,), ())


async def test_an_empty_cursor_is_refused(stores: Stores) -> None:
    event = an_event()
    with pytest.raises(BadRequest):
        await stores.events.of_owner(event.user_id, first=1, after=EventPosition(NOW, ""), now=NOW)


async def test_a_change_of_name_keeps_link_and_end(stores: Stores) -> None:
    event = an_event()
    await stores.events.add(event)
    changed = await stores.events.change(event, name="Ben & Anna", seconds_to_live=None, now=NOW)
    assert changed == event.model_copy(update={"name": "Ben & Anna"})
    assert await stores.events.get(event.event_id) == changed


async def test_an_event_moves_to_another_time_zone(stores: Stores) -> None:
    event = an_event(time_zone="Europe/Berlin")
    await stores.events.add(event)
    moved = await stores.events.change(event, name=None, seconds_to_live=None, time_zone="Asia/Kathmandu", now=NOW)
    assert moved == event.model_copy(update={"time_zone": "Asia/Kathmandu"})
    assert await stores.events.get(event.event_id) == moved


async def test_offsets_of_two_cameras_that_are_set_at_a_time_both_stay(stores_under_load: Stores) -> None:
    event = an_event()
    events = stores_under_load.events
    await events.add(event)
    await asyncio.gather(*(events.set_clock_offset(event, camera, 37, now=NOW) for camera in ("aa", "bb")))
    changed = await events.set_clock_offset(event, "bb", -7200, now=NOW)
    assert changed == event.model_copy(update={"clock_offsets": {"aa": 37, "bb": -7200}})
    assert await events.get(event.event_id) == changed
    with pytest.raises(EventExpired):
        await events.set_clock_offset(event, "aa", 1, now=event.expires_at)


async def test_a_longer_life_counts_from_creation(stores: Stores) -> None:
    event = an_event()
    await stores.events.add(event)
    longer = event.seconds_to_live * 2
    changed = await stores.events.change(event, name=None, seconds_to_live=longer, now=NOW)
    assert changed.expires_at == NOW + timedelta(seconds=longer)
    renamed = await stores.events.change(changed, name="Still there", seconds_to_live=None, now=LATER)
    assert (renamed.name, renamed.seconds_to_live) == ("Still there", longer)


async def test_concurrent_changes_of_name_and_lifetime_both_apply(stores_under_load: Stores) -> None:
    event = an_event()
    await stores_under_load.events.add(event)
    await asyncio.gather(
        stores_under_load.events.change(event, name="New", seconds_to_live=None, now=NOW),
        stores_under_load.events.change(event, name=None, seconds_to_live=7200, now=NOW),
    )
    assert await stores_under_load.events.get(event.event_id) == event.model_copy(
        update={"name": "New", "seconds_to_live": 7200}
    )


async def test_an_expired_or_missing_event_cannot_be_changed(stores: Stores) -> None:
    event = an_event()
    await stores.events.add(event)
    for each, now in ((event, event.expires_at), (an_event(), NOW)):
        with pytest.raises(EventExpired):
            await stores.events.change(each, name="Too late", seconds_to_live=None, now=now)
    assert await stores.events.get(event.event_id) == event


def _position(event: Event) -> EventPosition:
    return EventPosition(event.created_at, event.event_id)


async def _reminder(stores: Stores, event: Event) -> HeldJob | None:
    """Holds and releases it."""
    job = Job(JobKind.REMINDER, event.event_id)
    held = await stores.jobs.hold(job, now=NOW, until=NOW + LEASE)
    if held:
        await stores.jobs.release(held, due_at=NOW)
    return held


async def test_a_reminder_is_stored_together_with_its_event(stores: Stores) -> None:
    """Issue 11 C14: a createEvent that was refused left its reminder behind."""
    event = an_event()
    twin = an_event(public_url=event.public_url)
    await stores.events.add(event, remind_at=LATER)
    with pytest.raises(EventNameTaken):
        await stores.events.add(twin, remind_at=LATER)

    assert await _reminder(stores, event)
    assert await _reminder(stores, twin) is None


async def test_a_reminder_moves_together_with_the_end_of_its_event(stores: Stores) -> None:
    """14: nor does an updateEvent that fails."""
    event = an_event()
    await stores.events.add(event)
    life: Any = {"name": None, "seconds_to_live": 2 * WEEK_SECONDS}
    with pytest.raises(EventExpired):
        await stores.events.change(event, **life, remind_at=LATER, now=LATER)
    assert await _reminder(stores, event) is None
    changed = await stores.events.change(event, **life, remind_at=LATER, now=NOW)

    assert changed == event.model_copy(update={"seconds_to_live": 2 * WEEK_SECONDS})
    assert await stores.events.get(event.event_id) == changed
    first = await _reminder(stores, event)
    await stores.events.change(event, **life, remind_at=LATER, now=NOW)
    again = await _reminder(stores, event)
    assert first and again and again.version == first.version + 1
