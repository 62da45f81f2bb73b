"""Deletion by hand: gone for everybody at once, removed soon after, and never half done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import (
    EmailTaken,
    EventExpired,
    EventNameTaken,
    InvalidInput,
    NotFound,
    RateLimited,
    Unauthenticated,
    WrongCredentials,
)
from domain.jobs import Job, JobKind
from domain.models import Event, PhotoFilter, Photographer, PhotoKey, PhotoStatus, Viewer
from domain.uploads import TICKET_LIFE, Ticket, UploadFile
from tests.fake_storage import original_key
from tests.world import PASSWORD, World

ADDRESS = "192.0.2.1"


@pytest.fixture
def world() -> World:
    return World()


def left(world: World) -> list[object]:
    """Everything that is still there, but for accounts."""
    tables = world.tables
    kept = (tables.events, tables.accessors, tables.photos, tables.jobs, tables.archives)
    return [key for each in (*kept, world.storage.originals, world.storage.derived) for key in each]


async def asked(world: World, photographer: Photographer, event: Event, file: UploadFile) -> Ticket:
    _, (ticket,) = await world.service.photos.request_uploads(photographer, event.event_id, [file])
    return ticket


async def test_a_deleted_event_is_gone_for_everybody_at_once(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    (key,) = await world.upload(anna, event, "cake.jpg")
    ben = await world.issue(anna, event, key)
    await world.service.deletions.delete_event(anna, event.event_id)

    assert await world.service.events.find(anna, event.event_id) is None
    assert (await world.service.events.page(anna.user_id, first=10, after=None)).items == ()
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

    assert left(world) == []
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

    assert left(world) == []


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
    ticket = await asked(world, anna, event, file)
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
    ticket = await asked(world, anna, event, file)
    await world.service.deletions.delete_event(anna, event.event_id)
    await world.work()
    await world.wait_for_deletion()
    await world.arrive(ticket.photo, b"PHOTO cak")

    assert left(world) == []


async def test_deleted_photos_are_out_of_the_event_every_code_and_the_counts_at_once(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "bride.jpg", "cake.jpg", "rings.jpg")
    ben = await world.issue(anna, event, *keys)
    eve = await world.issue(anna, event, all_photos=True)
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:2])

    page = await world.service.photos.page(event.event_id, first=10, after=None, which=PhotoFilter.ALL)
    assert [photo.filename for photo in page.items] == ["rings.jpg"]
    for code in (ben, eve):
        album = await world.service.albums.open(Viewer(event.event_id, code.access_code))
        seen = await world.service.albums.photos(album, first=10, after=None)
        assert [photo.filename for photo in seen.items] == ["rings.jpg"]
        assert await world.service.albums.totals(album) == (1, len(b"PHOTO rings.jpg"))
    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.ready_count) == (1, 1)
    assert world.tables.storage_bytes[anna.user_id] == stored.total_bytes == stored.ready_bytes
    with pytest.raises(NotFound):
        await world.issue(anna, event, keys[0])


async def test_deleted_photos_are_removed_from_storage_and_codes_and_the_rest_stays(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "bride.jpg", "cake.jpg")
    ben = await world.issue(anna, event, *keys)
    await world.service.deletions.delete_photos(anna, event.event_id, keys[:1])
    await world.work()

    assert [key.rpartition("/")[2] for key in world.storage.originals] == ["cake.jpg"]
    assert {key.split("/")[2] for key in world.storage.derived} == {"cake.jpg"}
    assert world.tables.accessors[event.event_id, ben.access_code].images == {"cake.jpg"}
    world.clock.forward(hours=2)
    await world.wait_for_deletion()
    assert list(world.tables.photos) == [keys[1]]
    assert Job(JobKind.PHOTOS, event.event_id) not in world.tables.jobs


async def test_a_name_is_free_only_when_every_code_has_let_go_of_it(world: World) -> None:
    """A code that was issued by who saw the photo before it was deleted must not show another one."""
    anna = await world.photographer()
    event = await world.event(anna)
    (key,) = await world.upload(anna, event, "cake.jpg")
    world.clock.forward(days=1)
    file = UploadFile("cake.jpg", "image/jpeg", 5)
    await world.service.deletions.delete_photos(anna, event.event_id, [key])
    await world.work()
    late = await world.adapters.accessors.add(
        [
            (await world.issue(anna, event)).model_copy(
                update={"access_code": "ABC34D", "images": frozenset({"cake.jpg"})}
            )
        ]
    )
    assert late == ()
    early = await asked(world, anna, event, file)
    assert early.photo.filename == "cake (2).jpg"
    world.clock.forward(minutes=3)
    await world.sweep.sweep()
    await world.work()

    again = await asked(world, anna, event, UploadFile("cake.jpg", "image/jpeg", 6))
    assert again.photo.filename == "cake.jpg"
    assert world.tables.accessors[event.event_id, "ABC34D"].images == frozenset()


async def test_a_name_stays_taken_while_a_signed_upload_of_the_old_photo_is_good(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    file = UploadFile("cake.jpg", "image/jpeg", 9)
    ticket = await asked(world, anna, event, file)
    await world.service.deletions.delete_photos(anna, event.event_id, [ticket.photo.key])
    await world.work()
    world.clock.forward(minutes=40)
    await world.wait_for_deletion()
    other = await asked(world, anna, event, file)
    assert other.photo.filename == "cake (2).jpg"
    await world.arrive(ticket.photo, b"PHOTO cak")
    assert original_key(ticket.photo) not in world.storage.originals
    world.clock.forward(seconds=TICKET_LIFE.total_seconds())
    await world.wait_for_deletion()

    assert ticket.photo.key not in world.tables.photos


async def test_deleting_again_or_what_is_gone_is_no_error_but_another_events_photo_is(world: World) -> None:
    anna = await world.photographer()
    event, other = await world.event(anna), await world.event(anna, "Other")
    keys = await world.upload(anna, event, "cake.jpg")
    (foreign,) = await world.upload(anna, other, "cake.jpg")
    gone = PhotoKey(event.event_id, "never.jpg")
    for _ in range(2):
        await world.service.deletions.delete_photos(anna, event.event_id, [*keys, *keys, gone])
    with pytest.raises(NotFound):
        await world.service.deletions.delete_photos(anna, event.event_id, [foreign])
    with pytest.raises(InvalidInput):
        await world.service.deletions.delete_photos(anna, event.event_id, [gone] * 501)

    assert world.tables.events[event.event_id].photo_count == 0
    assert world.tables.photos[foreign].deleting_since is None


async def test_photos_of_every_status_can_be_deleted_and_count_for_what_they_counted(world: World) -> None:
    anna = await world.photographer()
    event = await world.event(anna)
    ready = await world.upload(anna, event, *(f"{number}.jpg" for number in range(120)))
    file = UploadFile("on its way.jpg", "image/jpeg", 9)
    ticket = await asked(world, anna, event, file)
    bad = UploadFile("bad.jpg", "image/jpeg", 3)
    rejected = await asked(world, anna, event, bad)
    await world.arrive(rejected.photo, b"bad")
    assert world.tables.photos[rejected.photo.key].status is PhotoStatus.REJECTED
    await world.service.deletions.delete_photos(anna, event.event_id, [*ready, ticket.photo.key, rejected.photo.key])

    stored = world.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes, stored.ready_count, stored.ready_bytes) == (0, 0, 0, 0)
    assert world.tables.storage_bytes[anna.user_id] == 0


async def test_an_account_is_deleted_with_its_events_and_its_name_is_free_again(world: World) -> None:
    anna = await world.photographer()
    otto = await world.photographer("otto")
    others = await world.event(otto)
    for name in ("Wedding", "Birthday"):
        event = await world.event(anna, name)
        await world.issue(anna, event, *(await world.upload(anna, event, "cake.jpg")))
    await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await world.service.accounts.me(anna)
    with pytest.raises(WrongCredentials):
        await world.service.accounts.sign_in(email="anna@example.com", password=PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await world.event(anna, "Another")
    with pytest.raises(EmailTaken):
        await world.photographer()
    await world.work()
    await world.wait_for_deletion()
    await world.wait_for_deletion()

    assert [user.email for user in world.tables.users.values()] == ["otto@example.com"]
    assert left(world) == [others.event_id, Job(JobKind.REMINDER, others.event_id)]
    assert anna.user_id not in world.tables.storage_bytes
    assert [mail.subject for mail in world.mailer.sent if "deleted" in mail.subject] == ["Your account is deleted"]
    assert (await world.photographer()).user_id != anna.user_id


async def test_an_account_is_deleted_by_its_password_alone_and_guessing_is_limited(world: World) -> None:
    anna = await world.photographer()
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await world.service.deletions.delete_account(anna, "wrong", address=ADDRESS)
    with pytest.raises(RateLimited):
        await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    world.clock.forward(hours=1)
    await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)


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
    assert left(world) == []


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
    assert left(world) == []
