"""Draws the photographer's text over a preview."""

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
"""Read at import, because a sandboxed decoder can open no file."""

HEIGHT_DIVISOR = 28
"""Letter height as a fraction (1/28) of the longer side. A long text is made smaller until it fits."""
MARGIN_DIVISOR = 40
SHADOW_STRENGTH = 0.5

POSITIONS = {
    WatermarkPosition.TOP_LEFT: (0.0, 0.0),
    WatermarkPosition.TOP_RIGHT: (1.0, 0.0),
    WatermarkPosition.CENTER: (0.5, 0.5),
    WatermarkPosition.BOTTOM_LEFT: (0.0, 1.0),
    WatermarkPosition.BOTTOM_RIGHT: (1.0, 1.0),
}


def apply_watermark(picture: Image, watermark: Watermark) -> Image:
    """Draws white letters with a dark shadow, visible on any background. Returns `picture` itself without text."""
    if not watermark.text:
        return picture
    from PIL import Image as pillow
    from PIL import ImageFilter

    letters = text_mask(picture.size, watermark.text)
    margin = max(picture.size) // MARGIN_DIVISOR
    across, down = POSITIONS[watermark.position]
    left = round(margin + across * (picture.width - letters.width - 2 * margin))
    top = round(margin + down * (picture.height - letters.height - 2 * margin))
    shadow = letters.filter(ImageFilter.GaussianBlur(max(1, letters.height // 16)))
    result = picture.copy()
    for mask, colour, opacity in ((shadow, "black", SHADOW_STRENGTH), (letters, "white", 1.0)):
        strength = watermark.opacity * opacity
        faded = mask.point([round(value * strength) for value in range(256)])
        result.paste(pillow.new(result.mode, faded.size, colour), (left, top), faded)
    return result


def text_mask(size: tuple[int, int], text: str) -> Image:
    """Renders the text as a mask, at most as wide as the picture without its margins."""
    from PIL import Image as pillow
    from PIL import ImageDraw

    height = max(8, max(size) // HEIGHT_DIVISOR)
    max_width = max(1, size[0] - 2 * (max(size) // MARGIN_DIVISOR))
    font = label_font(height)
    width = max(1.0, font.getlength(text))
    if width > max_width:
        font = label_font(max(1.0, height * max_width / width))
    pad = height // 4
    left, top, right, bottom = font.getbbox(text)
    mask = pillow.new("L", (round(right - left) + 2 * pad, round(bottom - top) + 2 * pad))
    ImageDraw.Draw(mask).text((pad - left, pad - top), text, fill=255, font=font)
    return mask


def label_font(size: float) -> FreeTypeFont:
    """Roboto covers the scripts that domain/validation.py allows: Latin, Greek and Cyrillic."""
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(FONT_BYTES), size)
