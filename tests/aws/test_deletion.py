"""Deletion killed before and after every call to AWS, and run again: the same end, and nothing left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from aws.clients import Aws
from aws.s3 import keys
from domain.archive_models import ArchiveStatus
from domain.job_models import Job, JobKind
from domain.models import Accessor, Event, Photo, PhotoStatus, RenditionKind, User
from tests.aws.aws_backends import AwsBackend
from tests.aws.conftest import NAMES
from tests.aws.factories import a_user, an_accessor, an_archive, an_event, photos_of
from tests.aws.fault_injection import FaultInjectingAws

MAX_CALLS = 200


@dataclass(frozen=True)
class Stored:
    user: User
    event: Event
    photos: tuple[Photo, ...]
    accessor: Accessor


async def store(place: AwsBackend) -> Stored:
    """A full event: photos that are ready, an upload that is open, codes, and an archive with its object."""
    adapters, now = place.of(place.aws), place.clock()
    user = a_user()
    event = an_event(user_id=user.user_id, public_url=f"{user.user_name}/wedding", created_at=now)
    await adapters.users.add(user)
    await adapters.events.add(event, remind_at=event.expires_at)
    *rest, large = photos_of(event, 3, registered_at=now)
    large = large.model_copy(update={"upload_id": await adapters.storage.start_multipart(large)})
    await adapters.photos.register(event, [*rest, large], quota_bytes=10**12, now=now)
    s3 = place.aws.client("s3")
    for photo in rest:
        s3.put_object(Bucket=NAMES.originals, Key=keys.original(photo), Body=b"original")
        for kind in ("thumbnail", "preview"):
            s3.put_object(Bucket=NAMES.derived, Key=f"{keys.original(photo)}/{kind}", Body=kind.encode())
        ready = photo.model_copy(update={"status": PhotoStatus.READY, "uploaded_at": now, "crc32": 1})
        assert await adapters.photos.finish(ready)
    accessor = an_accessor(event.event_id, images=frozenset(photo.filename for photo in rest))
    await adapters.accessors.add([accessor, an_accessor(event.event_id, "ABC34E", all_photos=True)])
    filenames, now = ("pic000.png", "pic001.png"), place.clock()
    archive = an_archive(event, filenames=filenames, created_at=now, expires_at=now + timedelta(days=2))
    asked, _ = await adapters.archives.request(archive, by=accessor.access_code, now=now)
    assert await adapters.archives.change(asked, status=ArchiveStatus.READY, done_bytes=3)
    s3.put_object(Bucket=NAMES.derived, Key=keys.archive(archive), Body=b"zip")
    for under_way in (keys.archive(archive), keys.rendition(large, RenditionKind.LOCATION_STRIPPED)):
        s3.create_multipart_upload(Bucket=NAMES.derived, Key=under_way)
    return Stored(user, event, tuple(rest), accessor)


async def left_of(place: AwsBackend, stored: Stored) -> list[Any]:
    """Everything that is still there of an event."""
    adapters, event = place.of(place.aws), stored.event
    records: list[object] = [
        await adapters.events.get(event.event_id),
        await adapters.events.id_of(event.public_url),
        *(await adapters.accessors.of_event(event.event_id, first=10, after=None)).items,
        *[photo async for page in adapters.deletion.photos_of(event.event_id) for photo in page],
        *[archive async for archive in adapters.archives.of_event(event.event_id)],
        await adapters.users.storage_bytes(event.user_id),
    ]
    for kind in JobKind:
        job = Job(kind, event.event_id, "0123456789abcdef" * 2 if kind is JobKind.ARCHIVE else "")
        records.append(await adapters.jobs.hold(job, now=place.clock(), until=place.clock()))
    return [each for each in records if each] + objects_of(place.aws, stored)


def objects_of(aws: Aws, stored: Stored) -> list[str]:
    s3, event = aws.client("s3"), stored.event
    found = []
    for bucket in (NAMES.originals, NAMES.derived):
        for prefix in (f"{event.user_id}/{event.event_id}/", f"archives/{event.user_id}/{event.event_id}/"):
            listed = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
            uploads = s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix).get("Uploads", [])
            found += [each["Key"] for each in (*listed, *uploads)]
    return found


async def test_a_deleted_event_leaves_nothing(place: AwsBackend) -> None:
    stored = await store(place)
    assert len(objects_of(place.aws, stored)) == 10
    await claim(place, stored)
    job = Job(JobKind.EVENT, stored.event.event_id)
    await place.work(job, place.worker, place.worker)

    assert await left_of(place, stored) == []
    assert [mail.subject for mail in place.mailer.sent] == ["Anna & Ben is deleted"]


async def test_an_event_that_is_over_is_deleted_by_the_sweep(place: AwsBackend) -> None:
    stored = await store(place)
    place.clock.forward(days=7)
    for _ in range(3):
        await place.sweep(place.worker)
        place.clock.forward(minutes=5)

    assert await left_of(place, stored) == []


@pytest.mark.parametrize("rounds_before", [0, 1])
async def test_killed_at_any_call_it_ends_the_same(place: AwsBackend, rounds_before: int) -> None:
    """In the first round, and in the last one after the grace."""
    for at in range(1, MAX_CALLS):
        stored = await store(place)
        await claim(place, stored)
        killing, job = FaultInjectingAws(place.worker, at, place.moment), Job(JobKind.EVENT, stored.event.event_id)
        await place.work(job, *[place.worker] * rounds_before, killing, place.worker, place.worker)
        assert await left_of(place, stored) == [], f"{place.moment} call {at}"
        if not killing.is_dead:
            break
    assert at > 4


async def claim(place: AwsBackend, stored: Stored) -> None:
    claims = place.of(place.aws).deletion_marks
    assert await claims.mark_event(stored.event.event_id, now=place.clock(), owner_id=stored.user.user_id)


async def test_photos_are_deleted_the_same_however_often_the_worker_dies(place: AwsBackend) -> None:
    for at in range(1, MAX_CALLS):
        stored = await store(place)
        adapters, first = place.of(place.aws), stored.photos[0]
        photo = (await adapters.photos.get_many([first.key]))[first.key]
        await adapters.deletion_marks.mark_photos(stored.event, [photo], now=place.clock())
        place.clock.forward(hours=2)
        killing = FaultInjectingAws(place.worker, at, place.moment)
        await place.work(Job(JobKind.PHOTOS, stored.event.event_id), killing, place.worker)
        assert first.key not in await adapters.photos.get_many([first.key])
        assert not [key for key in objects_of(place.aws, stored) if first.filename in key]
        code = await adapters.accessors.get(stored.event.event_id, stored.accessor.access_code)
        assert code
        assert code.images == {stored.photos[1].filename}
        event = await adapters.events.get(stored.event.event_id)
        assert event
        assert (event.photo_count, event.ready_count, event.total_bytes) == (2, 1, 2000)
        if not killing.is_dead:
            break
    assert at > 4
