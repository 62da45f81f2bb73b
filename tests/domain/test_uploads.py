from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import uploads
from domain.errors import InvalidInput, UserRefusals
from domain.models import Photo, PhotoStatus
from domain.uploads import MIB, UploadFile

SHA = "A" * 43 + "="
OTHER_SHA = "B" * 43 + "="


def photo(name: str = "cake.png", status: PhotoStatus = PhotoStatus.READY, sha256: str | None = SHA) -> Photo:
    return Photo(
        event_id="e",
        user_id="u",
        filename=name,
        content_type="image/png",
        size_bytes=10,
        registered_at=datetime(2026, 1, 1, tzinfo=UTC),
        status=status,
        sha256=sha256,
    )


def file(name: str = "cake.png", sha256: str | None = SHA, size_bytes: int = 10) -> UploadFile:
    return UploadFile(name, "image/png", size_bytes, sha256)


@given(st.integers(1, uploads.MAX_PHOTO_BYTES * 100))
def test_parts_cover_a_file_of_any_size_without_gap_or_overlap(size_bytes: int) -> None:
    parts = uploads.part_ranges(size_bytes)
    assert parts[0].offset == 0
    assert sum(part.size_bytes for part in parts) == size_bytes
    assert all(a.offset + a.size_bytes == b.offset for a, b in pairwise(parts))
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert len(parts) <= uploads.MAX_PARTS_A_FILE
    # S3 wants 5 MiB in every part but the last.
    assert all(part.size_bytes >= 5 * MIB for part in parts[:-1])


def test_a_file_of_one_hundred_mebibytes_goes_in_one_request_and_one_byte_more_in_parts() -> None:
    assert len(uploads.part_ranges(100 * MIB)) == 1
    assert len(uploads.part_ranges(100 * MIB + 1)) == 7


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (UploadFile("", "image/png", 1), "filename"),
        (UploadFile("a.svg", "image/svg+xml", 1), "content_type"),
        (UploadFile("a.html", "text/html", 1), "content_type"),
        (UploadFile("a.txt", "", 1), "content_type"),
        (UploadFile("a", "application/octet-stream", 1), "content_type"),
        (UploadFile("a.png", "image/png", 0), "size_bytes"),
        (UploadFile("a.png", "image/png", -1), "size_bytes"),
        (UploadFile("a.png", "image/png", uploads.MAX_PHOTO_BYTES + 1), "size_bytes"),
        (UploadFile("a.heic", "", uploads.MAX_PHOTO_BYTES + 1), "size_bytes"),
        (UploadFile("a.mov", "video/quicktime", uploads.MAX_VIDEO_BYTES + 1), "size_bytes"),
        (UploadFile("a.png", "image/png", 1, "not base64"), "sha256"),
        (UploadFile("a.png", "image/png", 1, ""), "sha256"),
    ],
)
def test_each_refused_file_is_reported_with_its_field(asked: UploadFile, field: str) -> None:
    with pytest.raises(UserRefusals) as refused:
        uploads.check_files([file(), asked, file("other.png"), asked])
    assert [refusal.field for refusal in refused.value.refusals] == [("files", "1", field), ("files", "3", field)]


@pytest.mark.parametrize("count", [0, 101])
def test_too_few_or_too_many_files_are_refused(count: int) -> None:
    with pytest.raises(InvalidInput):
        uploads.check_files([file(f"{number}.png") for number in range(count)])


def test_a_request_with_too_many_parts_is_refused() -> None:
    large = [file(f"{number}.png", size_bytes=uploads.MAX_PHOTO_BYTES) for number in range(100)]
    assert len(uploads.check_files(large)) == 100
    assert sum(len(uploads.part_ranges(each.size_bytes)) for each in large) <= uploads.MAX_PARTS_A_CALL


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("IMAGE/JPG", "image/jpeg"), ("image/jpeg; charset=binary", "image/jpeg"), ("video/3gpp", "video/mp4")],
)
def test_aliases_of_a_type_are_accepted(asked: str, kept: str) -> None:
    assert uploads.check_files([UploadFile("a.jpg", asked, 1)])[0].content_type == kept


@pytest.mark.parametrize("content_type", ["", "application/octet-stream"])
@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "a.heif", "a.avif", "a.mov", "a.JPG"])
def test_a_type_that_the_browser_does_not_know_is_left_to_the_content(name: str, content_type: str) -> None:
    (checked,) = uploads.check_files([UploadFile(name, content_type, 1)])
    assert checked.content_type == uploads.UNDECLARED


@pytest.mark.parametrize(("name", "content_type"), [("_DSC0001.NEF", "image/x-nikon-nef"), ("IMG_1.cr3", "")])
def test_a_raw_file_is_named_before_its_upload(name: str, content_type: str) -> None:
    with pytest.raises(UserRefusals, match=rf"{name} is a raw file\. Export it as JPEG\."):
        uploads.check_files([UploadFile(name, content_type, 1)])


def test_a_video_may_be_larger_than_a_photo() -> None:
    for name, content_type in (("a.mp4", "video/mp4"), ("a.mov", "video/quicktime"), ("a.mov", "")):
        (checked,) = uploads.check_files([UploadFile(name, content_type, uploads.MAX_VIDEO_BYTES)])
        assert len(uploads.part_ranges(checked.size_bytes)) <= uploads.MAX_PARTS_A_FILE


def test_the_same_content_keeps_its_name_and_other_content_gets_a_free_one() -> None:
    stored = {"cake.png": photo()}
    assert uploads.name_for(file(), stored) == "cake.png"
    assert uploads.name_for(file(sha256=OTHER_SHA), stored) == "cake (2).png"
    stored["cake (2).png"] = photo("cake (2).png", sha256=OTHER_SHA)
    assert uploads.name_for(file(sha256=OTHER_SHA), stored) == "cake (2).png"
    assert uploads.name_for(file(sha256="C" * 43 + "="), stored) == "cake (3).png"


def test_without_a_checksum_only_an_unfinished_upload_is_recognized() -> None:
    assert uploads.is_same_file(photo(status=PhotoStatus.UPLOADING, sha256=None), file(sha256=None))
    assert not uploads.is_same_file(photo(status=PhotoStatus.READY, sha256=SHA), file(sha256=None))
    assert not uploads.is_same_file(photo(status=PhotoStatus.UPLOADING, sha256=SHA), file(sha256=None))


def test_a_rejected_photo_may_be_sent_again() -> None:
    assert not uploads.is_same_file(photo(status=PhotoStatus.REJECTED), file())
