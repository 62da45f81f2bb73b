"""Issue 11 A4: twice the input takes twice the steps, not four times. Steps are executed lines, independent of time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from domain.models import Event, Photographer, PhotoKey, PhotoStatus
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client
from tests.in_memory_backend import PASSWORD, some_id
from tests.step_counting import LINEAR, growth, steps_of

ARCHIVE = (
    "mutation($input: RequestArchiveInput!) { requestArchive(input: $input) { archive { id } userErrors { code } } }"
)


def photos_named(api: ApiUnderTest, anna: Photographer, event: Event, names: list[str]) -> None:
    """READY photos of these names, stored without uploading."""
    (key,) = api.upload(anna, event, "template.jpg")
    template = api.backend.tables.photos.pop(key)
    for name in names:
        api.backend.tables.photos[PhotoKey(event.event_id, name)] = template.model_copy(update={"filename": name})


def same_but_for_case(count: int) -> list[str]:
    word = "photographs"
    return [
        "".join(letter.upper() if number >> place & 1 else letter for place, letter in enumerate(word)) + ".jpg"
        for number in range(count)
    ]


def alike_once_shortened(count: int) -> list[str]:
    """Pairs that differ only in case, whose numbered names are all cut to the same name."""
    return [f"{case * 200}{'y' * 47}{number:04}.jpg" for number in range(count // 2 + 1) for case in "xX"][:count]


@pytest.mark.parametrize("names_of", [same_but_for_case, alike_once_shortened])
def test_names_that_differ_only_in_case_are_numbered_in_linear_time(names_of: Callable[[int], list[str]]) -> None:
    """A4: 2,000 names that differ only in case took 13.7 s."""

    def asking(count: int) -> Callable[[], object]:
        api = open_api()
        anna = api.photographer()
        event = api.event(anna)
        photos_named(api, anna, event, names_of(count))
        client = api.as_photographer(anna)
        return lambda: archive_of(client, event)

    assert growth(asking, 250) < LINEAR


def archive_of(client: Client, event: Event) -> None:
    response = client.ask(ARCHIVE, {"input": {"eventId": event.event_id}})
    assert response.data["requestArchive"]["archive"]


UPLOAD = """mutation($input: RequestUploadsInput!) {
  requestUploads(input: $input) { tickets { alreadyUploaded photo { filename } } userErrors { code field } }
}"""


def sha256_of(number: int) -> str:
    return base64.b64encode(hashlib.sha256(str(number).encode()).digest()).decode()


def images(numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Different files that are all named image.jpg, as a phone's browser names new camera photos."""
    given = {"filename": "image.jpg", "contentType": "image/jpeg", "sizeBytes": 9}
    return [given | {"sha256": sha256_of(number)} for number in numbers]


def names_given(client: Client, event: Event, files: list[dict[str, Any]]) -> list[str]:
    response = client.ask(UPLOAD, {"input": {"eventId": event.event_id, "files": files}})
    payload = response.data["requestUploads"]
    assert payload["userErrors"] == []
    return [ticket["photo"]["filename"] for ticket in payload["tickets"]]


def test_any_number_of_files_may_have_one_name(annas: Client, event: Event) -> None:
    """A4: the 52nd upload of image.jpg ended in INTERNAL."""
    names = [name for number in range(300) for name in names_given(annas, event, images([number]))]
    assert names[:3] == ["image.jpg", "image (2).jpg", "image (3).jpg"]
    assert len(set(names)) == 300
    assert all(re.fullmatch(r"image( \(\d+\))?\.jpg", name) for name in names)


def test_each_of_many_files_with_one_name_is_recognized_again(annas: Client, event: Event) -> None:
    """A4: a repeated request, in any order and with other files, returns the name the file already has."""
    named: dict[int, str] = {}
    for start in range(0, 400, 100):
        numbers = range(start, start + 100)
        named |= zip(numbers, names_given(annas, event, images(numbers)), strict=True)
    again = list(range(399, -1, -4))
    assert names_given(annas, event, images(again)) == [named[number] for number in again]
    assert len(set(named.values())) == 400


