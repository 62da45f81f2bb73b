from __future__ import annotations

from typing import Any

import pytest

from tests.media import live_photo_files as files
from tests.media.exiftool import edited, location_tags_of, tags_of
from tests.media.location.files_with_location import stripped
from tests.media.rendering import render

OTHER = "00000000-0000-4000-8000-00000000ABCD"


def identifiers(content: bytes) -> set[Any]:
    """As ExifTool reads them."""
    return {
        value for name, value in tags_of(content).items() if name.endswith((":ContentIdentifier", ":MediaGroupUUID"))
    }


@pytest.mark.parametrize("identifier", [files.IDENTIFIER, OTHER])
@pytest.mark.parametrize(
    ("made", "content_type"), [(files.jpeg, "image/jpeg"), (files.heic, "image/heic"), (files.mov, "video/quicktime")]
)
def test_the_content_identifier_is_read_from_still_and_video(made: Any, content_type: str, identifier: str) -> None:
    content = made(identifier)
    assert identifiers(content) == {identifier}
    assert render(content, content_type).live_photo_id == identifier


def test_a_maker_note_of_either_byte_order_is_read() -> None:
    note = files.maker_note(files.IDENTIFIER, "<")
    assert identifiers(files.jpeg(note)) == {files.IDENTIFIER}
    assert render(files.jpeg(note)).live_photo_id == files.IDENTIFIER


@pytest.mark.parametrize("odd", ["", "short", "x" * 65, "a/b/c/d/e/f", "'; DROP TABLE photos", "ünïcode-ïdentifier"])
def test_an_identifier_that_no_phone_writes_is_ignored(odd: str) -> None:
    assert render(files.jpeg(odd)).live_photo_id is None


@pytest.mark.parametrize("length", [0, 9, 13, 14, 15, 16, 27, 29, 41, 50, 80])
def test_a_note_that_ends_early_is_no_fault(length: int) -> None:
    assert render(files.jpeg(files.maker_note(files.IDENTIFIER)[:length])).live_photo_id is None


def test_a_directory_of_thousands_of_entries_is_not_followed() -> None:
    note = bytearray(files.maker_note(files.IDENTIFIER))
    note[14:16] = b"\xff\xff"
    assert render(files.jpeg(bytes(note))).live_photo_id == files.IDENTIFIER


@pytest.mark.parametrize("made", [files.jpeg, files.heic, files.mov])
def test_the_copy_without_the_location_still_belongs_together(made: Any) -> None:
    """A phone joins still and video again by the identifiers of the files that a guest saves."""
    located = edited(made(), "-Keys:GPSCoordinates=52.5 13.4", "-GPSLatitude=52.5", "-GPSLatitudeRef=N")
    copy = stripped(located)
    assert location_tags_of(located)
    assert (location_tags_of(copy), identifiers(copy)) == ({}, {files.IDENTIFIER})
