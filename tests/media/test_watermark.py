from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from domain.models import Watermark, WatermarkPosition
from media.watermark import apply_watermark
from tests.media.pictures import jpeg, opened
from tests.media.rendering import render

PLAIN = Image.new("RGB", (800, 600), (120, 120, 120))
CORNERS = {
    WatermarkPosition.TOP_LEFT: (0, 0),
    WatermarkPosition.TOP_RIGHT: (1, 0),
    WatermarkPosition.BOTTOM_LEFT: (0, 1),
    WatermarkPosition.BOTTOM_RIGHT: (1, 1),
}


def changed(watermark: Watermark, picture: Image.Image = PLAIN) -> tuple[int, int, int, int]:
    """Left, upper, right, lower of what the watermark changes."""
    box = ImageChops.difference(apply_watermark(picture, watermark), picture).getbbox()
    assert box
    return box


@pytest.mark.parametrize(("position", "corner"), CORNERS.items())
def test_a_watermark_is_in_its_corner_and_inside_of_the_picture(
    position: WatermarkPosition, corner: tuple[int, int]
) -> None:
    left, top, right, bottom = changed(Watermark(text="© Anna", position=position))
    assert left > 4 and top > 4 and right < 796 and bottom < 596
    assert (left > 400, top > 300) == (bool(corner[0]), bool(corner[1]))
    assert (right < 400, bottom < 300) == (not corner[0], not corner[1])


def test_a_centered_watermark_is_in_the_middle() -> None:
    left, top, right, bottom = changed(Watermark(text="PROOF", position=WatermarkPosition.CENTER))
    assert (left + right) / 2 == pytest.approx(400, abs=6)
    assert (top + bottom) / 2 == pytest.approx(300, abs=6)


@pytest.mark.parametrize("ground", ["white", "black"])
def test_a_watermark_shows_on_white_and_on_black(ground: str) -> None:
    changed(Watermark(text="© Anna", opacity=0.5), Image.new("RGB", (800, 600), ground))


def test_more_opacity_changes_pixels_more() -> None:
    strengths = []
    for opacity in (0.1, 0.5, 1.0):
        difference = ImageChops.difference(apply_watermark(PLAIN, Watermark(text="© Anna", opacity=opacity)), PLAIN)
        strengths.append(sum(difference.convert("L").histogram()[i] * i for i in range(256)))
    assert strengths == sorted(strengths)
    assert strengths[0] > 0


@pytest.mark.parametrize("size", [(800, 600), (300, 2000), (2000, 300), (40, 40), (1, 1)])
def test_a_long_text_is_made_smaller_until_it_fits(size: tuple[int, int]) -> None:
    picture = Image.new("RGB", size, (120, 120, 120))
    assert apply_watermark(picture, Watermark(text="Ω" * 60)).size == size


def test_letters_of_every_allowed_script_are_drawn() -> None:
    drawn = {text: changed(Watermark(text=text)) for text in ("José Łódź ß", "Ελληνικά", "Праздник", "“Ærø” – 20 €™")}
    assert len(set(drawn.values())) == len(drawn)


def test_previews_are_marked_and_thumbnails_are_not() -> None:
    plain, under = render(jpeg()), render(jpeg(), watermark=Watermark(text="© Anna"))
    assert under.thumbnail == plain.thumbnail
    assert ImageChops.difference(opened(under.preview.body), opened(plain.preview.body)).getextrema() != ((0, 0),) * 3


def test_without_a_text_nothing_is_drawn() -> None:
    assert apply_watermark(PLAIN, Watermark()) is PLAIN
