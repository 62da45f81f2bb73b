"""The photographer's words over a preview."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from domain.models import Watermark, WatermarkPosition

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "Roboto-Medium.ttf"
FONT_BYTES = FONT.read_bytes()
"""Read while files may still be opened: a sandboxed decoder opens none."""

HEIGHT_PART = 28
"""A letter is this part of the longer side; a long text is made smaller until it fits."""
MARGIN_PART = 40
SHADOW_PART = 0.5

PLACES = {
    WatermarkPosition.TOP_LEFT: (0.0, 0.0),
    WatermarkPosition.TOP_RIGHT: (1.0, 0.0),
    WatermarkPosition.CENTER: (0.5, 0.5),
    WatermarkPosition.BOTTOM_LEFT: (0.0, 1.0),
    WatermarkPosition.BOTTOM_RIGHT: (1.0, 1.0),
}


def apply_watermark(picture: Image, watermark: Watermark) -> Image:
    """White letters with a soft dark edge, so that they show on snow and at night. The picture itself without text."""
    if not watermark.text:
        return picture
    from PIL import Image as pillow
    from PIL import ImageFilter

    letters = text_mask(picture.size, watermark.text)
    margin = max(picture.size) // MARGIN_PART
    across, down = PLACES[watermark.position]
    left = round(margin + across * (picture.width - letters.width - 2 * margin))
    top = round(margin + down * (picture.height - letters.height - 2 * margin))
    shadow = letters.filter(ImageFilter.GaussianBlur(max(1, letters.height // 16)))
    result = picture.copy()
    for mask, colour, part in ((shadow, "black", SHADOW_PART), (letters, "white", 1.0)):
        strength = watermark.opacity * part
        faded = mask.point([round(value * strength) for value in range(256)])
        result.paste(pillow.new(result.mode, faded.size, colour), (left, top), faded)
    return result


def text_mask(size: tuple[int, int], text: str) -> Image:
    """The text as a mask, at most as wide as the picture without its margins."""
    from PIL import Image as pillow
    from PIL import ImageDraw

    height = max(8, max(size) // HEIGHT_PART)
    room = max(1, size[0] - 2 * (max(size) // MARGIN_PART))
    font = label_font(height)
    width = max(1.0, font.getlength(text))
    if width > room:
        font = label_font(max(1.0, height * room / width))
    pad = height // 4
    left, top, right, bottom = font.getbbox(text)
    mask = pillow.new("L", (round(right - left) + 2 * pad, round(bottom - top) + 2 * pad))
    ImageDraw.Draw(mask).text((pad - left, pad - top), text, fill=255, font=font)
    return mask


def label_font(size: float) -> FreeTypeFont:
    """Roboto knows the scripts that domain/validation.py allows here: Latin, Greek and Cyrillic."""
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(FONT_BYTES), size)