@pytest.mark.parametrize("known", [True, False])
def test_the_steps_to_find_a_name_do_not_grow_with_the_number_of_files(known: bool) -> None:
    """A4: each further upload of one name took longer than the one before."""

    def asking(count: int) -> int:
        api = open_api()
        anna = api.photographer()
        event = api.event(anna)
        files = images(range(count + 1))
        if not known:
            files = [{**file, "sha256": None, "sizeBytes": size} for size, file in enumerate(files, 1)]
        client = api.as_photographer(anna)
        for start in range(0, count, 100):
            names_given(client, event, files[start : min(start + 100, count)])
        return steps_of(lambda: names_given(client, event, files[count:]))

    asking(1)
    assert asking(800) < 1.1 * asking(200)


def test_a_rejected_file_may_be_uploaded_any_number_of_times(api: ApiUnderTest, annas: Client, event: Event) -> None:
    """A4: a rejected photo keeps its name, and the same bytes may be uploaded again under the next one."""
    for _ in range(120):
        names_given(annas, event, images([1]))
        for key, photo in api.backend.tables.photos.items():
            api.backend.tables.photos[key] = photo.model_copy(update={"status": PhotoStatus.REJECTED})
        api.backend.clock.forward(seconds=1)
    assert len(api.backend.tables.photos) == 120


MARKS = "\u0301\u0323"
"""Two combining marks in the wrong order. Normalization sorts each run of marks in quadratic time."""

TYPED: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "signUp": ("SignUpInput", lambda text: {"email": f"{text}@example.com", "userName": text, "password": PASSWORD}),
    "createEvent": ("CreateEventInput", lambda text: {"name": text, "watermark": {"text": text}}),
    "updateEvent": ("UpdateEventInput", lambda text: {"eventId": some_id(1), "name": text}),
    "issueAccessCodes": ("IssueAccessCodesInput", lambda text: {"eventId": some_id(1), "labels": [text]}),
    "redeemAccessCode": ("RedeemAccessCodeInput", lambda text: {"publicUrl": text, "accessCode": text}),
}


@pytest.mark.parametrize("field", TYPED)
@pytest.mark.parametrize(
    "text", [f"x{MARKS * 10_000}", f" {MARKS * 10_000} x", "\ufdfa" * 10_000], ids=["marks", "word", "ligatures"]
)
def test_overlong_text_is_refused_before_unicode_normalization(
    annas: Client, monkeypatch: pytest.MonkeyPatch, field: str, text: str
) -> None:
    """A4: normalizing 100,000 combining marks takes 40 s."""
    lengths = watch_normalize(monkeypatch)
    type_name, given = TYPED[field]
    query = f"mutation($input: {type_name}!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}"
    body = json.dumps({"query": query, "variables": {"input": given(text)}}, ensure_ascii=False)
    payload = annas.post(body.encode()).data[field]
    assert {error["code"] for error in payload["userErrors"]} <= {"INVALID_INPUT", "INVALID_ACCESS_CODE"}
    assert payload["userErrors"]
    assert max(lengths, default=0) <= 4096


@pytest.mark.parametrize(
    "middle", [MARKS * 20_000, "." * 40_000, " ." * 20_000, "\u202e" * 40_000], ids=["marks", "dots", "both", "hidden"]
)
def test_an_overlong_filename_is_cut_and_keeps_its_extension(
    annas: Client, event: Event, monkeypatch: pytest.MonkeyPatch, middle: str
) -> None:
    """A4: finding the dots at a name's end took a minute for 40,000 of them."""
    lengths = watch_normalize(monkeypatch)
    (name,) = names_given(annas, event, [{"filename": f"a{middle}b.jpg", "contentType": "image/jpeg", "sizeBytes": 9}])
    assert re.fullmatch(r".+\.jpg", name)
    assert len(name.encode()) <= 255
    assert max(lengths) <= 4096


def watch_normalize(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Records the length of each normalized text. Normalization is in C, where no lines are counted."""
    lengths: list[int] = []
    normalize = unicodedata.normalize

    def watched(form: Any, text: str) -> str:
        lengths.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", watched)
    return lengths
