"""Photographs by the hundred: real JPEGs, each unlike any other, of about the size that a camera's have."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from PIL import Image

from tests.user_journey import Picture

CAMERA = (6000, 4000)


def photographs(count: int, size: tuple[int, int] = CAMERA) -> Iterator[Picture]:
    """Of `size` pixels; at a camera's 24 megapixels from 3 to 8 MB, as the noise in them grows.

    Each is cut from one larger picture at a place of its own, so that making them takes little more than encoding.
    """
    width, height = size
    paper = _paper(width + 64, height + 64)
    for number in range(count):
        left, top = number % 64, number // 64
        cut = paper.crop((left, top, left + width, top + height))
        encoded = io.BytesIO()
        cut.save(encoded, "JPEG", quality=66 + number % 18)
        yield Picture(f"IMG_{number:04}.jpg", encoded.getvalue())


def _paper(width: int, height: int) -> Image.Image:
    """Soft shapes under grain: what a JPEG of a real scene has to spend its bytes on."""
    shapes = Image.frombytes("RGB", (48, 32), os.urandom(48 * 32 * 3)).resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (width, height), os.urandom(width * height)).convert("RGB")
    return Image.blend(shapes, grain, 0.14)
