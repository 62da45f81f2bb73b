"""The end of events: on the second for whoever asks, and soon after for what is stored."""

from __future__ import annotations

import pytest

from domain.errors import EventExpired, NotFound
from domain.job_models import Job, JobKind
from tests.in_memory_backend import InMemoryBackend

DAY_SECONDS = 24 * 3600


async def sweep_and_work(backend: InMemoryBackend) -> None:
    await backend.sweep.sweep()
    await backend.work()


def subjects(backend: InMemoryBackend) -> list[str]:
    return [mail.subject for mail in backend.mailer.sent if "email" not in mail.subject]


async def test_an_event_is_deleted_by_the_first_sweep_after_its_end_and_not_before(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna, seconds_to_live=DAY_SECONDS)
    await backend.upload(anna, event, "cake.jpg")
    backend.clock.forward(seconds=DAY_SECONDS - 0.001)
    await sweep_and_work(backend)
    assert backend.storage.originals
    backend.clock.forward(seconds=0.001)
    await sweep_and_work(backend)
    assert not (backend.storage.originals or backend.storage.derived or backend.tables.photos)
    with pytest.raises(EventExpired):
        await backend.service.events.own(anna, event.event_id)
    await backend.wait_for_deletion()

    assert backend.tables.events == {}
    with pytest.raises(NotFound):
        await backend.service.events.own(anna, event.event_id)


async def test_a_sweep_that_was_away_for_a_year_finds_everything(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    for number in range(20):
        event = await backend.event(anna, f"Event {number}", seconds_to_live=DAY_SECONDS * (number + 1))
        await backend.upload(anna, event, "cake.jpg")
    backend.clock.forward(days=400)
    result = await backend.sweep.sweep()
    assert (result.marked, result.oldest_seconds) == (20, 399 * DAY_SECONDS)
    await backend.work()
    await backend.wait_for_deletion()

    assert not (backend.tables.events or backend.storage.originals)


async def test_an_extension_wins_before_the_end_and_loses_after_the_claim(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna, seconds_to_live=DAY_SECONDS)
    backend.clock.forward(seconds=DAY_SECONDS - 1)
    await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=2 * DAY_SECONDS)
    backend.clock.forward(seconds=1)
    assert (await backend.sweep.sweep()).marked == 0
    backend.clock.forward(days=1)
    assert (await backend.sweep.sweep()).marked == 1
    with pytest.raises(EventExpired):
        await backend.adapters.events.change(event, name=None, seconds_to_live=9 * DAY_SECONDS, now=event.created_at)


async def test_a_reminder_comes_two_days_before_the_end_with_the_codes_that_nobody_opened(
    backend: InMemoryBackend,
) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    opened, unopened = (
        await backend.issue(anna, event, all_photos=True),
        await backend.issue(anna, event, all_photos=True),
    )
    await backend.service.albums.redeem(
        public_url=event.public_url, access_code=opened.access_code, link_key=None, address="192.0.2.1"
    )
    backend.clock.forward(days=4, hours=23, minutes=59)
    await sweep_and_work(backend)
    assert subjects(backend) == []
    backend.clock.forward(minutes=1)
    for _ in range(5):
        await sweep_and_work(backend)
        backend.clock.forward(minutes=10)

    (mail,) = [mail for mail in backend.mailer.sent if "ends in" in mail.subject]
    assert mail.subject == "Wedding ends in two days"
    assert unopened.access_code in mail.text
    assert opened.access_code not in mail.text
    assert "https://imgsh.example/anna/wedding" in mail.text


async def test_an_event_that_is_extended_is_reminded_of_before_its_new_end(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    for days in (14, 21):
        backend.clock.forward(days=5)
        await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=days * DAY_SECONDS)
        await sweep_and_work(backend)
    assert subjects(backend) == []
    backend.clock.forward(days=9)
    await sweep_and_work(backend)
    assert subjects(backend) == ["Wedding ends in two days"]
    await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=30 * DAY_SECONDS)
    backend.clock.forward(days=9)
    await sweep_and_work(backend)

    assert subjects(backend) == ["Wedding ends in two days"] * 2


async def test_a_short_event_has_no_reminder_and_a_refused_extension_makes_none(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna, seconds_to_live=DAY_SECONDS)
    assert backend.tables.jobs == {}
    backend.clock.forward(days=2)
    with pytest.raises(EventExpired):
        await backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=9 * DAY_SECONDS)
    assert backend.tables.jobs == {}


async def test_a_reminder_that_nobody_took_is_mailed_later(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    await backend.event(anna)
    backend.clock.forward(days=5)
    backend.mailer.broken = True
    await sweep_and_work(backend)
    backend.mailer.broken = False
    backend.clock.forward(minutes=20)
    await sweep_and_work(backend)

    assert subjects(backend) == ["Wedding ends in two days"]


async def test_a_job_that_fails_comes_again_ever_later_and_is_never_forgotten(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.service.deletions.delete_event(anna, event.event_id)

    class Broken(Exception):
        pass

    async def fail(event_id: str) -> None:
        raise Broken

    remove_codes, backend.adapters.deletion.remove_codes = backend.adapters.deletion.remove_codes, fail  # type: ignore[method-assign]
    job = Job(JobKind.EVENT, event.event_id)
    pauses = []
    for _ in range(30):
        with pytest.raises(Broken):
            await backend.jobs.work(job)
        pauses.append((backend.tables.jobs[job].due_at - backend.clock()).total_seconds())
        backend.clock.now = backend.tables.jobs[job].due_at
    assert pauses[0] == 60
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600
    backend.adapters.deletion.remove_codes = remove_codes  # type: ignore[method-assign]
    await sweep_and_work(backend)
    await backend.wait_for_deletion()

    assert backend.tables.events == {}
