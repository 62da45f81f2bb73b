"""The engine is killed while it stores an object: what it has begun is finished at the next start, with its message."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError

from aws.sqs import SqsQueue
from domain.models import PhotoKey, PhotoStatus
from media.sandbox.renderer import SandboxedRenderer
from runtime.adapters import adapters_of
from runtime.queue_consumer import process_messages
from runtime.settings import Settings
from runtime.wiring import upload_processor_of, utc_now
from tests.aws.factories import a_photo, an_event
from tests.engine_processes import ENGINES
from tests.local.ministack.kept_engine import NAMES, ORIGIN, PREFIX, Kept, kept, recovery
from tests.media.pictures import jpeg
from worker import upload_handler

FILES_OF_AN_OBJECT = 2
BODY = bytes(range(256)) * 8192
"""Larger than what is held in memory."""

DIES = f"""
import os, pathlib, runpy, signal, sys
change, done = pathlib.Path.CHANGE, 0

def die_after(changes):
    if done == changes:
        os.kill(os.getpid(), signal.SIGKILL)

def change_or_die(path, *names, **options):
    global done
    if not any("{NAMES.originals}" in pathlib.Path(name).parts for name in (path, *names)):
        return change(path, *names, **options)
    die_after(CHANGES)
    change(path, *names, **options)
    done += 1
    die_after(CHANGES)

pathlib.Path.CHANGE = change_or_die
runpy.run_module("local.ministack.launcher", run_name="__main__", alter_sys=True)
"""


def dying_engine(folder: Path, change: str, changes: int) -> Path:
    """An engine that is killed when it has changed so many files of originals."""
    source, program = folder / "dying.py", folder / "engines" / "bin" / "python"
    source.write_text(DIES.replace("CHANGES", str(changes)).replace("CHANGE", change))
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{ENGINES}/bin/python" -P "{source}"\n')
    program.chmod(0o755)
    return folder / "engines"


@pytest.fixture(params=range(FILES_OF_AN_OBJECT + 1))
def dying(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Killed when none, one or all files of the first original are in their place."""
    return dying_engine(tmp_path, "replace", request.param)


@contextmanager
def killed_by_itself(service: Kept) -> Iterator[None]:
    with pytest.raises(BotoCoreError):
        yield
    assert service.engine.process.wait(10)


def test_a_photo_is_processed_whose_upload_was_cut_off_and_is_never_repeated(folder: Path, dying: Path) -> None:
    """Issue 13. It stayed UPLOADING until the search for orphans, two hours later."""
    body, event = jpeg(40, 30), an_event(created_at=utc_now())
    photo = a_photo(event, content_type="image/jpeg", size_bytes=len(body), registered_at=utc_now())
    key = f"{event.user_id}/{event.event_id}/{photo.filename}"
    with kept(folder, engines=dying) as service:
        adapters = adapters_of(settings_of(service), service.aws)
        asyncio.run(adapters.events.add(event))
        asyncio.run(adapters.photos.register(event, [photo], quota_bytes=10**9, now=utc_now()))
        with killed_by_itself(service):
            service.s3.put_object(Bucket=NAMES.originals, Key=key, Body=body, ContentType="image/jpeg", IfNoneMatch="*")

    with kept(folder) as service:
        assert asyncio.run(status_after_work(service, photo.key)) is PhotoStatus.READY
        stored = service.s3.get_object(Bucket=NAMES.originals, Key=key)
        assert (stored["Body"].read(), stored["ContentType"]) == (body, "image/jpeg")


def settings_of(service: Kept) -> Settings:
    return Settings(endpoint_url=service.engine.endpoint_url, prefix=PREFIX, public_origin=ORIGIN)


async def status_after_work(service: Kept, photo: PhotoKey) -> PhotoStatus:
    """What the worker makes of the messages that wait."""
    adapters = adapters_of(settings_of(service), service.aws)
    handler = upload_handler(upload_processor_of(adapters, SandboxedRenderer()))
    messages = await SqsQueue(service.aws, NAMES.uploads, wait_seconds=0).receive()
    assert not await process_messages(messages, handler)
    return (await adapters.photos.get_many([photo]))[photo].status


