"""Brushes for the demo's pictures: skies, hills, water, lights. Colours are (red, green, blue)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)


def sky(size: tuple[int, int], stops: Sequence[Colour]) -> Image.Image:
    """A vertical gradient through the colours, from top to bottom."""
    strip = Image.new("RGB", (1, len(stops)))
    strip.putdata(list(stops))
    return strip.resize(size, Image.Resampling.BICUBIC)


def glow(picture: Image.Image, centre: Point, radius: float, colour: Colour) -> Image.Image:
    """Light that fades with the distance; adds to what is there."""
    light = Image.new("RGB", picture.size)
    x, y = centre
    disc = Image.radial_gradient("L").resize((int(4 * radius), int(4 * radius)))
    faded = disc.point([int(255 * max(0.0, 1 - value / 180) ** 2) for value in range(256)])
    light.paste(Image.new("RGB", faded.size, colour), (int(x - 2 * radius), int(y - 2 * radius)), faded)
    return ImageChops.screen(picture, light)


def disc(picture: Image.Image, centre: Point, radius: float, colour: Colour) -> None:
    x, y = centre
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def ridge(random: Random, width: int, level: float, height: float, roughness: float = 0.55) -> list[Point]:
    """The outline of hills by midpoint displacement; `level` and `height` in pixels from the top."""
    heights = [random.uniform(-1, 1), random.uniform(-1, 1)]
    spread = 1.0
    while len(heights) < 257:
        middles = [(a + b) / 2 + random.uniform(-spread, spread) for a, b in pairwise(heights)]
        heights = [h for pair in zip(heights, middles, strict=False) for h in pair] + heights[-1:]
        spread *= roughness
    step = width / (len(heights) - 1)
    return [(i * step, level - height * h / 2) for i, h in enumerate(heights)]


def land(picture: Image.Image, outline: Sequence[Point], colour: Colour) -> None:
    """Fills everything under the outline."""
    width, height = picture.size
    ImageDraw.Draw(picture).polygon([(0, height), *outline, (width, height)], fill=colour)


def water(picture: Image.Image, level: int, random: Random) -> Image.Image:
    """Mirrors what is above `level`, darker and broken by waves."""
    width, height = picture.size
    depth = height - level
    above = picture.crop((0, max(0, level - depth), width, level)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirrored = above.resize((width, depth)).filter(ImageFilter.GaussianBlur(4))
    mirrored = mirrored.point([int(value * 0.78) for value in range(256)] * 3)
    for row in range(0, depth, 3):
        shift = int(math.sin(row * 0.35) * (2 + row / 22) + random.uniform(-2, 2))
        band = ImageChops.offset(mirrored.crop((0, row, width, row + 3)), shift, 0)
        picture.paste(band, (0, level + row))
    return picture


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` 0 is `a`, 1 is `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
