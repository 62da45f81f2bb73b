"""Deletion of an event by its owner: hidden at once, removed soon after, and never half done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import EventExpired, EventNameTaken, NotFound, Unauthenticated
from domain.job_models import Job, JobKind
from domain.models import Viewer
from domain.uploads import UploadFile
from tests.in_memory_backend import PASSWORD, InMemoryBackend

ADDRESS = "192.0.2.1"


async def test_a_deleted_event_is_gone_for_everybody_at_once(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    (key,) = await backend.upload(anna, event, "cake.jpg")
    ben = await backend.issue(anna, event, key)
    await backend.service.deletions.delete_event(anna, event.event_id)

    assert await backend.service.events.find(anna, event.event_id) is None
    assert (await backend.service.events.page(anna, first=10, after=None)).items == ()
    with pytest.raises(NotFound):
        await backend.service.events.own(anna, event.event_id)
    with pytest.raises(Unauthenticated):
        await backend.service.albums.open(Viewer(event.event_id, ben.access_code))
    with pytest.raises(EventExpired):
        await backend.service.albums.redeem(
            public_url=event.public_url, access_code=ben.access_code, link_key=None, address=ADDRESS
        )


async def test_a_deleted_event_leaves_nothing_behind_and_its_link_is_free_again(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    await backend.issue(anna, event, *keys)
    await backend.issue(anna, event, all_photos=True)
    await backend.service.archives.of_event(anna, event.event_id, None)
    await backend.work()
    await backend.service.deletions.delete_event(anna, event.event_id)
    with pytest.raises(EventNameTaken):
        await backend.event(anna)
    await backend.work()
    assert backend.storage.originals == backend.storage.derived == {}
    await backend.wait_for_deletion()
    backend.tables.jobs.clear()  # the reminder of the event that was not to be

    assert backend.left == []
    assert backend.tables.storage_bytes[anna.user_id] == 0
    assert (await backend.event(anna)).public_url == event.public_url


async def test_the_photographer_is_notified_once_that_an_event_is_deleted(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.work()
    await backend.wait_for_deletion()

    (mail,) = [mail for mail in backend.mailer.sent if "is deleted" in mail.subject]
    assert (mail.to, mail.subject) == ("anna@example.com", "Wedding is deleted")
    assert "(2, " in mail.text


async def test_an_undelivered_mail_is_retried_and_delays_the_deletion_by_a_day_at_most(
    backend: InMemoryBackend,
) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.upload(anna, event, "cake.jpg")
    await backend.service.deletions.delete_event(anna, event.event_id)
    backend.mailer.broken = True
    await backend.work()
    await backend.wait_for_deletion()
    assert list(backend.tables.events) == [event.event_id]
    assert backend.storage.originals == {}
    backend.clock.forward(days=1)
    await backend.wait_for_deletion()

    assert backend.left == []


async def test_nobody_else_deletes_an_event(backend: InMemoryBackend) -> None:
    anna, otto = await backend.photographer(), await backend.photographer("otto")
    event = await backend.event(anna)
    for event_id in (event.event_id, "no id", "00000000-0000-0000-0000-000000000001"):
        with pytest.raises(NotFound):
            await backend.service.deletions.delete_event(otto, event_id)
    assert (await backend.service.events.own(anna, event.event_id)).deleting_since is None


async def test_a_marked_event_can_not_be_changed_or_uploaded_to(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await backend.ticket(anna, event, file)
    await backend.service.deletions.delete_event(anna, event.event_id)
    now = backend.clock()

    with pytest.raises(EventExpired):
        await backend.adapters.events.change(event, name=None, seconds_to_live=10_000_000, now=now)
    with pytest.raises(EventExpired):
        await backend.adapters.photos.register(event, [ticket.photo], quota_bytes=10**9, now=now)
    await backend.arrive(ticket.photo, b"PHOTO cak")
    assert backend.storage.originals == backend.storage.derived == {}


async def test_an_upload_that_is_stored_after_its_event_is_deleted_is_removed(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await backend.ticket(anna, event, file)
    await backend.service.deletions.delete_event(anna, event.event_id)
    await backend.work()
    await backend.wait_for_deletion()
    await backend.arrive(ticket.photo, b"PHOTO cak")

    assert backend.left == []


async def test_the_sweep_finds_jobs_that_were_never_enqueued(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "cake.jpg", "rings.jpg")
    backend.queue.broken = True
    await backend.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await backend.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    backend.queue.broken = False
    for _ in range(3):
        await backend.wait_for_deletion()
    assert backend.tables.users == {}
    assert backend.left == []


async def test_a_worker_that_died_loses_its_job_to_another_within_minutes(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    event = await backend.event(anna)
    await backend.service.deletions.delete_event(anna, event.event_id)
    job, now = Job(JobKind.EVENT, event.event_id), backend.clock()
    dead = await backend.adapters.jobs.hold(job, now=now, until=now + timedelta(minutes=2))
    assert dead
    await backend.work()
    assert event.event_id in backend.tables.events
    await backend.wait_for_deletion()
    assert backend.left == []
