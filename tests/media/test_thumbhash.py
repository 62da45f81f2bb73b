"""`samples/thumbhash.json` was written by the reference encoder (npm thumbhash 0.1.1) from the same pixels."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from media.thumbhash import thumbhash
from tests.media.pictures import encoded, four_corners, jpeg
from tests.media.rendering import render

RULES: dict[str, Callable[[int, int], tuple[int, ...]]] = {
    "noise": lambda x, y: (x * 7919 + y * 104729, x * x * 31 + y * 17, x * 13 + y * y * 7, 255),
    "slope": lambda x, y: (x * 3 + y * y + 40, x * y + x * 2 + 9, y * 5 + x * x * 2 + 77, 255),
    "fading": lambda x, y: (x * 7 + y * 3, y * 11 + x * x, x * y + 5, x * 9 + y * 4 + x * y * 3),
}
SAMPLES = json.loads((Path(__file__).parent / "samples" / "thumbhash.json").read_text())


def pixels(rule: str, width: int, height: int) -> bytes:
    return bytes(value % 256 for y in range(height) for x in range(width) for value in RULES[rule](x, y))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['rule']}-{sample['width']}x{sample['height']}")
def test_hashes_equal_the_reference_encoders(sample: dict[str, str | int]) -> None:
    width, height = int(sample["width"]), int(sample["height"])
    assert thumbhash(width, height, pixels(str(sample["rule"]), width, height)) == b64decode(str(sample["hash"]))


@pytest.mark.parametrize("colour", [(0, 0, 0, 0), (255, 255, 255, 255), (12, 200, 99, 255)])
@pytest.mark.parametrize("size", [(1, 1), (32, 32), (1, 32), (32, 1)])
def test_a_picture_of_one_colour_has_a_hash(colour: tuple[int, ...], size: tuple[int, int]) -> None:
    width, height = size
    hashed = thumbhash(width, height, bytes(colour) * (width * height))
    lightness = (hashed[0] & 63) / 63
    assert lightness == pytest.approx(sum(colour[:3]) / 765, abs=0.02)


def test_the_placeholder_is_of_the_upright_picture() -> None:
    wide = b64decode(render(jpeg(640, 400), "image/jpeg").placeholder)
    tall = b64decode(render(encoded(four_corners(400, 640), "JPEG"), "image/jpeg").placeholder)
    is_landscape = [bool(hashed[4] & 0x80) for hashed in (wide, tall)]
    assert is_landscape == [True, False]
    assert max(len(wide), len(tall)) <= 25
