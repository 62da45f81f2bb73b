"""Assembles a picture, scaled down, from the bands that it was cut into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image as pillow
from PIL.Image import Transpose

from media.heif.bands import Bands

if TYPE_CHECKING:
    from PIL.Image import Image

    from media.heif.item_tables import ItemProperty

SHARP_ENOUGH = 1.5
"""How many times the wanted size is left for the filter that scales to it."""

TRANSPOSITIONS: Mapping[bytes, tuple[Transpose | None, ...]] = {
    b"irot": (None, Transpose.ROTATE_90, Transpose.ROTATE_180, Transpose.ROTATE_270),
    b"imir": (Transpose.FLIP_TOP_BOTTOM, Transpose.FLIP_LEFT_RIGHT),
}
"""By the lowest bits of the content (ISO/IEC 23008-12, §6.5.10 and §6.5.12)."""


def assemble_bands(bands: Bands, longest_side: int, load: Callable[[BinaryIO], Image]) -> tuple[Image, int, int]:
    """`load` decodes one file. Returns the upright picture, and the width and height that it has when not scaled."""
    factor = _factor(bands, longest_side)
    image, top = None, 0
    for file in bands.files:
        band = load(BytesIO(file))
        if image is None:
            # Up to seven pixels are lost at the right and at the bottom, of thousands.
            image = pillow.new(band.mode, (bands.size[0] // factor, bands.size[1] // factor))
            image.info = band.info
        image.paste(band.reduce(factor), (0, top))
        top += bands.band_height // factor
    if image is None:
        raise ValueError("a picture without bands")
    width, height = bands.size
    for transform in bands.transforms:
        transposition = _transposition(transform)
        if transposition in (Transpose.ROTATE_90, Transpose.ROTATE_270):
            width, height = height, width
        image = image.transpose(transposition) if transposition is not None else image
    return image, width, height


def _factor(bands: Bands, longest_side: int) -> int:
    """A whole number that divides the height of a band, so that bands are scaled one by one without a seam."""
    enough = longest_side * SHARP_ENOUGH
    fitting = (each for each in (8, 4, 2) if max(bands.size) >= each * enough and not bands.band_height % each)
    return next(fitting, 1)


def _transposition(transform: ItemProperty) -> Transpose | None:
    choices = TRANSPOSITIONS[transform.property_type]
    return choices[transform.content[0] % len(choices)]
