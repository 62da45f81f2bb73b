"""Why a photo was rejected, called by the handler: real files, decoded as by the worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoStatus
from domain.uploads import UNDECLARED, UploadFile
from media.sandbox.renderer import SandboxedRenderer
from runtime.wiring import upload_processor_of
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.media.heif_files import HeifFile, Item
from tests.media.pictures import jpeg, png, png_header, webp
from tests.media.test_hostile_files import archive, tiff_of
from tests.media.test_other_types import tiff_raw
from tests.media.test_video import MP4, with_duration

SAMPLES = Path(__file__).resolve().parents[1] / "media/samples"
REJECTIONS = "query($id: ID!) { event(id: $id) { photos { nodes { status rejection rejectionCode } } } }"


@pytest.fixture(scope="module")
def renditions() -> Iterator[SandboxedRenderer]:
    started = SandboxedRenderer(max_seconds=20)
    yield started
    started.close()


@pytest.fixture
def workshop(api: ApiUnderTest, renditions: SandboxedRenderer) -> ApiUnderTest:
    """The API with a worker that decodes real files."""
    api.backend.upload_processor = upload_processor_of(api.backend.adapters, renditions, api.backend.clock)
    return api


def outcome(api: ApiUnderTest, anna: Photographer, event: Event, body: bytes, content_type: str = "image/jpeg") -> Any:
    file = UploadFile("photo.jpg", content_type, len(body))
    _, (ticket,) = run(api.backend.service.uploads.request(anna, event.event_id, [file]))
    run(api.backend.arrive(ticket.photo, body))
    return shown(api.as_photographer(anna), event)


def shown(client: Client, event: Event) -> Any:
    (photo,) = client.ask(REJECTIONS, {"id": event.event_id}).data["event"]["photos"]["nodes"]
    return photo


@pytest.mark.parametrize(
    ("code", "body", "content_type"),
    [
        ("WRONG_TYPE", webp(), "image/jpeg"),
        ("WRONG_TYPE", (SAMPLES / "phone.heic").read_bytes(), "image/jpeg"),
        ("NOT_A_PHOTO", b"<!doctype html><html><body>", "image/jpeg"),
        ("NOT_A_PHOTO", b"nothing that anybody knows", UNDECLARED),
        ("RAW_FILE", tiff_raw("NEF"), "image/jpeg"),
        ("RAW_FILE", tiff_raw("DNG"), UNDECLARED),
        ("UNSUPPORTED_FORMAT", b"\xff\x0a" + bytes(100), "image/jpeg"),
        ("UNSUPPORTED_VIDEO", b"\x1a\x45\xdf\xa3" + bytes(100), "video/mp4"),
        ("TWO_IN_ONE", jpeg() + archive(), "image/jpeg"),
        ("DAMAGED", jpeg()[:400], "image/jpeg"),
        ("UNSUPPORTED_FEATURE", HeifFile([Item(b"unci", [b"pixels"])], major_brand=b"mif1").build(), "image/heic"),
        ("TOO_MANY_PIXELS", png_header(50_000, 50_000, pixels=b"none"), "image/png"),
        ("TOO_MANY_PAGES", tiff_of(10_000), "image/tiff"),
        ("NO_VIDEO", b"\0\0\0\x10ftypisom\0\0\0\0", "video/mp4"),
        ("VIDEO_TOO_LONG", with_duration(MP4, 36_000), "video/mp4"),
    ],
)
def test_a_rejected_file_has_a_sentence_and_a_code(
    workshop: ApiUnderTest, anna: Photographer, event: Event, code: str, body: bytes, content_type: str
) -> None:
    photo = outcome(workshop, anna, event, body, content_type)
    assert (photo["status"], photo["rejectionCode"]) == ("REJECTED", code)
    assert photo["rejection"].endswith(".")


def test_a_jpeg_without_its_last_bytes_is_ready(workshop: ApiUnderTest, anna: Photographer, event: Event) -> None:
    photo = outcome(workshop, anna, event, jpeg()[:-2000])
    assert photo == {"status": "READY", "rejection": None, "rejectionCode": None}


def test_an_accepted_photo_has_no_rejection(workshop: ApiUnderTest, anna: Photographer, event: Event) -> None:
    photo = outcome(workshop, anna, event, png(), "image/png")
    assert photo == {"status": "READY", "rejection": None, "rejectionCode": None}


def test_a_photo_rejected_before_codes_existed_has_none(
    api: ApiUnderTest, annas: Client, anna: Photographer, event: Event
) -> None:
    (key,) = api.upload(anna, event, "old.jpg")
    photos = api.backend.tables.photos
    photos[key] = photos[key].model_copy(update={"status": PhotoStatus.REJECTED, "rejection": "No photo."})
    assert shown(annas, event) == {"status": "REJECTED", "rejection": "No photo.", "rejectionCode": None}
