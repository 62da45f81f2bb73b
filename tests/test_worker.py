"""The events door, entered as Lambda enters it: with batches of SQS."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

import worker
from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from bench import card_pictures as cards
from bench.perspective import Pose
from domain import codes
from domain.models import Event, Photo, PhotoStatus
from runtime.adapters import Adapters, adapters_of
from runtime.logs import LOGGER
from runtime.queue_consumer import Batch, BatchResponse
from runtime.settings import Settings
from runtime.wiring import utc_now
from tests.aws.factories import a_photo, an_event
from tests.engine_processes import moto
from tests.media import live_photo_files
from tests.media.pictures import jpeg
from tests.s3_notifications import notification

ROOT = Path(__file__).resolve().parents[1]
REGION = "eu-west-1"
NAMES = ResourceNames.with_prefix("imgsh")
ODD_NAME = "Zoë & Ben 100% + more (2).jpg"


def batch(*bodies: str) -> Batch:
    return {"Records": [{"messageId": f"message {number}", "body": body} for number, body in enumerate(bodies)]}


def failed(answer: BatchResponse) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


@dataclass
class Cloud:
    """AWS by moto, in this process, with one event."""

    aws: Aws
    adapters: Adapters
    event: Event

    def register(self, filename: str, body: bytes, content_type: str = "image/jpeg") -> Photo:
        now = utc_now()
        photo = a_photo(self.event, filename, content_type=content_type, size_bytes=len(body), registered_at=now)
        asyncio.run(self.adapters.photos.register(self.event, [photo], quota_bytes=10**9, now=now))
        return photo

    def upload(self, filename: str, body: bytes, content_type: str = "image/jpeg") -> str:
        """Registers and stores; returns the key."""
        self.register(filename, body, content_type)
        key = f"{self.event.user_id}/{self.event.event_id}/{filename}"
        self.aws.client("s3").put_object(Bucket=NAMES.originals, Key=key, Body=body)
        return key

    def photo(self, filename: str) -> Photo:
        key = a_photo(self.event, filename).key
        return asyncio.run(self.adapters.photos.get_many([key]))[key]

    def counts(self) -> tuple[int, int]:
        event = asyncio.run(self.adapters.events.get(self.event.event_id))
        assert event is not None
        return event.photo_count, event.ready_count


@pytest.fixture(scope="module")
def moto_aws() -> Iterator[Aws]:
    with moto() as engine:
        aws = Aws(REGION, engine.endpoint_url, AccessKey("moto", "moto"))
        provision(aws, NAMES, app_origin="https://photos.example")
        yield aws


@pytest.fixture
def cloud(moto_aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    variables = {
        "AWS_ACCESS_KEY_ID": "moto",
        "AWS_SECRET_ACCESS_KEY": "moto",
        "IMGSH_ENDPOINT_URL": str(moto_aws.endpoint_url),
        "IMGSH_REGION": REGION,
        "IMGSH_PUBLIC_ORIGIN": "https://photos.example",
        "IMGSH_TOKEN_KEYS": json.dumps([{"kid": "1", "secret": "c2l4dGVlbiBieXRlcyBvZiBhIGtleSwgdHdpY2Ugb3Zlci4="}]),
    }
    for attribute in ("handlers", "level", "propagate"):  # which `worker.handler` sets
        monkeypatch.setattr(LOGGER, attribute, getattr(LOGGER, attribute))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    adapters = adapters_of(Settings.from_environment(variables), moto_aws)
    event = an_event(created_at=utc_now())
    asyncio.run(adapters.events.add(event))
    worker._upload_processor.cache_clear()
    yield Cloud(moto_aws, adapters, event)
    worker._upload_processor.cache_clear()


def test_an_uploaded_photo_becomes_ready(cloud: Cloud) -> None:
    key = cloud.upload(ODD_NAME, jpeg(3000, 2000))
    assert failed(worker.handler(batch(notification(key)), None)) == []
    photo = cloud.photo(ODD_NAME)
    assert (photo.status, photo.width, photo.height) == (PhotoStatus.READY, 3000, 2000)
    for kind, rendition in (("preview", photo.preview), ("thumbnail", photo.thumbnail)):
        stored = cloud.aws.client("s3").get_object(Bucket=NAMES.derived, Key=f"{key}/{kind}")
        assert rendition is not None
        assert (len(stored["Body"].read()), stored["ContentType"]) == (rendition.size_bytes, rendition.content_type)
    assert cloud.counts() == (1, 1)


def test_the_cards_of_a_photo_are_read_and_no_link_is_logged(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    keys = {word: codes.link_key(cloud.event.link_secret, word) for word in ("ABC34D", codes.STOP_CARD)}
    links = [f"https://photos.example/anna/party#{word}.{key}" for word, key in keys.items()]
    strangers = [links[0].replace(keys["ABC34D"], "0123456789abcdef"), "https://example.com/menu"]
    for filename, texts in (("cards.jpg", links), ("strangers.jpg", strangers)):
        placed = [(cards.card(text), Pose(0.2, at=(0.4, 0.25 + n * 0.5))) for n, text in enumerate(texts)]
        key = cloud.upload(filename, cards.jpeg(cards.photo(cards.seeded(1), *placed)))
        assert failed(worker.handler(batch(notification(key)), None)) == []
    found, foreign = cloud.photo("cards.jpg"), cloud.photo("strangers.jpg")
    assert (found.card_codes, found.card_unread, found.qr_card) == (frozenset(keys), False, True)
    assert (foreign.card_codes, foreign.card_unread, foreign.qr_card) == (frozenset(), True, True)
    logged = "".join(capsys.readouterr())
    assert cloud.event.event_id in logged
    assert not any(secret in logged for secret in (*keys.values(), *strangers))


def test_a_notification_that_comes_again_later_changes_nothing(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", jpeg())
    worker.handler(batch(notification(key)), None)
    before = cloud.photo("pic1.jpg")
    assert failed(worker.handler(batch(notification(key), notification(key)), None)) == []
    assert cloud.photo("pic1.jpg") == before
    assert cloud.counts() == (1, 1)


def test_one_bad_message_fails_alone(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", jpeg())
    bodies = [
        "not JSON",
        notification(key),
        notification(key, event_name="ObjectRemoved:Delete"),
        json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": NAMES.originals}),
        "[]",
        json.dumps({"Records": []}),
        json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": {}}]}),
        json.dumps({"Records": [None]}),
    ]
    answer = worker.handler(batch(*bodies), None)
    assert failed(answer) == [f"message {number}" for number in (0, 2, 4, 5, 6, 7)]
    assert cloud.photo("pic1.jpg").status is PhotoStatus.READY


def test_a_file_that_is_no_photo_is_rejected_with_its_reason(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", b"<!doctype html><html>")
    assert failed(worker.handler(batch(notification(key)), None)) == []
    photo = cloud.photo("pic1.jpg")
    assert photo.status is PhotoStatus.REJECTED
    assert photo.rejection == "This file was uploaded as a JPEG, but it is a web page."
    assert cloud.counts() == (0, 0)


def test_an_object_that_nobody_registered_is_removed(cloud: Cloud) -> None:
    key = f"{cloud.event.user_id}/{cloud.event.event_id}/stray.jpg"
    cloud.aws.client("s3").put_object(Bucket=NAMES.originals, Key=key, Body=jpeg())
    assert failed(worker.handler(batch(notification(key)), None)) == []
    assert cloud.aws.client("s3").list_objects_v2(Bucket=NAMES.originals, Prefix=key)["KeyCount"] == 0


def test_a_dead_letter_rejects_its_photo(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", jpeg())
    answer = worker.dead_letter_handler(batch(notification(key), "not JSON"), None)
    assert failed(answer) == ["message 1"]
    photo = cloud.photo("pic1.jpg")
    assert photo.status is PhotoStatus.REJECTED
    assert photo.rejection is not None
    assert "several attempts" in photo.rejection


def test_a_dead_letter_that_comes_after_success_takes_nothing_back(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", jpeg())
    worker.handler(batch(notification(key)), None)
    assert failed(worker.dead_letter_handler(batch(notification(key)), None)) == []
    assert cloud.photo("pic1.jpg").status is PhotoStatus.READY
    assert cloud.counts() == (1, 1)


def test_a_storage_that_fails_leaves_the_message_for_another_attempt(cloud: Cloud) -> None:
    key = cloud.upload("pic1.jpg", jpeg())
    s3 = cloud.aws.client("s3")
    for stored in s3.list_objects_v2(Bucket=NAMES.derived).get("Contents", []):  # of other tests
        s3.delete_object(Bucket=NAMES.derived, Key=stored["Key"])
    s3.delete_bucket(Bucket=NAMES.derived)
    assert failed(worker.handler(batch(notification(key)), None)) == ["message 0"]
    assert cloud.photo("pic1.jpg").status is PhotoStatus.PROCESSING
    s3.create_bucket(Bucket=NAMES.derived, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert failed(worker.handler(batch(notification(key)), None)) == []
    assert cloud.photo("pic1.jpg").status is PhotoStatus.READY


def test_the_door_hides_its_process_from_what_opens_strangers_files(cloud: Cloud) -> None:
    """A2: the kernel's own word, after the door was entered."""
    program = (
        "import ctypes, worker; worker.handler({'Records': []}, None); print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    for entered, is_dumpable in ((program, "0"), (program.replace("worker.handler", "print"), "1")):
        done = subprocess.run([sys.executable, "-c", entered], cwd=ROOT, check=True, capture_output=True, text=True)
        assert done.stdout.split()[-1] == is_dumpable


def test_a_box_that_claims_more_than_there_is_does_not_stop_the_worker(cloud: Cloud) -> None:
    """A3: its place led to a patch behind the end of the file, and that to a sum that never ended."""
    for claimed in (18, 1000, 65_000):
        box = (12 + claimed).to_bytes(4) + b"\xa9xyz" + claimed.to_bytes(2) + b"\x15\xc7" + b"+52.5200+013.4050/"
        key = cloud.upload(f"pic{claimed}.jpg", jpeg() + box)
        assert failed(worker.handler(batch(notification(key)), None)) == []
        assert cloud.photo(f"pic{claimed}.jpg").status in (PhotoStatus.READY, PhotoStatus.REJECTED)


def test_log_lines_say_how_it_went_but_name_no_file(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    good = cloud.upload(ODD_NAME, jpeg())
    worker.handler(batch(notification(good), "Zoë's secret"), None)
    written = "".join(
        line for line in capsys.readouterr().out.splitlines(keepends=True) if "sandbox_started" not in line
    )
    done, odd = sorted((json.loads(line) for line in written.splitlines()), key=lambda line: str(line["message_id"]))
    assert (done["outcome"], done["message_id"]) == ("arrived", "message 0")
    assert (done["user_id"], done["event_id"]) == (cloud.event.user_id, cloud.event.event_id)
    assert done["milliseconds"] >= 0
    assert (odd["outcome"], odd["message_id"]) == ("not_understood", "message 1")
    assert not any(private in written for private in ("Zo", "Ben", quote(ODD_NAME), "https:", "secret"))


@pytest.mark.parametrize("order", [("IMG_1.HEIC", "IMG_1.MOV"), ("IMG_1.MOV", "IMG_1.HEIC")])
def test_the_files_of_a_live_photo_become_one_photo(cloud: Cloud, order: tuple[str, str]) -> None:
    """Delivered twice, which queues may do."""
    made = {
        "IMG_1.HEIC": (live_photo_files.heic(), "image/heic"),
        "IMG_1.MOV": (live_photo_files.mov(), "video/quicktime"),
    }
    bodies = [notification(cloud.upload(name, *made[name])) for name in order]
    for body in (*bodies, *bodies):
        assert failed(worker.handler(batch(body), None)) == []
    still, video = cloud.photo("IMG_1.HEIC"), cloud.photo("IMG_1.MOV")
    assert still.live_photo_id == video.live_photo_id == live_photo_files.IDENTIFIER
    assert still.live_photo_video is not None
    assert (still.live_photo_video.filename, still.live_photo_video.crc32) == ("IMG_1.MOV", video.crc32)
    assert (video.live_photo_still, cloud.counts()) == ("IMG_1.HEIC", (1, 1))
