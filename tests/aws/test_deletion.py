"""Deletion that is killed before and after every call to AWS, and then resumed, leaves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from aws.clients import Aws
from aws.s3 import keys
from domain.archive_models import ArchiveStatus
from domain.job_models import Job, JobKind
from domain.models import Accessor, Event, Photo, PhotoStatus, RenditionKind, User
from domain.sorting.log import Publication
from domain.sorting.stored import DeletedCard, PhotoCorrection, StoredSorting
from runtime.adapters import Adapters
from tests.aws.aws_backends import AwsBackend
from tests.aws.conftest import NAMES
from tests.aws.factories import a_user, an_accessor, an_archive, an_event, photos_of
from tests.aws.fault_injection import FaultInjectingAws

MAX_CALLS = 200

with_deaths = pytest.mark.parametrize("backend", ["ministack", "seaweedfs"], indirect=True)
"""One engine with tables is enough: a death before a call is the same as one after the call before it."""


@dataclass(frozen=True)
class Stored:
    user: User
    event: Event
    photos: tuple[Photo, ...]
    accessor: Accessor


async def store(backend: AwsBackend) -> Stored:
    """An event with ready photos, an open upload, codes, and an archive with its object."""
    adapters, now = backend.adapters_for(backend.aws), backend.clock()
    user = a_user()
    event = an_event(user_id=user.user_id, public_url=f"{user.user_name}/wedding", created_at=now)
    await adapters.users.add(user)
    await adapters.events.add(event, remind_at=event.expires_at)
    *rest, large = photos_of(event, 3, registered_at=now)
    large = large.model_copy(update={"upload_id": await adapters.storage.start_multipart(large)})
    await adapters.photos.register(event, [*rest, large], quota_bytes=10**12, now=now)
    s3 = backend.aws.client("s3")
    for photo in rest:
        s3.put_object(Bucket=NAMES.originals, Key=keys.original(photo), Body=b"original")
        for kind in ("thumbnail", "preview"):
            s3.put_object(Bucket=NAMES.derived, Key=f"{keys.original(photo)}/{kind}", Body=kind.encode())
        ready = photo.model_copy(update={"status": PhotoStatus.READY, "uploaded_at": now, "crc32": 1})
        assert await adapters.photos.finish(ready)
    accessor = an_accessor(event.event_id, images=frozenset(photo.filename for photo in rest))
    await adapters.accessors.add([accessor, an_accessor(event.event_id, "ABC34E", all_photos=True)])
    filenames, now = ("pic000.png", "pic001.png"), backend.clock()
    archive = an_archive(event, filenames=filenames, created_at=now, expires_at=now + timedelta(days=2))
    asked, _ = await adapters.archives.request(archive, by=accessor.access_code, now=now)
    assert await adapters.archives.change(asked, status=ArchiveStatus.READY, done_bytes=3)
    s3.put_object(Bucket=NAMES.derived, Key=keys.archive(archive), Body=b"zip")
    await sort(adapters, event, rest, accessor)
    for under_way in (keys.archive(archive), keys.rendition(large, RenditionKind.LOCATION_STRIPPED)):
        s3.create_multipart_upload(Bucket=NAMES.derived, Key=under_way)
    return Stored(user, event, tuple(rest), accessor)


async def sort(adapters: Adapters, event: Event, photos: Sequence[Photo], accessor: Accessor) -> None:
    """One item of each kind in Sorting, and a photo for everybody."""
    first, names = photos[0], frozenset(photo.filename for photo in photos)
    await adapters.sorting.correct(event, {name: PhotoCorrection(assigned=frozenset({"ABC34E"})) for name in names})
    await adapters.sorting.answer(event, answered=frozenset({"q"}), unanswered=frozenset(), are_cards_last=True)
    await adapters.sorting.keep_deleted([DeletedCard(first)])
    added = {accessor.access_code: names}
    publication = Publication(number=1, digest="d", published_at=event.created_at, added=added, removed={})
    await adapters.sorting.publish(event, publication, log_version=0)
    await adapters.accessors.give(event, None, add=names, remove=frozenset(), now=event.created_at)


async def left_of(backend: AwsBackend, stored: Stored) -> list[Any]:
    """Everything that is left of an event."""
    adapters, event = backend.adapters_for(backend.aws), stored.event
    records: list[object] = [
        await adapters.events.get(event.event_id),
        await adapters.events.id_of(event.public_url),
        *(await adapters.accessors.of_event(event.event_id, first=10, after=None)).items,
        await adapters.accessors.assigned_filenames(event.event_id),
        sorting if (sorting := await adapters.sorting.of_event(event.event_id)) != StoredSorting() else None,
        *[photo async for page in adapters.deletion.photos_of(event.event_id) for photo in page],
        *[archive async for archive in adapters.archives.of_event(event.event_id)],
        await adapters.users.storage_bytes(event.user_id),
    ]
    for kind in JobKind:
        job = Job(kind, event.event_id, "0123456789abcdef" * 2 if kind is JobKind.ARCHIVE else "")
        records.append(await adapters.jobs.hold(job, now=backend.clock(), until=backend.clock()))
    return [each for each in records if each] + objects_of(backend.aws, stored)


def objects_of(aws: Aws, stored: Stored) -> list[str]:
    s3, event = aws.client("s3"), stored.event
    found = []
    for bucket in (NAMES.originals, NAMES.derived):
        for prefix in (f"{event.user_id}/{event.event_id}/", f"archives/{event.user_id}/{event.event_id}/"):
            listed = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
            uploads = s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix).get("Uploads", [])
            found += [each["Key"] for each in (*listed, *uploads)]
    return found


async def test_a_deleted_event_leaves_nothing(backend: AwsBackend) -> None:
    stored = await store(backend)
    assert len(objects_of(backend.aws, stored)) == 10
    await mark_for_deletion(backend, stored)
    job = Job(JobKind.EVENT, stored.event.event_id)
    await backend.work(job, backend.worker, backend.worker)

    assert await left_of(backend, stored) == []
    assert [mail.subject for mail in backend.mailer.sent] == ["Anna & Ben is deleted"]


async def test_the_sweep_deletes_an_expired_event(backend: AwsBackend) -> None:
    stored = await store(backend)
    backend.clock.forward(days=7)
    for _ in range(3):
        await backend.sweep(backend.worker)
        backend.clock.forward(minutes=5)

    assert await left_of(backend, stored) == []


@with_deaths
@pytest.mark.parametrize("runs_before", [0, 1])
async def test_deletion_completes_after_a_death_at_any_call(backend: AwsBackend, runs_before: int) -> None:
    """In the first run, and in the last one after the grace period."""
    for at in range(1, MAX_CALLS):
        stored = await store(backend)
        await mark_for_deletion(backend, stored)
        faulty, job = FaultInjectingAws(backend.worker, at, backend.moment), Job(JobKind.EVENT, stored.event.event_id)
        await backend.work(job, *[backend.worker] * runs_before, faulty, backend.worker, backend.worker)
        assert await left_of(backend, stored) == [], f"{backend.moment} call {at}"
        if not faulty.is_dead:
            break
    assert at > 4


async def mark_for_deletion(backend: AwsBackend, stored: Stored) -> None:
    marks = backend.adapters_for(backend.aws).deletion_marks
    assert await marks.mark_event(stored.event.event_id, now=backend.clock(), owner_id=stored.user.user_id)


@with_deaths
async def test_photos_are_deleted_after_a_death_at_any_call(backend: AwsBackend) -> None:
    for at in range(1, MAX_CALLS):
        stored = await store(backend)
        adapters, first = backend.adapters_for(backend.aws), stored.photos[0]
        photo = (await adapters.photos.get_many([first.key]))[first.key]
        await adapters.deletion_marks.mark_photos(stored.event, [photo], now=backend.clock())
        backend.clock.forward(hours=2)
        faulty = FaultInjectingAws(backend.worker, at, backend.moment)
        await backend.work(Job(JobKind.PHOTOS, stored.event.event_id), faulty, backend.worker)
        assert first.key not in await adapters.photos.get_many([first.key])
        assert not [key for key in objects_of(backend.aws, stored) if first.filename in key]
        code = await adapters.accessors.get(stored.event.event_id, stored.accessor.access_code)
        assert code
        assert code.images == code.for_everybody == {stored.photos[1].filename}
        sorting = await adapters.sorting.of_event(stored.event.event_id)
        assert set(sorting.corrections) == {stored.photos[1].filename}
        event = await adapters.events.get(stored.event.event_id)
        assert event
        assert (event.photo_count, event.ready_count, event.total_bytes) == (2, 1, 2000)
        if not faulty.is_dead:
            break
    assert at > 4
