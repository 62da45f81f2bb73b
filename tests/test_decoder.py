"""The door of the function that opens strangers' files, entered as the worker enters it: by Lambda's API."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import decoder
import worker
from domain.models import PhotoStatus
from domain.rejections import PhotoRejection
from domain.rendering import Patch
from media.remote.protocol import RemoteResponse
from media.sandbox.protocol import RenderResult
from tests.lambda_api import Call, LambdaApi, lambda_api
from tests.lambda_runtime import FunctionError
from tests.media.heif_files import box
from tests.media.location import movie_location_records as records
from tests.media.movie_files import with_box
from tests.media.pictures import jpeg
from tests.media.rendering import render
from tests.s3_notifications import notification
from tests.test_worker import NAMES, Cloud, batch, cloud, failed, moto_aws

__all__ = ["cloud", "moto_aws"]

FUNCTION = "imgsh-decoder"
VIDEO = (Path(__file__).parent / "media" / "samples" / "camera.mp4").read_bytes()
FILM = with_box(VIDEO, "moov/udta", box(b"\xa9xyz", records.international_text(records.ISO_6709)))
HONEST = render(jpeg(), "image/jpeg")


def decode(event: Any) -> Any:
    return decoder.handler(event, None)


@pytest.fixture
def answering(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[[Call], Any]:
    """Sets the worker up as in the cloud, with this function behind Lambda's API."""

    @contextmanager
    def answer(function: Call) -> Iterator[LambdaApi]:
        with lambda_api({FUNCTION: function}) as (api, address):
            monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", address)
            monkeypatch.setenv("IMGSH_DECODER_FUNCTION", FUNCTION)
            monkeypatch.setattr("aws.decoder_function.MAX_PAUSE_SECONDS", 0.001)
            worker._upload_processor.cache_clear()
            yield api

    return answer


@pytest.mark.parametrize(("body", "content_type"), [(jpeg(3000, 2000), "image/jpeg"), (VIDEO, "video/mp4")])
def test_a_file_is_opened_by_the_function_and_becomes_ready(
    cloud: Cloud, answering: Callable[[Call], Any], body: bytes, content_type: str
) -> None:
    """A2: what the worker stores is what it would have made itself."""
    rendered = render(body, content_type)
    with answering(decode) as api:
        key = cloud.upload("pic1", body, content_type)
        assert failed(worker.handler(batch(notification(key)), None)) == []
        assert api.calls == 1
    photo = cloud.photo("pic1")
    assert (photo.status, photo.width, photo.height) == (PhotoStatus.READY, rendered.width, rendered.height)
    stored = cloud.aws.client("s3").get_object(Bucket=NAMES.derived, Key=f"{key}/preview")
    assert stored["Body"].read() == rendered.preview.body


def test_a_file_that_can_not_be_read_is_rejected_with_its_reason(
    cloud: Cloud, answering: Callable[[Call], Any]
) -> None:
    with answering(decode):
        key = cloud.upload("pic1.jpg", b"<!doctype html><html>")
        assert failed(worker.handler(batch(notification(key)), None)) == []
    assert cloud.photo("pic1.jpg").rejection == "This file was uploaded as a JPEG, but it is a web page."


def test_a_worker_waits_for_a_place_among_the_running_functions(cloud: Cloud, answering: Callable[[Call], Any]) -> None:
    with answering(decode) as api:
        api.throttled = 3
        key = cloud.upload("pic1.jpg", jpeg())
        assert failed(worker.handler(batch(notification(key)), None)) == []
        assert api.calls == 4
    assert cloud.photo("pic1.jpg").status is PhotoStatus.READY


def test_a_function_that_fails_leaves_the_message_for_another_attempt(
    cloud: Cloud, answering: Callable[[Call], Any]
) -> None:
    def fall(event: Any) -> Any:
        raise FunctionError("Runtime exited")

    key = cloud.upload("pic1.jpg", jpeg())
    with answering(fall):
        assert failed(worker.handler(batch(notification(key)), None)) == ["message 0"]
    assert cloud.photo("pic1.jpg").status is PhotoStatus.PROCESSING