def test_an_upload_in_parts_that_was_cut_off_is_completed_again_by_its_client(folder: Path, tmp_path: Path) -> None:
    dying = dying_engine(tmp_path, "replace", 1)
    name = {"Bucket": NAMES.originals, "Key": "one.mp4"}
    with kept(folder, engines=dying) as service:
        upload = {**name, "UploadId": service.s3.create_multipart_upload(**name)["UploadId"]}
        part = service.s3.upload_part(**upload, PartNumber=1, Body=BODY)["ETag"]
        completion = {**upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part}]}}
        with killed_by_itself(service):
            service.s3.complete_multipart_upload(**completion)

    for _ in range(2):
        with kept(folder) as service:
            assert service.notified_keys() == ["one.mp4"]
            etag = service.s3.complete_multipart_upload(**completion)["ETag"]
            assert service.s3.head_object(**name)["ETag"] == etag
            assert service.objects() == {"one.mp4": BODY}
            assert service.notified_keys() == [], "completed again, it is not another object"
            service.kill()


def test_a_deletion_that_was_cut_off_leaves_no_file(folder: Path, tmp_path: Path) -> None:
    with kept(folder, engines=dying_engine(tmp_path, "unlink", 1)) as service:
        service.upload("one.jpg", b"one")
        with killed_by_itself(service):
            service.s3.delete_objects(Bucket=NAMES.originals, Delete={"Objects": [{"Key": "one.jpg"}]})

    with kept(folder) as service:
        assert service.objects() == {}
    assert files_of_originals(folder) == []


def files_of_originals(folder: Path) -> list[Path]:
    return [path for path in (folder / "s3").rglob("*") if NAMES.originals in path.parts and path.is_file()]


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_start_knows_objects_without_reading_a_file_for_each(folder: Path, is_killed: bool) -> None:
    """Issue 13: with 100,000 photos that took more than a minute."""
    with kept(folder, checkpoint_bytes=1) as service:
        service.upload("one.jpg", b"one")
        service.upload("two.jpg", b"two")
        service.upload("one.jpg", b"another")
        service.s3.delete_object(Bucket=NAMES.originals, Key="two.jpg")
        known = service.s3.head_object(Bucket=NAMES.originals, Key="one.jpg")
        if is_killed:
            service.kill()
    for path in files_of_originals(folder):
        path.write_bytes(b"" if path.suffix == ".json" else path.read_bytes())

    with kept(folder) as service:
        assert service.objects() == {"one.jpg": b"another"}
        found = service.s3.head_object(Bucket=NAMES.originals, Key="one.jpg")
        for name in ("ETag", "ContentType", "ContentLength", "LastModified"):
            assert found[name] == known[name]


def test_an_object_whose_record_a_power_cut_has_taken_is_found_and_notified(folder: Path, tmp_path: Path) -> None:
    """A copy of the folder: the journal can't know what the files of another run are."""
    with kept(folder) as service:
        service.upload("earlier.jpg", b"earlier")
        assert service.notified_keys() == ["earlier.jpg"]
        url = service.sqs.get_queue_url(QueueName=NAMES.uploads)["QueueUrl"]
        service.sqs.purge_queue(QueueUrl=url)
        segment = max((folder / "state" / "journal").glob("segment-*"))
        on_disk = segment.stat().st_size
        service.upload("one.jpg", b"one")
        service.kill()
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    os.truncate(copy / segment.relative_to(folder), on_disk)

    for unrecorded in (1, 0):
        with kept(copy) as service:
            assert service.objects() == {"earlier.jpg": b"earlier", "one.jpg": b"one"}
            assert service.notified_keys() == ["one.jpg"]
            service.kill()
            assert recovery(copy)["unrecorded"] == unrecorded
    assert (copy / "log").read_text().count("the metadata of each are read") == 1
