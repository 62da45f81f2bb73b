from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from domain.rendering import CaptureTime
from tests.media.pictures import CORNERS, corners_of, encoded, exif, four_corners, jpeg, opened, png, webp
from tests.media.rendering import render

ALL_FORMATS = pytest.mark.parametrize(
    ("content_type", "make"), [("image/jpeg", jpeg), ("image/png", png), ("image/webp", webp)]
)


def assert_upright(body: bytes) -> None:
    for corner, colour in corners_of(body).items():
        assert colour == pytest.approx(CORNERS[corner], abs=12), corner


@ALL_FORMATS
def test_a_photo_becomes_a_preview_and_a_thumbnail(content_type: str, make: Callable[[int, int], bytes]) -> None:
    rendered = render(make(3000, 2000), content_type)
    assert (rendered.width, rendered.height) == (3000, 2000)
    assert (rendered.preview.width, rendered.preview.height) == (2048, 1365)
    assert (rendered.thumbnail.width, rendered.thumbnail.height) == (512, 341)
    assert (rendered.preview.content_type, rendered.thumbnail.content_type) == ("image/jpeg", "image/webp")
    for image, format_name in ((rendered.preview, "JPEG"), (rendered.thumbnail, "WEBP")):
        assert opened(image.body).format == format_name
        assert opened(image.body).size == (image.width, image.height)
        assert_upright(image.body)


@pytest.mark.parametrize(
    ("size", "preview"),
    [
        ((4032, 3024), (2016, 1512)),
        ((3001, 4001), (1501, 2001)),
        ((8064, 6048), (2016, 1512)),
        ((3998, 2998), (2048, 1536)),
        ((4097, 101), (2048, 50)),
    ],
)
def test_a_jpeg_that_its_decoder_scales_to_nearly_the_size_of_a_preview_is_not_scaled_again(
    size: tuple[int, int], preview: tuple[int, int]
) -> None:
    rendered = render(encoded(four_corners(*size), "JPEG"))
    assert (rendered.width, rendered.height) == size
    assert (rendered.preview.width, rendered.preview.height) == preview
    assert_upright(rendered.preview.body)


@ALL_FORMATS
def test_a_small_photo_is_not_made_larger(content_type: str, make: Callable[[int, int], bytes]) -> None:
    rendered = render(make(200, 120), content_type)
    assert (rendered.preview.width, rendered.preview.height) == (200, 120)
    assert (rendered.thumbnail.width, rendered.thumbnail.height) == (200, 120)


@pytest.mark.parametrize("size", [(1, 1), (1, 9000), (9000, 1), (2049, 2047)])
def test_odd_shapes_keep_at_least_one_pixel_a_side(size: tuple[int, int]) -> None:
    for format_name, content_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
        rendered = render(encoded(Image.new("RGB", size, "teal"), format_name), content_type)
        assert (rendered.width, rendered.height) == size
        assert max(opened(rendered.preview.body).size) == min(2048, max(size))
        assert min(opened(rendered.thumbnail.body).size) >= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation: int) -> None:
    stored = four_corners(640, 400, orientation)
    for format_name, content_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
        rendered = render(encoded(stored, format_name, exif=exif(orientation)), content_type)
        assert (rendered.width, rendered.height) == (640, 400)
        assert (rendered.preview.width, rendered.preview.height) == (640, 400)
        assert (rendered.thumbnail.width, rendered.thumbnail.height) == (512, 320)
        assert_upright(rendered.preview.body)
        assert_upright(rendered.thumbnail.body)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    rendered = render(encoded(four_corners(640, 400), "JPEG", exif=exif(orientation)), "image/jpeg")
    assert_upright(rendered.preview.body)


def test_a_progressive_jpeg_is_read_like_any_other() -> None:
    picture = four_corners(3001, 2003)
    assert_upright(render(encoded(picture, "JPEG", progressive=True), "image/jpeg").preview.body)


def test_the_first_picture_of_a_jpeg_is_shown() -> None:
    several = encoded(four_corners(640, 480), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])
    rendered = render(several, "image/jpeg")
    assert (rendered.width, rendered.height) == (640, 480)
    assert_upright(rendered.preview.body)


def test_the_first_frame_of_an_animation_is_shown() -> None:
    others = [Image.new("RGB", (640, 480))]
    for format_name, content_type in (("PNG", "image/png"), ("WEBP", "image/webp")):
        animation = encoded(four_corners(640, 480), format_name, save_all=True, append_images=others)
        assert_upright(render(animation, content_type).preview.body)


def test_transparency_stays_in_the_thumbnail_and_is_white_in_the_preview() -> None:
    picture = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 50, 100))
    rendered = render(encoded(picture, "PNG"), "image/png")
    preview, thumbnail = opened(rendered.preview.body), opened(rendered.thumbnail.body)
    assert (preview.mode, thumbnail.mode) == ("RGB", "RGBA")
    assert preview.getpixel((75, 50)) == pytest.approx((255, 255, 255), abs=4)
    assert preview.getpixel((25, 50)) == pytest.approx((255, 0, 0), abs=12)
    assert [thumbnail.getchannel("A").getpixel((x, 50)) for x in (25, 75)] == [255, 0]


def test_nothing_private_is_left_in_what_viewers_get() -> None:
    secrets = [b"5917483", b"Ada Owner", b"12 Main Street", b"Serial", b"photoshop:City", b"GPS"]
    block = exif(1, owner="Ada Owner", serial="Serial 5917483")
    block[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 27: b"ASCII\0\0\0GPS"}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r photoshop:City="Berlin"/></x:xmpmeta>'
    original = encoded(four_corners(640, 480), "JPEG", exif=block, xmp=xmp, comment=b"Meet at 12 Main Street")
    assert all(secret in original for secret in secrets)
    assert opened(original).getexif().get_ifd(0x8825)[2] == (52.0, 31.0, 12.0)
    rendered = render(original, "image/jpeg")
    for body in (rendered.preview.body, rendered.thumbnail.body):
        assert not any(secret in body for secret in secrets)
        assert not dict(opened(body).getexif())
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(opened(body).info)


def test_the_capture_time_is_read_from_every_format() -> None:
    block = exif(1, taken="2026:06:20 15:04:05", subsecond="25", offset="+02:00")
    taken = CaptureTime("2026-06-20T15:04:05.250", 120)
    for format_name, content_type in (("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")):
        original = encoded(four_corners(64, 48), format_name, exif=block)
        assert render(original, content_type).capture_time == taken


def test_the_same_original_gives_the_same_bytes_again() -> None:
    assert render(jpeg(), "image/jpeg") == render(jpeg(), "image/jpeg")


def test_a_broken_packet_of_xmp_turns_neither_the_photo_nor_its_copy() -> None:
    """It is blanked in the copy, which must show what the original shows."""
    packet = b'<x:xmpmeta><rdf:Description tiff:Orientation="6" exif:GPSLatitude="52,31.2N"/>'
    rendered = render(encoded(four_corners(64, 48), "JPEG", xmp=packet), "image/jpeg")
    assert (rendered.width, rendered.height, rendered.location_may_remain) == (64, 48, False)
    assert rendered.location
