"""Deletion of an event by hand: gone for everybody at once, removed soon after, and never half done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import (
    EventExpired,
    EventNameTaken,
    NotFound,
    Unauthenticated,
)
from domain.jobs import Job, JobKind
from domain.models import Viewer
from domain.uploads import UploadFile
from tests.world import PASSWORD, World

ADDRESS = "192.0.2.1"


async def test_a_deleted_event_is_gone_for_everybody_at_once(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    (key,) = await world.upload(anna, event, "cake.jpg")
    ben = await world.issue(anna, event, key)
    await world.service.deletions.delete_event(anna, event.event_id)

    assert await world.service.events.find(anna, event.event_id) is None
    assert (await world.service.events.page(anna, first=10, after=None)).items == ()
    with pytest.raises(NotFound):
        await world.service.events.own(anna, event.event_id)
    with pytest.raises(Unauthenticated):
        await world.service.albums.open(Viewer(event.event_id, ben.access_code))
    with pytest.raises(EventExpired):
        await world.service.albums.redeem(
            public_url=event.public_url, access_code=ben.access_code, link_key=None, address=ADDRESS
        )


async def test_a_deleted_event_leaves_nothing_behind_and_its_link_is_free_again(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "cake.jpg", "rings.jpg")
    await world.issue(anna, event, *keys)
    await world.issue(anna, event, all_photos=True)
    await world.service.archives.of_event(anna, event.event_id, None)
    await world.work()
    await world.service.deletions.delete_event(anna, event.event_id)
    with pytest.raises(EventNameTaken):
        await world.event(anna)
    await world.work()
    assert world.storage.originals == world.storage.derived == {}
    await world.wait_for_deletion()
    world.tables.jobs.clear()  # the reminder of the event that was not to be

    assert world.left == []
    assert world.tables.storage_bytes[anna.user_id] == 0
    assert (await world.event(anna)).public_url == event.public_url


async def test_the_photographer_is_told_once_that_an_event_is_deleted(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    await world.upload(anna, event, "cake.jpg", "rings.jpg")
    await world.service.deletions.delete_event(anna, event.event_id)
    await world.service.deletions.delete_event(anna, event.event_id)
    await world.work()
    await world.wait_for_deletion()

    (mail,) = [mail for mail in world.mailer.sent if "is deleted" in mail.subject]
    assert (mail.to, mail.subject) == ("anna@example.com", "Wedding is deleted")
    assert "(2, " in mail.text


async def test_a_mail_that_is_not_taken_comes_later_and_holds_up_nothing_for_more_than_a_day(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    await world.upload(anna, event, "cake.jpg")
    await world.service.deletions.delete_event(anna, event.event_id)
    world.mailer.broken = True
    await world.work()
    await world.wait_for_deletion()
    assert list(world.tables.events) == [event.event_id]
    assert world.storage.originals == {}
    world.clock.forward(days=1)
    await world.wait_for_deletion()

    assert world.left == []


async def test_nobody_else_deletes_an_event(world: World) -> None:
    anna, otto = await world.photographer(), await world.photographer("otto")
    event = await world.event(anna)
    for event_id in (event.event_id, "no id", "00000000-0000-0000-0000-000000000001"):
        with pytest.raises(NotFound):
            await world.service.deletions.delete_event(otto, event_id)
    assert (await world.service.events.own(anna, event.event_id)).deleting_since is None


async def test_an_event_cannot_be_changed_or_filled_once_it_is_claimed(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await world.ticket(anna, event, file)
    await world.service.deletions.delete_event(anna, event.event_id)
    now = world.clock()

    with pytest.raises(EventExpired):
        await world.adapters.events.change(event, name=None, seconds_to_live=10_000_000, now=now)
    with pytest.raises(EventExpired):
        await world.adapters.photos.register(event, [ticket.photo], quota_bytes=10**9, now=now)
    await world.arrive(ticket.photo, b"PHOTO cak")
    assert world.storage.originals == world.storage.derived == {}


async def test_an_upload_that_lands_after_its_event_is_removed(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await world.ticket(anna, event, file)
    await world.service.deletions.delete_event(anna, event.event_id)
    await world.work()
    await world.wait_for_deletion()
    await world.arrive(ticket.photo, b"PHOTO cak")

    assert world.left == []


async def test_what_was_not_told_is_found_by_the_sweep(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "cake.jpg", "rings.jpg")
    world.queue.broken = True
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    world.queue.broken = False
    for _ in range(3):
        await world.wait_for_deletion()
    assert world.tables.users == {}
    assert world.left == []


async def test_a_worker_that_died_loses_its_job_to_another_within_minutes(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    await world.service.deletions.delete_event(anna, event.event_id)
    job, now = Job(JobKind.EVENT, event.event_id), world.clock()
    dead = await world.adapters.jobs.hold(job, now=now, until=now + timedelta(minutes=2))
    assert dead
    await world.work()
    assert event.event_id in world.tables.events
    await world.wait_for_deletion()
    assert world.left == []
