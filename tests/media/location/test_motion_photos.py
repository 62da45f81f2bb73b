"""Locations in what phones append to a photo: movies, data blocks, frame texts (issue 11 A6)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.media.exiftool import location_tags_of
from tests.media.heif_files import box
from tests.media.location import movie_location_records as records
from tests.media.location.test_location_in_movies import APPLE, frames_of
from tests.media.location.viewer_copies import assert_location_removed, viewers_copy
from tests.media.movie_files import sample_entry, with_box, with_track
from tests.media.pictures import encoded, exif, four_corners, jpeg

SAMPLES = Path(__file__).parents[1] / "samples"
MP4 = (SAMPLES / "camera.mp4").read_bytes()
HEIC = (SAMPLES / "ten-bit-grey.heic").read_bytes()
JPEG = encoded(four_corners(160, 120), "JPEG", exif=exif(taken="2026:06:20 15:04:05"))
TIME = (0x0A01, b"Image_UTC_Data", b"1781967845000")


def android(movie: bytes) -> bytes:
    """Google and others append the movie to the picture."""
    return JPEG + movie


def samsung_photo(movie: bytes) -> bytes:
    """In a block, among others, one of which is a picture."""
    blocks = [TIME, (0x0A30, b"MotionPhoto_Data", movie), (0x0AA1, b"MCC_Data", b"262")]
    return JPEG + records.samsung(*blocks, (1, b"SingleShot", jpeg(64, 48)))


def heic(movie: bytes) -> bytes:
    return HEIC + box(b"mpvd", movie)


def samsung_heic(movie: bytes) -> bytes:
    """The movie, then the directory of blocks with its offset."""
    location = b"mpv2" + (len(HEIC) + 8).to_bytes(4) + len(movie).to_bytes(4)
    return heic(movie) + box(
        b"sefd", records.samsung(TIME, (0x0A30, b"MotionPhoto_Data", location), (0x0AA1, b"MCC_Data", b"262"))
    )


def pixels_of(content: bytes) -> bytes:
    import pi_heif

    pi_heif.register_heif_opener()
    with Image.open(BytesIO(content)) as picture:
        return picture.tobytes()


LOCATIONS = {
    "loci": with_box(MP4, "moov/udta", records.loci()),
    "xyz": with_box(MP4, "moov/udta", box(b"\xa9xyz", records.international_text(records.ISO_6709))),
    "Apple's keys": with_box(MP4, "moov", records.apple_meta(*APPLE)),
    "XMP": MP4 + box(b"uuid", records.XMP_UUID, records.XMP),
    "XMP in udta": with_box(MP4, "moov/udta", box(b"XMP_", records.XMP)),
    "a track": with_track(MP4, b"meta", sample_entry(b"camm"), [records.camm()] * 3),
}
PLANTED = (b"Berlin", records.ISO_6709, b"52,31.2N", records.camm(), b"MCC_Data")


@pytest.mark.parametrize("photo", [android, samsung_photo, heic, samsung_heic])
@pytest.mark.parametrize("movie", LOCATIONS.values(), ids=LOCATIONS.keys())
def test_the_movie_of_a_photo_loses_its_location_and_plays(photo: Callable[[bytes], bytes], movie: bytes) -> None:
    """A6"""
    original = photo(movie)
    assert any(planted in original for planted in PLANTED)
    copy = viewers_copy(original)
    assert not location_tags_of(copy)
    assert not [planted for planted in PLANTED if planted in copy]
    assert len(copy) == len(original)
    assert pixels_of(copy) == pixels_of(original)
    start = original.index(movie)
    assert frames_of(copy[start : start + len(movie)]) == frames_of(movie)


@pytest.mark.parametrize("photo", [android, heic])
def test_a_photo_with_a_movie_without_a_location_has_no_copy(photo: Callable[[bytes], bytes]) -> None:
    """A6"""
    assert viewers_copy(photo(MP4)) == photo(MP4)


def test_samsung_blocks_without_a_location_are_kept() -> None:
    """A6"""
    original = JPEG + records.samsung(TIME, (0x0A30, b"MotionPhoto_Data", MP4), (1, b"SingleShot", jpeg(64, 48)))
    assert viewers_copy(original) == original


def test_a_picture_in_a_block_loses_its_location() -> None:
    """A6"""
    block = Image.Exif()
    block[0x8825] = {1: "N", 2: (52.0, 31.0, 12.12), 3: "E", 4: (13.0, 24.0, 18.18)}
    picture = encoded(four_corners(64, 48), "JPEG", exif=block.tobytes())
    original = JPEG + records.samsung(TIME, (1, b"SingleShot", picture))
    copy = viewers_copy(original)
    location = block.tobytes()[-48:]
    assert location in original
    assert location not in copy
    assert b"1781967845000" in copy


@pytest.mark.parametrize(
    "trailer",
    [
        b'{"watermark": {"location": "Berlin"}}',
        b"vivo" + b'{"city": "Berlin"}' + bytes(20),
        records.insta360(),
        box(b"\xa9xyz", b"Berlin"),
    ],
)
def test_other_data_behind_a_picture_is_removed(trailer: bytes) -> None:
    """A6"""
    for original in (JPEG + trailer, JPEG + MP4 + trailer, encoded(four_corners(64, 48), "PNG") + trailer):
        copy = viewers_copy(original)
        assert_location_removed(copy, original, b"Berlin", b"8db42d694ccc418790edff439fe026bf")
        assert pixels_of(copy) == pixels_of(original)
        if MP4 in original:
            assert MP4 in copy


def test_a_photo_behind_a_movie_keeps_its_picture() -> None:
    """A6"""
    second = jpeg(320, 240)
    original = JPEG + LOCATIONS["loci"] + second
    copy = viewers_copy(original)
    assert not location_tags_of(copy)
    assert copy.endswith(second)
