"""Copies without a location, by the worker: checked before they are offered, and made anew under newer rules."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import worker
from aws.s3 import keys
from aws.sqs import SqsQueue
from domain.copy_renewal import RenewalReport
from domain.location_copies import LOCATION_RULES
from domain.models import Photo
from infra.deploy.copy_renewal import copy_renewal_of
from runtime.wiring import utc_now
from tests.media.exiftool import location_tags_of
from tests.media.heif_files import box
from tests.media.location import movie_location_records as records
from tests.media.movie_files import with_box
from tests.media.pictures import encoded, exif, four_corners
from tests.s3_notifications import notification
from tests.test_worker import NAMES, Cloud, batch, cloud, failed, moto_aws

__all__ = ["cloud", "moto_aws"]

SAMPLES = Path(__file__).parent / "media" / "samples"
PLACE = exif(1)
PLACE[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
LOCATED = encoded(four_corners(640, 480), "JPEG", exif=PLACE)
FILM = with_box(
    (SAMPLES / "camera.mp4").read_bytes(), "moov/udta", box(b"\xa9xyz", records.international_text(records.ISO_6709))
)


@dataclass
class Renewal:
    """`make renew-copies`, with a worker that is called whenever it waits. `queued` counts the messages."""

    cloud: Cloud
    said: list[str] = field(default_factory=list)
    queued: int = 0

    def run(self) -> RenewalReport:
        renewal = copy_renewal_of(self.cloud.aws, NAMES, utc_now, self.said.append)
        return asyncio.run(replace(renewal, sleep=self._work).run())

    async def _work(self, seconds: float) -> None:
        queue = SqsQueue(self.cloud.aws, NAMES.uploads, wait_seconds=0)
        while messages := await queue.receive(10):
            self.queued += len(messages)
            answer = await asyncio.to_thread(worker.handler, batch(*(each.body for each in messages)), None)
            assert failed(answer) == []
            await queue.delete(messages)


def uploaded(cloud: Cloud, filename: str, body: bytes, content_type: str = "image/jpeg") -> Photo:
    key = cloud.upload(filename, body, content_type)
    assert failed(worker.handler(batch(notification(key)), None)) == []
    return cloud.photo(filename)


def copy_of(cloud: Cloud, photo: Photo) -> bytes:
    stored = cloud.aws.client("s3").get_object(Bucket=NAMES.derived, Key=f"{keys.original(photo)}/unlocated")
    body: bytes = stored["Body"].read()
    return body


@pytest.fixture(autouse=True)
def nothing_to_renew(cloud: Cloud) -> None:
    """Photos of other tests may have no version."""
    Renewal(cloud).run()


def made_by_older_rules(cloud: Cloud, photo: Photo, copy: bytes) -> None:
    """As a version without versions left it."""
    cloud.aws.client("s3").put_object(Bucket=NAMES.derived, Key=f"{keys.original(photo)}/unlocated", Body=copy)
    cloud.aws.client("dynamodb").update_item(
        TableName=NAMES.photos,
        Key={"event_id": {"S": photo.event_id}, "filename": {"S": photo.filename}},
        UpdateExpression="SET unlocated_crc32 = :crc32 REMOVE location_rules",
        ExpressionAttributeValues={":crc32": {"N": str(zlib.crc32(copy))}},
    )


def test_the_version_of_the_rules_is_on_record(cloud: Cloud) -> None:
    assert uploaded(cloud, "pic1.jpg", LOCATED).location_rules == LOCATION_RULES


def test_a_copy_by_older_rules_is_made_anew_once(cloud: Cloud) -> None:
    photo = uploaded(cloud, "pic1.jpg", LOCATED)
    good = copy_of(cloud, photo)
    made_by_older_rules(cloud, photo, LOCATED)
    assert location_tags_of(copy_of(cloud, photo))
    first = Renewal(cloud)
    assert first.run() == RenewalReport(renewed=1, left=0)
    assert cloud.photo("pic1.jpg") == photo
    assert copy_of(cloud, photo) == good
    again = Renewal(cloud)
    assert (again.run(), again.queued) == (RenewalReport(0, 0), 0)


def test_a_copy_that_is_the_same_under_newer_rules_is_not_written_again(cloud: Cloud) -> None:
    photo = uploaded(cloud, "pic1.jpg", LOCATED)
    made_by_older_rules(cloud, photo, copy_of(cloud, photo))
    key = f"{keys.original(photo)}/unlocated"
    before = cloud.aws.client("s3").head_object(Bucket=NAMES.derived, Key=key)["LastModified"]
    assert Renewal(cloud).run() == RenewalReport(renewed=1, left=0)
    assert cloud.aws.client("s3").head_object(Bucket=NAMES.derived, Key=key)["LastModified"] == before
    assert cloud.photo("pic1.jpg") == photo


def test_photos_of_an_event_that_is_over_are_left_to_their_deletion(cloud: Cloud) -> None:
    photo = uploaded(cloud, "pic1.jpg", LOCATED)
    made_by_older_rules(cloud, photo, LOCATED)
    cloud.aws.client("dynamodb").delete_item(TableName=NAMES.events, Key={"event_id": {"S": photo.event_id}})
    renewal = Renewal(cloud)
    assert (renewal.run(), renewal.queued) == (RenewalReport(0, 0), 0)


def test_a_video_is_offered_without_its_location_and_plays(cloud: Cloud) -> None:
    photo = uploaded(cloud, "film.mp4", FILM, "video/mp4")
    assert (photo.location_may_remain, photo.unlocated_crc32) == (False, zlib.crc32(copy_of(cloud, photo)))
    assert location_tags_of(FILM) and not location_tags_of(copy_of(cloud, photo))