def packed(line: bytes) -> dict[str, object]:
    return {"packed": base64.b64encode(zlib.compress(line)).decode()}


LIES: dict[str, object] = {
    "nothing": None,
    "garbage": {"packed": "AAAA"},
    "another form": {"rendered": True},
    "no JSON": packed(b"x" * 100),
    "a bomb": packed(bytes(100 << 20)),
    "a patch behind the end": RemoteResponse.of(
        RenderResult(rendered=replace(HONEST, location=(Patch(10_000_000, b"a"),)))
    ).model_dump(mode="json"),
    "a page": RemoteResponse.of(RenderResult(rendered=replace(HONEST, content_type="text/html"))).model_dump(
        mode="json"
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_function_that_was_taken_over_is_not_believed(
    cloud: Cloud, answering: Callable[[Call], Any], capsys: pytest.CaptureFixture[str], lie: str
) -> None:
    """A2, A3"""
    key = cloud.upload("pic1.jpg", jpeg())
    with answering(lambda event: LIES[lie]):
        assert failed(worker.handler(batch(notification(key)), None)) == []
    assert cloud.photo("pic1.jpg").rejection_code is PhotoRejection.DAMAGED
    assert '"invalid_result"' in capsys.readouterr().out


def test_the_copy_of_a_video_is_played_once_it_is_stored(cloud: Cloud, answering: Callable[[Call], Any]) -> None:
    """Issue 15, line 10: before viewers get it."""
    with answering(decode) as api:
        worker.handler(batch(notification(cloud.upload("film.mp4", FILM, "video/mp4"))), None)
        assert api.calls == 2
    film = cloud.photo("film.mp4")
    assert (film.location_may_remain, film.unlocated_crc32 is None) == (False, False)


@pytest.mark.parametrize("part", ["pictures", "sound"])
def test_a_video_whose_copy_plays_something_else_is_ready_but_its_copy_is_not_offered(
    cloud: Cloud, answering: Callable[[Call], Any], part: str
) -> None:
    def destroying(event: Any) -> Any:
        """As a faulty rule would."""
        response = RemoteResponse.model_validate(decode(event))
        result = RenderResult.model_validate_json(response.decompressed())
        if result.rendered and result.rendered.location:
            patches = (*result.rendered.location, Patch(first_packet(part), bytes(8)))
            result = RenderResult(rendered=replace(result.rendered, location=patches))
        return RemoteResponse.of(result).model_dump(mode="json")

    with answering(destroying):
        worker.handler(batch(notification(cloud.upload("film.mp4", FILM, "video/mp4"))), None)
    film = cloud.photo("film.mp4")
    assert (film.status, film.unlocated_crc32) == (PhotoStatus.READY, None)
    assert film.location_may_remain


def first_packet(part: str) -> int:
    """Offset of the first packet of pictures or sound in FILM: its first chunk."""
    track = FILM.index({"pictures": b"vide", "sound": b"soun"}[part])
    return int.from_bytes(FILM[(at := FILM.index(b"stco", track) + 12) : at + 4])


def test_the_function_gets_an_address_of_one_original_and_no_key_of_ours(
    cloud: Cloud, answering: Callable[[Call], Any]
) -> None:
    """A2"""
    seen: list[dict[str, Any]] = []

    def look(event: Any) -> Any:
        seen.append(event)
        return decode(event)

    key = cloud.upload("pic1.jpg", jpeg())
    with answering(look):
        worker.handler(batch(notification(key)), None)
    (event,) = seen
    assert event.keys() == {"address", "size_bytes", "content_type", "watermark"}
    address, _, query = event["address"].partition("?")
    assert address.endswith(f"/{NAMES.originals}/{key}")
    assert "X-Amz-Expires=300" in query
