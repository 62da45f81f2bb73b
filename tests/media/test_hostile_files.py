from __future__ import annotations

import os
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.rendering import Unreadable
from domain.uploads import MAX_PHOTO_BYTES, UNDECLARED
from tests.media.pictures import encoded, exif, four_corners, jpeg, png, png_header, png_text, png_with_chunk, webp
from tests.media.rendering import render, render_file

SAMPLES = Path(__file__).parent / "samples"
SCRIPT = b"<script>alert(document.domain)</script>"


def refusal(original: bytes, content_type: str = "image/jpeg") -> str:
    with pytest.raises(Unreadable) as refused:
        render(original, content_type)
    return str(refused.value)


def archive() -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        file.writestr("index.html", SCRIPT)
    return body.getvalue()


def test_an_empty_file_is_rejected_as_empty() -> None:
    assert refusal(b"") == "This file is empty."


@pytest.mark.parametrize(
    ("content_type", "whole", "name"),
    [("image/png", png(), "a PNG"), ("image/webp", webp(), "a WebP")],
)
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_file_that_ends_early_is_refused(content_type: str, whole: bytes, name: str, part: float) -> None:
    cut = whole[: max(16, int(len(whole) * part))]
    assert refusal(cut, content_type) == f"This file is damaged or incomplete. It can't be opened as {name}."


def test_a_magic_number_alone_is_refused() -> None:
    assert "damaged or incomplete" in refusal(b"\xff\xd8\xff" + b"\0" * 1000)
    assert "damaged or incomplete" in refusal(b"\xff\xd8\xff\xe0" + b"\xff" * 1000)


def test_a_web_page_named_as_a_photo_is_refused() -> None:
    page = b"\n<!DOCTYPE html><html><body>" + SCRIPT
    assert refusal(page) == "This file was uploaded as a JPEG, but it is a web page."


def test_a_png_sent_as_a_jpeg_is_refused() -> None:
    assert refusal(png()) == "This file was uploaded as a JPEG, but it is a PNG."
    assert refusal(jpeg(), "image/webp") == "This file was uploaded as a WebP, but it is a JPEG."


@pytest.mark.parametrize(
    ("original", "other"),
    [
        (jpeg() + archive(), "a ZIP archive"),
        (encoded(four_corners(64, 48), "JPEG", comment=b"<html>" + SCRIPT), "a web page"),
        (encoded(four_corners(64, 48), "JPEG", comment=b"<?php system($_GET[0]); ?>"), "a web page"),
        (encoded(four_corners(64, 48), "JPEG", comment=b"%PDF-1.7 "), "a PDF document"),
    ],
)
def test_a_polyglot_is_rejected(original: bytes, other: str) -> None:
    assert refusal(original) == f"This file is a JPEG and {other} at once. Export it again and upload the new file."


def test_data_that_phones_append_to_a_photo_is_accepted() -> None:
    trailers = [jpeg(64, 48), bytes(5000), b"PK\x05\x06" + bytes(18), b"\0\0\0\x18ftypmp42" + bytes(12), b"SEFHe\0SEFT"]
    for trailer in trailers:
        assert render(jpeg() + trailer).width == 640


def test_a_tiny_file_that_claims_a_huge_picture_is_rejected_unopened() -> None:
    # Its pixels are not PNG data: decoding them would report damage.
    claim = png_header(50_000, 50_000, pixels=b"no pixels")
    assert refusal(claim, "image/png") == "This photo has 2,500 megapixels. PNG files can have at most 105."


def test_the_pixels_of_a_bomb_are_never_decompressed() -> None:
    bomb = png_header(30_000, 30_000, pixels=zlib.compress(bytes(10_000_000), 9))
    assert "This photo has 900 megapixels." in refusal(bomb, "image/png")


def test_jpeg_and_webp_have_their_own_pixel_limits() -> None:
    small = jpeg(64, 48)
    frame = small.index(b"\xff\xc0")
    huge = small[: frame + 5] + (60_000).to_bytes(2) + (50_000).to_bytes(2) + small[frame + 9 :]
    assert refusal(huge) == "This photo has 3,000 megapixels. JPEG files can have at most 210."
    progressive = huge.replace(b"\xff\xc0", b"\xff\xc2", 1)
    assert refusal(progressive) == "This photo has 3,000 megapixels. Progressive JPEG files can have at most 105."
    lossless = encoded(four_corners(64, 48), "WEBP", lossless=True)
    sizes = ((16_383 - 1) | (16_383 - 1) << 14).to_bytes(4, "little")
    header = lossless.index(b"VP8L") + 9
    claim = lossless[:header] + sizes + lossless[header + 4 :]
    assert refusal(claim, "image/webp") == "This photo has 268 megapixels. WebP files can have at most 64."


