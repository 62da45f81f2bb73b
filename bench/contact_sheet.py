"""All renditions of the samples on one picture: `python -m bench.contact_sheet sheet.webp`."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from domain.models import Watermark
from domain.uploads import UNDECLARED
from media.renditions import render
from media.watermark import label_font

SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "media" / "samples"
COLUMNS, CELL, PICTURE = 7, (310, 236), (300, 200)


def sheet() -> Image.Image:
    """Each sample's thumbnail, whose right half is the preview with a watermark."""
    samples = sorted(path for path in SAMPLES.iterdir() if path.suffix not in (".md", ".json"))
    rows = -(-len(samples) // COLUMNS)
    whole = Image.new("RGB", (COLUMNS * CELL[0], rows * CELL[1]), "white")
    draw = ImageDraw.Draw(whole)
    for number, sample in enumerate(samples):
        left, top = number % COLUMNS * CELL[0] + 5, number // COLUMNS * CELL[1] + 5
        with sample.open("rb") as file:
            rendered = render(file, UNDECLARED, Watermark(text="© imgsh"))
        thumbnail, preview = (
            Image.open(BytesIO(image.body)).convert("RGB").resize(PICTURE, Image.Resampling.LANCZOS)
            for image in (rendered.thumbnail, rendered.preview)
        )
        half = PICTURE[0] // 2
        thumbnail.paste(preview.crop((half, 0, *PICTURE)), (half, 0))
        whole.paste(thumbnail, (left, top))
        draw.text((left, top + PICTURE[1] + 4), sample.name, fill="black", font=label_font(17))
    return whole


if __name__ == "__main__":
    sheet().save(sys.argv[1], quality=60)
