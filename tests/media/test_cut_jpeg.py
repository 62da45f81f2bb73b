"""A JPEG without its last bytes is shown as far as it goes, as browsers show it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from domain.rendering import Unreadable
from tests.media.pictures import encoded, four_corners, opened
from tests.media.rendering import render

SAMPLES = Path(__file__).parent / "samples"
NAMES = ("camera.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "motion.jpg", "ultra-hdr.jpg")
DAMAGED = "This file is damaged or incomplete. It can't be opened as a JPEG."


def first_scan(content: bytes) -> int:
    frame = min(at for at in (content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) if at > 0)
    return content.index(b"\xff\xda", frame)


def shown(content: bytes) -> Image.Image:
    return opened(render(content).preview.body).convert("RGB")


def top(picture: Image.Image, rows: int) -> Image.Image:
    return picture.crop((0, 0, picture.width, rows)).resize((12, 8), Image.Resampling.BOX)


@pytest.mark.parametrize("name", NAMES)
def test_the_part_that_is_there_is_shown(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    start, whole = first_scan(content), shown(content)
    end = content.find(b"\xff\xd9", start) if name in ("motion.jpg", "ultra-hdr.jpg") else len(content) - 2
    cut = shown(content[: start + (end - start) // 2])
    assert cut.size == whole.size
    rows = whole.height // 4
    assert max(ImageChops.difference(top(cut, rows), top(whole, rows)).tobytes()) <= 12


@pytest.mark.parametrize("name", NAMES[:4])
def test_it_may_be_cut_anywhere_in_its_scans(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    start = first_scan(content)
    scans = [at for at in range(start, len(content)) if content.startswith((b"\xff\xda", b"\xff\xc4"), at)]
    ends = {scan + more for scan in scans[1:] for more in range(1, 16)} | {len(content) - n for n in (1, 2, 3, 100)}
    for end in sorted(end for end in ends if start + 5_000 < end < len(content)):
        rendered = render(content[:end])
        assert (rendered.width, rendered.height) == (600, 400), end


@pytest.mark.parametrize("name", NAMES[:4])
def test_without_any_picture_it_is_rejected(name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    start = first_scan(content)
    for end in (start, start + 1, start + 8):
        with pytest.raises(Unreadable) as refused:
            render(content[:end])
        assert str(refused.value) == DAMAGED


def test_a_large_one_is_scaled_by_its_decoder_too() -> None:
    noise = Image.effect_noise((6000, 4000), 60).convert("RGB")
    noise.paste(four_corners(6000, 2000), (0, 0))
    content = encoded(noise, "JPEG", quality=80)
    rendered = render(content[: len(content) * 9 // 10])
    assert (rendered.width, rendered.height, rendered.preview.width) == (6000, 4000, 2048)


def test_one_of_grey_alone_is_shown() -> None:
    """As long as it has an end, it is not taken for undecoded."""
    assert shown(encoded(Image.new("RGB", (64, 48), (128, 128, 128)), "JPEG")).size == (64, 48)