@pytest.mark.parametrize("chunk", [b"zTXt", b"iTXt", b"iCCP"])
def test_text_that_unpacks_to_a_hundred_megabytes_is_refused(chunk: bytes) -> None:
    packed = zlib.compress(bytes(100_000_000), 9)
    content = {b"zTXt": b"key\0\0", b"iTXt": b"key\0\1\0\0\0", b"iCCP": b"name\0\0"}[chunk] + packed
    assert "damaged or incomplete" in refusal(png_with_chunk(chunk, content), "image/png")


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_broken_exif_does_not_reject_a_good_photo() -> None:
    block = exif(6, taken="2026:06:20 15:04:05").tobytes()
    whole = render(encoded(four_corners(640, 400, 6), "JPEG", exif=block), "image/jpeg")
    assert (whole.width, whole.height) == (640, 400)
    for at in range(6, len(block)):
        for broken in (block[:at], block[:at] + b"\xff\xff" + block[at + 2 :]):
            rendered = render(encoded(four_corners(64, 40), "JPEG", exif=broken), "image/jpeg")
            assert {rendered.width, rendered.height} == {64, 40}


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_no_damage_crashes_the_decoder() -> None:
    for content_type, whole in (("image/jpeg", jpeg(64, 48)), ("image/png", png(64, 48)), ("image/webp", webp(64, 48))):
        for at in range(12, min(len(whole), 700), 3):
            damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            try:
                assert render(damaged, content_type).preview.body
            except Unreadable as refused:
                assert str(refused).endswith((".", "at most 105.", "at most 64."))


def test_a_long_caption_in_a_png_is_accepted() -> None:
    captioned = encoded(four_corners(64, 48), "PNG", pnginfo=png_text("Description", "caption " * 1000))
    rendered = render(captioned, "image/png")
    assert (rendered.width, rendered.height) == (64, 48)
    assert b"caption" not in rendered.preview.body


def tiff_of(pages: int, *, last_links_to: int = 0) -> bytes:
    """A chain of empty directories."""
    links = [8 + 6 * number for number in range(1, pages)] + [last_links_to]
    return b"II*\0\x08\0\0\0" + b"".join(b"\0\0" + link.to_bytes(4, "little") for link in links)


@pytest.mark.parametrize("pages", [tiff_of(10_000), tiff_of(3, last_links_to=8)])
def test_a_tiff_of_thousands_of_pages_is_refused(pages: bytes) -> None:
    assert "more than 100 pages" in refusal(pages, "image/tiff")


def test_a_heic_that_claims_a_huge_picture_is_refused() -> None:
    phone = (SAMPLES / "phone.heic").read_bytes()
    at = phone.index(b"ispe") + 8
    claim = phone.replace(phone[at : at + 8], (30_000).to_bytes(4) + (30_000).to_bytes(4))
    assert refusal(claim, "image/heic").startswith(("This photo has 900 megapixels.", "This file is damaged"))


@pytest.mark.parametrize("name", ["phone.heic", "turned.avif", "animation.gif", "lzw.tif"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.8])
def test_a_file_of_another_kind_that_ends_early_is_refused(name: str, part: float) -> None:
    whole = (SAMPLES / name).read_bytes()
    assert "damaged or incomplete" in refusal(whole[: int(len(whole) * part)], UNDECLARED)


def test_floating_point_pixels_are_rejected() -> None:
    assert "can't be opened as a TIFF" in refusal(encoded(Image.new("F", (64, 48)), "TIFF"), "image/tiff")


def test_a_photo_of_a_videos_size_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(jpeg())
    os.truncate(large, MAX_PHOTO_BYTES + 1)
    with pytest.raises(Unreadable, match="over 200 MiB, the most for a photo"):
        render_file(large, UNDECLARED)
