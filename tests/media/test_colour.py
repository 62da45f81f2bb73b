from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image

from domain.models import Watermark
from tests.media.heif_files import HeifFile, Item, av1, grid, hevc
from tests.media.pictures import Colour, colour_at, encoded, opened
from tests.media.profiles import ADOBE_RGB, DISPLAY_P3, Matrix, grey_profile, rgb_profile, to_grey, to_space
from tests.media.rendering import render

SKIN = (201, 148, 112)


def preview_of(original: bytes, content_type: str) -> Colour:
    preview = opened(render(original, content_type).preview.body)
    return colour_at(preview, preview.width // 2, preview.height // 2)


@pytest.mark.parametrize(("name", "matrix"), [("Display P3", DISPLAY_P3), ("Adobe RGB (1998)", ADOBE_RGB)])
@pytest.mark.parametrize("colour", [SKIN, (40, 120, 60), (60, 150, 200)])
def test_colours_of_an_embedded_profile_look_the_same_without_it(name: str, matrix: Matrix, colour: Colour) -> None:
    stored = to_space(colour, matrix)
    assert stored != pytest.approx(colour, abs=6)  # otherwise the test proves nothing
    picture, profile = Image.new("RGB", (64, 64), stored), rgb_profile(name, matrix)
    assert preview_of(encoded(picture, "JPEG", quality=98, icc_profile=profile), "image/jpeg") == pytest.approx(
        colour, abs=4
    )
    assert preview_of(encoded(picture, "PNG", icc_profile=profile), "image/png") == pytest.approx(colour, abs=4)
    translucent = picture.convert("RGBA")
    assert preview_of(encoded(translucent, "WEBP", icc_profile=profile, lossless=True), "image/webp") == (
        pytest.approx(colour, abs=4)
    )


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_greys_with_a_profile_of_their_own_are_converted(mode: str) -> None:
    picture = Image.new("L", (64, 64), to_grey(15)).convert(mode)
    original = encoded(picture, "PNG", icc_profile=grey_profile("Gray Gamma 2.2"))
    assert to_grey(15) != pytest.approx(15, abs=3)
    assert preview_of(original, "image/png") == pytest.approx((15, 15, 15), abs=1)


def test_greys_with_a_profile_for_colours_are_converted() -> None:
    profile = rgb_profile("Adobe RGB (1998)", ADOBE_RGB)
    original = encoded(Image.new("L", (64, 64), to_grey(15)), "PNG", icc_profile=profile)
    assert preview_of(original, "image/png") == pytest.approx((15, 15, 15), abs=1)


@pytest.mark.parametrize("profile", [b"not a profile", bytes(200), rgb_profile("Cut", DISPLAY_P3)[:150]])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    original = encoded(Image.new("RGB", (64, 64), SKIN), "JPEG", quality=98, icc_profile=profile)
    assert preview_of(original, "image/jpeg") == pytest.approx(SKIN, abs=4)


def test_a_profile_for_other_pixels_is_ignored() -> None:
    original = encoded(Image.new("RGB", (64, 64), SKIN), "JPEG", quality=98, icc_profile=grey_profile("Grey"))
    assert preview_of(original, "image/jpeg") == pytest.approx(SKIN, abs=4)


@pytest.mark.parametrize(
    ("ink", "colour"),
    [((0, 255, 255, 0), (255, 0, 0)), ((255, 0, 255, 0), (0, 255, 0)), ((0, 0, 0, 0), (255, 255, 255))],
)
def test_a_cmyk_jpeg_keeps_its_colours(ink: tuple[int, int, int, int], colour: Colour) -> None:
    original = encoded(Image.new("CMYK", (64, 64), ink), "JPEG", quality=95)
    assert preview_of(original, "image/jpeg") == pytest.approx(colour, abs=6)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA"])
def test_every_kind_of_png_pixel_is_shown(mode: str) -> None:
    picture = Image.new("RGB", (64, 64), "white").convert(mode)
    assert preview_of(encoded(picture, "PNG"), "image/png") == (255, 255, 255)


def test_a_grey_of_sixteen_bits_keeps_its_brightness() -> None:
    original = encoded(Image.new("I;16", (64, 64), 100 << 8), "PNG")
    assert preview_of(original, "image/png") == pytest.approx((100, 100, 100), abs=2)


def test_the_transparent_colour_of_a_png_is_white_in_the_preview() -> None:
    colours = Image.new("RGB", (64, 64), SKIN)
    palette = colours.quantize(4)
    for picture, transparent in ((colours, SKIN), (palette, palette.getpixel((0, 0)))):
        original = encoded(picture, "PNG", transparency=transparent)
        assert "transparency" in opened(original).info
        assert preview_of(original, "image/png") == (255, 255, 255)


def nclx(primaries: int, transfer: int) -> tuple[bytes, bytes, bool]:
    return b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, 1, 0), False


def heic_preview(*items: Item, **fields: object) -> Colour:
    return preview_of(HeifFile(items, **fields).build(), "image/heic")  # type: ignore[arg-type]


def test_code_points_of_a_grid_or_of_its_tiles_count() -> None:
    tile = hevc("0xC0A080", 64, 64)
    plain = heic_preview(tile.item())
    wide = heic_preview(tile.item(nclx(9, 13)))
    assert wide != pytest.approx(plain, abs=6)
    tiled = [(b"dimg", 1, [2, 3])]
    by_tile = [grid(1, 2, 128, 64), tile.item(nclx(9, 13)), tile.item(nclx(9, 13))]
    assert heic_preview(*by_tile, references=tiled) == pytest.approx(wide, abs=2)
    whole = grid(1, 2, 128, 64)
    whole.properties = [*whole.properties, nclx(9, 13)]
    assert heic_preview(whole, tile.item(), tile.item(), references=tiled) == pytest.approx(wide, abs=2)


@pytest.mark.parametrize(("primaries", "transfer"), [(2, 2), (1, 1), (1, 6), (2, 13)])
def test_other_code_points_are_those_of_srgb(primaries: int, transfer: int) -> None:
    picture = hevc("0xC0A080", 64, 64)
    assert heic_preview(picture.item(nclx(primaries, transfer))) == heic_preview(picture.item(nclx(1, 13)))


def test_a_gain_map_changes_nothing() -> None:
    picture = hevc("0xC0A080", 64, 64)
    gain_map = b"auxC", bytes(4) + b"urn:com:apple:photo:2020:aux:hdrgainmap\0", True
    items = [picture.item(nclx(12, 13)), hevc("white", 64, 64).item(gain_map)]
    assert heic_preview(*items, references=[(b"auxl", 2, [1])]) == heic_preview(items[0])


def test_the_watermark_of_an_hdr_photo_is_white() -> None:
    samples = Path(__file__).parent / "samples"
    rendered = render((samples / "pq.avif").read_bytes(), "image/avif", Watermark(text="PROOF", opacity=1))
    assert max(opened(rendered.preview.body).convert("L").tobytes()) > 245
    assert max(opened(rendered.thumbnail.body).convert("L").tobytes()) < 225


def test_a_grey_hdr_photo_is_tone_mapped() -> None:
    coded = av1("white", 64, 64)
    picture = HeifFile([coded.item(nclx(9, 18))], major_brand=b"avif", brands=b"avifmif1").build()
    dark = HeifFile([coded.item(nclx(9, 16), (b"clli", bytes(4), False))], major_brand=b"avif", brands=b"avifmif1")
    for content in (picture, dark.build()):
        assert preview_of(content, "image/avif") == pytest.approx((255, 255, 255), abs=2)
