"""Sample files of all formats render to the same scene."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops

from domain.rendering import Camera, CaptureTime
from domain.uploads import UNDECLARED
from media.file_type import SUPPORTED_TYPES
from tests.media.pictures import opened
from tests.media.rendering import render_file

FOLDER = Path(__file__).parent / "samples"
SCENE = opened((FOLDER / "scene.png").read_bytes()).convert("RGB")
GREY = SCENE.convert("L").convert("RGB")
WIDTH, HEIGHT = SCENE.size
NIKON = Camera("NIKON CORPORATION", "NIKON Z 9", "6001234")
IPHONE = Camera("Apple", "iPhone 16 Pro")
TAKEN = CaptureTime("2026-06-20T15:04:05.250", 120)
FILMED = CaptureTime("2026-06-20T13:04:05.000", 0)


class Expected(NamedTuple):
    """`tolerance` is the allowed error of a colour, of 255, averaged over a twelfth of the width.

    `light` is the part of the scene's light that is shown. Tone mapping leaves half for highlights of 1,000 nits.
    """

    content_type: str
    capture_time: CaptureTime | None = None
    camera: Camera = Camera()
    tolerance: int = 4
    has_location: bool = False
    duration_seconds: float | None = None
    light: float = 1.0


def oriented() -> dict[str, Expected]:
    return {f"orientation-{number}.jpg": Expected("image/jpeg", TAKEN, NIKON) for number in range(1, 9)}


SAMPLES = {
    "camera.jpg": Expected("image/jpeg", TAKEN, NIKON, has_location=True),
    "motion.jpg": Expected("image/jpeg", TAKEN, Camera("Google", "Pixel 10"), has_location=True),
    "progressive.jpg": Expected("image/jpeg"),
    "grey.jpg": Expected("image/jpeg"),
    "cmyk.jpg": Expected("image/jpeg"),
    "adobe-rgb.jpg": Expected("image/jpeg"),
    "adobe-rgb-by-exif.jpg": Expected("image/jpeg", TAKEN, NIKON),
    "display-p3.jpg": Expected("image/jpeg"),
    **oriented(),
    "scene.png": Expected("image/png"),
    "palette.png": Expected("image/png"),
    "sixteen-bits.png": Expected("image/png"),
    "sixteen-bit-grey.png": Expected("image/png"),
    "pq.png": Expected("image/png", light=0.5),
    "pq.avif": Expected("image/avif", light=0.5),
    # The encoder takes the light of each channel for itself.
    "hlg.avif": Expected("image/avif", tolerance=16, light=0.5),
    "pq.heic": Expected("image/heic", light=0.5),
    "hlg.heic": Expected("image/heic", tolerance=16, light=0.5),
    "p3.avif": Expected("image/avif"),
    # Its curve is BT.709's, which browsers take for sRGB's.
    "wide.avif": Expected("image/avif", tolerance=18),
    # The encoder has mapped its tones.
    "ultra-hdr.jpg": Expected("image/jpeg", tolerance=32),
    "anamorphic.mp4": Expected("video/mp4", duration_seconds=1.0),
    "mobile.3gp": Expected("video/mp4", duration_seconds=1.0),
    "phone.heic": Expected("image/heic", TAKEN, IPHONE, has_location=True),
    "turned.heic": Expected("image/heic", TAKEN, IPHONE, has_location=True),
    "ten-bit-grey.heic": Expected("image/heic"),
    "lossy.webp": Expected("image/webp", TAKEN, NIKON, has_location=True),
    "lossless.webp": Expected("image/webp"),
    "turned.avif": Expected("image/avif", TAKEN, NIKON, has_location=True),
    "animation.gif": Expected("image/gif"),
    "camera.tif": Expected("image/tiff", TAKEN, NIKON),
    "lzw.tif": Expected("image/tiff"),
    "jpeg-inside.tif": Expected("image/tiff"),
    "cmyk.tif": Expected("image/tiff"),
    "turned.tif": Expected("image/tiff"),
    "pages.tif": Expected("image/tiff"),
    "sixteen-bits.tif": Expected("image/tiff"),
    "camera.mp4": Expected("video/mp4", FILMED, duration_seconds=3.0),
    "silent.mp4": Expected("video/mp4", FILMED, duration_seconds=3.0),
    "fragments.mp4": Expected("video/mp4"),
    "phone.mov": Expected("video/quicktime", CaptureTime("2026-06-20T15:04:05.000", 120), IPHONE, duration_seconds=3.0),
    # Tone mapping of HDR is not unique, so the scene is compared loosely.
    "bright.mov": Expected("video/quicktime", tolerance=20, duration_seconds=3.0),
}


TRANSLUCENT = {"translucent-grey.avif": "image/avif", "translucent-grey.png": "image/png"}
"""Their right half is transparent."""


def with_light(picture: Image.Image, part: float) -> Image.Image:
    def dimmed(code: int) -> int:
        light = part * (code / 255 / 12.92 if code <= 10 else ((code / 255 + 0.055) / 1.055) ** 2.4)
        return round(255 * (light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))

    return picture.point([dimmed(code) for code in range(256)] * 3)


def patches_of(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").resize((12, 8), Image.Resampling.BOX)


def test_every_sample_is_in_the_table() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files - set(SAMPLES) == {"README.md", "thumbhash.json", *TRANSLUCENT}
    assert {expected.content_type for expected in SAMPLES.values()} == {
        kind.content_type for kind in SUPPORTED_TYPES.values()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_each_file_type_shows_the_scene_and_its_metadata(name: str) -> None:
    expected = SAMPLES[name]
    rendered = render_file(FOLDER / name, expected.content_type)
    assert (rendered.content_type, rendered.width, rendered.height) == (expected.content_type, WIDTH, HEIGHT)
    assert (rendered.capture_time, rendered.camera) == (expected.capture_time, expected.camera)
    assert rendered.duration_seconds == pytest.approx(expected.duration_seconds, abs=0.05)
    assert bool(rendered.location) == expected.has_location
    wanted = with_light(GREY if "grey" in name else SCENE, expected.light)
    for image, size in ((rendered.preview, (WIDTH, HEIGHT)), (rendered.thumbnail, (512, 341))):
        shown = opened(image.body)
        assert shown.size == (image.width, image.height) == size
        worst = max(ImageChops.difference(patches_of(shown), patches_of(wanted)).tobytes())
        assert worst <= expected.tolerance


@pytest.mark.parametrize("name", TRANSLUCENT)
def test_greys_with_alpha_are_shown_over_white(name: str) -> None:
    rendered = render_file(FOLDER / name, TRANSLUCENT[name])
    wanted = GREY.copy()
    wanted.paste("white", (WIDTH // 2, 0, WIDTH, HEIGHT))
    worst = max(ImageChops.difference(patches_of(opened(rendered.preview.body)), patches_of(wanted)).tobytes())
    assert worst <= 4
    assert opened(rendered.thumbnail.body).convert("RGBA").getpixel((500, 10))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("name", SAMPLES)
def test_an_undeclared_type_is_detected(name: str) -> None:
    assert render_file(FOLDER / name, UNDECLARED).content_type == SAMPLES[name].content_type


@pytest.mark.parametrize("name", SAMPLES)
def test_renditions_contain_only_pixels(name: str) -> None:
    rendered = render_file(FOLDER / name, SAMPLES[name].content_type)
    for body in (rendered.preview.body, rendered.thumbnail.body):
        shown = opened(body)
        assert not dict(shown.getexif())
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(shown.info)
        assert not any(secret in body for secret in (b"6001234", b"NIKON", b"Apple", b"GPS"))
