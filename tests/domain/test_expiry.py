"""The end of events: on the second for whoever asks, and soon after for what is stored."""

from __future__ import annotations

import pytest

from domain.errors import EventExpired, NotFound
from domain.jobs import Job, JobKind
from tests.world import World

DAY_SECONDS = 24 * 3600


async def swept(world: World) -> None:
    await world.sweep.sweep()
    await world.work()


def subjects(world: World) -> list[str]:
    return [mail.subject for mail in world.mailer.sent if "e-mail" not in mail.subject]


async def test_an_event_is_deleted_by_the_first_sweep_after_its_end_and_not_before(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna, seconds_to_live=DAY_SECONDS)
    await world.upload(anna, event, "cake.jpg")
    world.clock.forward(seconds=DAY_SECONDS - 0.001)
    await swept(world)
    assert world.storage.originals
    world.clock.forward(seconds=0.001)
    await swept(world)
    assert not (world.storage.originals or world.storage.derived or world.tables.photos)
    with pytest.raises(EventExpired):
        await world.service.events.own(anna, event.event_id)
    await world.wait_for_deletion()

    assert world.tables.events == {}
    with pytest.raises(NotFound):
        await world.service.events.own(anna, event.event_id)


async def test_a_sweep_that_was_away_for_a_year_finds_everything(world: World) -> None:
    anna = await world.photographer()
    for number in range(20):
        event = await world.event(anna, f"Event {number}", seconds_to_live=DAY_SECONDS * (number + 1))
        await world.upload(anna, event, "cake.jpg")
    world.clock.forward(days=400)
    result = await world.sweep.sweep()
    assert (result.claimed, result.oldest_seconds) == (20, 399 * DAY_SECONDS)
    await world.work()
    await world.wait_for_deletion()

    assert not (world.tables.events or world.storage.originals)


async def test_an_extension_wins_before_the_end_and_loses_after_the_claim(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna, seconds_to_live=DAY_SECONDS)
    world.clock.forward(seconds=DAY_SECONDS - 1)
    await world.service.events.update(anna, event.event_id, name=None, seconds_to_live=2 * DAY_SECONDS)
    world.clock.forward(seconds=1)
    assert (await world.sweep.sweep()).claimed == 0
    world.clock.forward(days=1)
    assert (await world.sweep.sweep()).claimed == 1
    with pytest.raises(EventExpired):
        await world.adapters.events.change(event, name=None, seconds_to_live=9 * DAY_SECONDS, now=event.created_at)


async def test_a_reminder_comes_two_days_before_the_end_with_the_codes_that_nobody_opened(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    opened, unopened = await world.issue(anna, event, all_photos=True), await world.issue(anna, event, all_photos=True)
    await world.service.albums.redeem(
        public_url=event.public_url, access_code=opened.access_code, link_key=None, address="192.0.2.1"
    )
    world.clock.forward(days=4, hours=23, minutes=59)
    await swept(world)
    assert subjects(world) == []
    world.clock.forward(minutes=1)
    for _ in range(5):
        await swept(world)
        world.clock.forward(minutes=10)

    (mail,) = [mail for mail in world.mailer.sent if "ends in" in mail.subject]
    assert mail.subject == "Wedding ends in two days"
    assert unopened.access_code in mail.text
    assert opened.access_code not in mail.text
    assert "https://imgsh.example/anna/wedding" in mail.text


async def test_an_event_that_is_extended_is_reminded_of_before_its_new_end(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    for days in (14, 21):
        world.clock.forward(days=5)
        await world.service.events.update(anna, event.event_id, name=None, seconds_to_live=days * DAY_SECONDS)
        await swept(world)
    assert subjects(world) == []
    world.clock.forward(days=9)
    await swept(world)
    assert subjects(world) == ["Wedding ends in two days"]
    await world.service.events.update(anna, event.event_id, name=None, seconds_to_live=30 * DAY_SECONDS)
    world.clock.forward(days=9)
    await swept(world)

    assert subjects(world) == ["Wedding ends in two days"] * 2


async def test_a_short_event_has_no_reminder_and_a_refused_extension_makes_none(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna, seconds_to_live=DAY_SECONDS)
    assert world.tables.jobs == {}
    world.clock.forward(days=2)
    with pytest.raises(EventExpired):
        await world.service.events.update(anna, event.event_id, name=None, seconds_to_live=9 * DAY_SECONDS)
    assert world.tables.jobs == {}


async def test_a_reminder_that_nobody_took_is_mailed_later(world: World) -> None:
    anna = await world.photographer()
    await world.event(anna)
    world.clock.forward(days=5)
    world.mailer.broken = True
    await swept(world)
    world.mailer.broken = False
    world.clock.forward(minutes=20)
    await swept(world)

    assert subjects(world) == ["Wedding ends in two days"]


async def test_a_job_that_fails_comes_again_ever_later_and_is_never_forgotten(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    await world.service.deletions.delete_event(anna, event.event_id)

    class Broken(Exception):
        pass

    async def fail(event_id: str) -> None:
        raise Broken

    remove_codes, world.adapters.deletion.remove_codes = world.adapters.deletion.remove_codes, fail  # type: ignore[method-assign]
    job = Job(JobKind.EVENT, event.event_id)
    pauses = []
    for _ in range(30):
        with pytest.raises(Broken):
            await world.jobs.work(job)
        pauses.append((world.tables.jobs[job].due_at - world.clock()).total_seconds())
        world.clock.now = world.tables.jobs[job].due_at
    assert pauses[0] == 60
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600
    world.adapters.deletion.remove_codes = remove_codes  # type: ignore[method-assign]
    await swept(world)
    await world.wait_for_deletion()

    assert world.tables.events == {}
