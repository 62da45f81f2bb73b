"""Archives in storage: valid, equal whether written or copied, and completed after a worker died."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from aws.clients import Aws
from aws.s3 import keys
from aws.s3.archive_storage import S3Archives
from domain.archive_models import Archive, ArchiveStatus
from domain.capture_time import EventClock
from domain.job_models import Job, JobKind
from domain.models import Event, Photo, PhotoStatus
from domain.uploads import MIB
from domain.zip_entries import fingerprint, zip_entries
from media.zip import ZipLayout
from runtime.adapters import Adapters
from runtime.wiring import utc_now
from tests.aws.aws_backends import AwsBackend
from tests.aws.conftest import NAMES
from tests.aws.factories import a_photo, an_archive, an_event
from tests.aws.fault_injection import FaultInjectingAws

SMALL = [1, 300_000, 20_000]
LARGE = [6 * MIB, 12, 5 * MIB + 1, 300_000, 7 * MIB]
MAX_CALLS = 200
ASKER = "ABC34D"


def with_copies(backend: AwsBackend, from_bytes: int | None) -> AwsBackend:
    """The same backend, where archives of at least `from_bytes` are copied."""

    def adapters(aws: Aws) -> Adapters:
        storage = S3Archives(aws, NAMES, copy_from_bytes=from_bytes, written_share=1)
        return replace(backend.adapters(aws), archive_storage=storage)

    return replace(backend, adapters=adapters)


async def uploaded(backend: AwsBackend, sizes: list[int]) -> tuple[Event, list[Photo]]:
    """An event whose photos are ready, with random bytes of these sizes."""
    adapters, now = backend.adapters_for(backend.aws), backend.clock()
    event = an_event(created_at=now)
    await adapters.events.add(event)
    photos = []
    for number, size in enumerate(sizes):
        photo = a_photo(event, f"花嫁 {number}.png", size_bytes=size, registered_at=now)
        body = os.urandom(size)
        await adapters.photos.register(event, [photo], quota_bytes=10**12, now=now)
        backend.aws.client("s3").put_object(Bucket=NAMES.originals, Key=keys.original(photo), Body=body)
        done = {"status": PhotoStatus.READY, "uploaded_at": now, "taken_at": now, "crc32": zlib.crc32(body)}
        ready = photo.model_copy(update=done)
        assert await adapters.photos.finish(ready)
        photos.append(ready)
    return event, photos


async def requested(backend: AwsBackend, event: Event, photos: list[Photo]) -> Archive:
    entries = zip_entries(photos, EventClock(UTC), location_stripped=True)
    wanted = Archive(
        archive_id=fingerprint(entries, location_stripped=True),
        event_id=event.event_id,
        user_id=event.user_id,
        filenames=tuple(photo.filename for photo in photos),
        fingerprint=fingerprint(entries, location_stripped=True),
        size_bytes=ZipLayout(entries).size_bytes,
        unlocated=True,
        created_at=backend.clock(),
        expires_at=backend.clock() + timedelta(days=2),
    )
    archive, _ = await backend.adapters_for(backend.aws).archives.request(wanted, by=ASKER, now=backend.clock())
    return archive


async def removed(backend: AwsBackend, archive: Archive) -> None:
    """The next request begins with nothing."""
    adapters = backend.adapters_for(backend.aws)
    await adapters.objects.delete_archive(archive)
    await adapters.archives.remove(archive)
    assert not [each async for each in adapters.archives.of_event(archive.event_id)]


def job_of(archive: Archive) -> Job:
    return Job(JobKind.ARCHIVE, archive.event_id, archive.archive_id)


async def stored(backend: AwsBackend, archive: Archive) -> Archive:
    found = await backend.adapters_for(backend.aws).archives.get(archive.event_id, archive.archive_id)
    assert found
    return found


def check_object(backend: AwsBackend, archive: Archive, photos: list[Photo]) -> None:
    """The archive contains these photos, and its parts are deleted."""
    s3 = backend.aws.client("s3")
    body = s3.get_object(Bucket=NAMES.derived, Key=keys.archive(archive))["Body"].read()
    assert len(body) == archive.size_bytes
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert opened.testzip() is None
        assert [(info.filename, info.CRC) for info in opened.infolist()] == [
            (photo.filename, photo.crc32) for photo in photos
        ]
    prefix = keys.archives_prefix(archive.user_id, archive.event_id)
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=NAMES.derived, Prefix=prefix)["Contents"]] == [
        keys.archive(archive)
    ]
    assert not s3.list_multipart_uploads(Bucket=NAMES.derived, Prefix=prefix).get("Uploads")


@pytest.mark.parametrize("copy_from_bytes", [None, 1], ids=["written", "copied"])
@pytest.mark.parametrize("sizes", [SMALL, LARGE, [5 * MIB + 1] * 3, [1, *LARGE]], ids=["small", "large", "even", "odd"])
async def test_an_archive_contains_every_photo(
    backend: AwsBackend, sizes: list[int], copy_from_bytes: int | None
) -> None:
    backend = with_copies(backend, copy_from_bytes)
    event, photos = await uploaded(backend, sizes)
    archive = await requested(backend, event, photos)
    await backend.work(job_of(archive), backend.worker)

    ready = await stored(backend, archive)
    assert (ready.status, ready.progress, ready.size_bytes) == (ArchiveStatus.READY, 1, archive.size_bytes)
    check_object(backend, ready, photos)


@pytest.mark.parametrize("backend", ["ministack", "seaweedfs"], indirect=True)
@pytest.mark.parametrize("copy_from_bytes", [None, 1], ids=["written", "copied"])
async def test_another_worker_completes_an_archive_after_a_death_at_any_call(
    backend: AwsBackend, copy_from_bytes: int | None
) -> None:
    backend = with_copies(backend, copy_from_bytes)
    event, photos = await uploaded(backend, LARGE[:4] if copy_from_bytes else SMALL)
    for at in range(1, MAX_CALLS):
        archive = await requested(backend, event, photos)
        faulty = FaultInjectingAws(backend.worker, at, backend.moment)
        await backend.work(job_of(archive), faulty, backend.worker)
        ready = await stored(backend, archive)
        assert ready.status is ArchiveStatus.READY, f"{backend.moment} call {at}"
        check_object(backend, ready, photos)
        if not faulty.is_dead:
            break
        await removed(backend, ready)
    assert at > 5


async def test_a_photo_that_is_deleted_meanwhile_is_not_in_the_archive(backend: AwsBackend) -> None:
    backend = with_copies(backend, 1)
    event, photos = await uploaded(backend, LARGE)
    archive = await requested(backend, event, photos)
    dying = FaultInjectingAws(backend.worker, 14, "after")
    await backend.work(job_of(archive), dying)
    adapters = backend.adapters_for(backend.aws)
    await adapters.deletion_marks.mark_photos(event, photos[:1], now=backend.clock())
    await backend.work(Job(JobKind.PHOTOS, event.event_id), backend.worker)
    await backend.work(job_of(archive), backend.worker)

    ready = await stored(backend, archive)
    assert ready.filenames == tuple(photo.filename for photo in photos[1:])
    check_object(backend, ready, photos[1:])


async def test_an_archive_fails_when_all_photos_are_deleted(backend: AwsBackend) -> None:
    event, photos = await uploaded(backend, SMALL)
    archive = await requested(backend, event, photos)
    await backend.adapters_for(backend.aws).deletion_marks.mark_photos(event, photos, now=backend.clock())
    await backend.work(job_of(archive), backend.worker)
    assert (await stored(backend, archive)).status is ArchiveStatus.FAILED

    again = await requested(backend, event, photos)
    assert again.status is ArchiveStatus.PENDING


async def test_an_archive_is_built_once_for_several_codes(backend: AwsBackend) -> None:
    event, photos = await uploaded(backend, SMALL)
    archive = await requested(backend, event, photos)
    await backend.work(job_of(archive), backend.worker)
    archives, now = backend.adapters_for(backend.aws).archives, backend.clock()
    again, is_new = await archives.request(archive, by="ABC34E", now=now)

    assert (again.status, is_new, again.asked_by) == (ArchiveStatus.READY, False, frozenset({ASKER, "ABC34E"}))
    _, is_new = await archives.request(archive, by=ASKER, now=archive.expires_at)
    assert is_new


def test_a_download_can_be_resumed_by_range_and_has_its_filename(ministack_root: Aws) -> None:
    storage = S3Archives(ministack_root, NAMES, copy_from_bytes=None)
    now = datetime.now(UTC)
    archive = an_archive(an_event(), created_at=now, expires_at=now + timedelta(days=1))
    body = os.urandom(100_000)
    ministack_root.client("s3").put_object(Bucket=NAMES.derived, Key=keys.archive(archive), Body=body)
    url = storage.signed_get(archive, "Anna & Ben - Zoë.zip", now=now)
    received = b""
    for end in range(9_999, 100_000, 10_000):
        response = httpx.get(url, headers={"range": f"bytes={len(received)}-{end}"}, timeout=30)
        assert response.status_code == 206
        received += response.content

    assert received == body
    assert "Zo%C3%AB.zip" in response.headers["content-disposition"]
    assert "X-Amz-Expires=7200" in urlsplit(url).query


def test_no_link_outlives_the_archive(ministack_root: Aws) -> None:
    storage, now = S3Archives(ministack_root, NAMES, copy_from_bytes=None), utc_now().replace(microsecond=0)
    archive = an_archive(an_event(), created_at=now, expires_at=now + timedelta(seconds=90))
    assert "X-Amz-Expires=90&" in storage.signed_get(archive, "a.zip", now=now)
