"""The scenes of the demo's photos. Each function takes its colours, from the top of the sky down, and paints."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from local.demo.painting import BLACK, WHITE, Colour, disc, glow, land, mix, ridge, sky, water

CANVAS: tuple[Colour, ...] = ((221, 74, 60), (244, 162, 58), (250, 220, 120), (60, 140, 150), (40, 80, 120))

Size = tuple[int, int]
Scene = Callable[[Size, Random], Image.Image]


def mountains(*stops: Colour, sun: tuple[float, float], light: Colour, near: Colour) -> Scene:
    """Ridges behind each other, paler the farther away, under a low sun."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        picture = glow(sky(size, stops), (sun[0] * width, sun[1] * height), 0.3 * height, light)
        disc(picture, (sun[0] * width, sun[1] * height), 0.035 * height, mix(light, WHITE, 0.7))
        for layer in range(5):
            outline = ridge(random, width, height * (0.5 + 0.1 * layer), height * (0.2 - 0.02 * layer))
            land(picture, outline, mix(stops[-1], near, 0.25 + 0.18 * layer))
        return picture

    return paint


def bay(*stops: Colour, sun: tuple[float, float], light: Colour, boats: int) -> Scene:
    """The sun over the sea, its mirror image, and sails."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        horizon = int(height * 0.6)
        picture = glow(sky(size, stops), (sun[0] * width, sun[1] * height), 0.35 * height, light)
        disc(picture, (sun[0] * width, sun[1] * height), 0.05 * height, mix(light, WHITE, 0.6))
        land(picture, ridge(random, width, horizon, height * 0.08), mix(stops[-1], BLACK, 0.5))
        for boat in range(boats):
            _sail(picture, width * (0.15 + 0.7 * (boat + random.random() * 0.6) / boats), horizon, random)
        return water(picture, horizon, random)

    return paint


def _sail(picture: Image.Image, x: float, foot: float, random: Random) -> None:
    height = random.uniform(70, 190)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(x, foot - height), (x, foot - 12), (x + height * 0.45, foot - 12)], fill=(250, 244, 232))
    draw.polygon(
        [(x - 5, foot - height * 0.9), (x - 5, foot - 12), (x - height * 0.3, foot - 12)], random.choice(CANVAS)
    )
    draw.polygon(
        [
            (x - height * 0.35, foot - 10),
            (x + height * 0.5, foot - 10),
            (x + height * 0.36, foot),
            (x - height * 0.26, foot),
        ],
        (70, 45, 38),
    )


def balloons(*stops: Colour, count: int) -> Scene:
    """Striped balloons at several distances over soft hills."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        picture = sky(size, stops)
        for layer in range(3):
            outline = ridge(random, width, height * (0.82 + 0.06 * layer), height * 0.1, 0.45)
            land(picture, outline, mix(stops[-1], (52, 84, 60), 0.4 + 0.3 * layer))
        for number in range(count):
            x = width * (number + 0.5 + random.uniform(-0.25, 0.25)) / count
            _balloon(picture, x, height * random.uniform(0.18, 0.6), random.uniform(0.05, 0.13) * height, random)
        return picture

    return paint


def _balloon(picture: Image.Image, x: float, y: float, radius: float, random: Random) -> None:
    draw = ImageDraw.Draw(picture)
    stripes = random.sample(CANVAS, 3)
    basket = y + radius * 1.75
    draw.polygon(
        [
            (x - radius * 0.78, y + radius * 0.62),
            (x + radius * 0.78, y + radius * 0.62),
            (x + radius * 0.16, y + radius * 1.45),
            (x - radius * 0.16, y + radius * 1.45),
        ],
        stripes[0],
    )
    for number, share in enumerate((1.0, 0.78, 0.5, 0.2)):
        draw.ellipse((x - radius * share, y - radius, x + radius * share, y + radius), stripes[number % 3])
    for side in (-0.14, 0.14):
        draw.line([(x + side * radius, y + radius * 1.4), (x + side * radius, basket)], (60, 45, 40), 2)
    draw.rectangle((x - radius * 0.16, basket - radius * 0.1, x + radius * 0.16, basket + radius * 0.12), (96, 62, 42))


def night(*stops: Colour, show: bool) -> Scene:
    """Lit windows along the water, with fireworks or stars."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        picture, horizon = sky(size, stops), int(height * 0.68)
        for _ in range(60 if show else 160):
            disc(
                picture,
                (random.uniform(0, width), random.uniform(0, horizon)),
                random.uniform(0.5, 1.8),
                (230, 230, 255),
            )
        for burst in range(6 if show else 0):
            picture = _firework(
                picture, ((burst + random.uniform(0.2, 0.8)) / 6 * width, random.uniform(0.12, 0.4) * height), random
            )
        x = 0.0
        while x < width:
            x = _house(picture, x, horizon, random)
        return water(picture, horizon, random)

    return paint


def _firework(picture: Image.Image, centre: tuple[float, float], random: Random) -> Image.Image:
    colour, reach = random.choice(CANVAS[:4]), random.uniform(70, 190)
    picture = glow(picture, centre, reach * 0.7, mix(colour, BLACK, 0.45))
    draw = ImageDraw.Draw(picture)
    for spark in range(32):
        angle, length = spark * math.tau / 32, reach * random.uniform(0.7, 1.05)
        tip = (centre[0] + length * math.cos(angle), centre[1] + length * math.sin(angle) + length * 0.12)
        draw.line(
            [(centre[0] + (tip[0] - centre[0]) * 0.3, centre[1] + (tip[1] - centre[1]) * 0.3), tip],
            mix(colour, WHITE, 0.35),
            2,
        )
        disc(picture, tip, 3, (255, 246, 220))
    return picture


def _house(picture: Image.Image, x: float, foot: int, random: Random) -> float:
    width, height = random.randrange(46, 110), random.randrange(90, 330)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((x, foot - height, x + width, foot), mix((18, 20, 38), (44, 44, 70), random.random()))
    for left in range(int(x) + 8, int(x + width) - 10, 18):
        for top in range(foot - height + 12, foot - 14, 24):
            if random.random() < 0.45:
                draw.rectangle((left, top, left + 9, top + 13), mix((255, 214, 120), (255, 160, 80), random.random()))
    return x + width


def lanterns(*stops: Colour) -> Scene:
    """Strings of lights in front of a blurred evening."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        picture = sky(size, stops)
        for _ in range(36):
            colour = mix(random.choice(CANVAS), BLACK, random.uniform(0.3, 0.75))
            picture = glow(
                picture, (random.uniform(0, width), random.uniform(0.3, 1) * height), random.uniform(24, 70), colour
            )
        for string in range(4):
            start, sag = height * (0.08 + 0.17 * string), height * random.uniform(0.08, 0.16)
            curve = [(width * i / 24, start + sag * (1 - (i / 12 - 1) ** 2) + string * i * 3) for i in range(25)]
            ImageDraw.Draw(picture).line(curve, (24, 18, 22), 4)
            for point in curve[1::2]:
                picture = glow(picture, (point[0], point[1] + 26), 52, (200, 130, 50))
                disc(picture, (point[0], point[1] + 24), 17, (255, 236, 190))
        return picture

    return paint


def flower(*stops: Colour, petals: tuple[Colour, Colour]) -> Scene:
    """A sunflower's spiral: each seed a golden angle after the one before."""

    def paint(size: Size, random: Random) -> Image.Image:
        width, height = size
        picture = sky(size, stops)
        x, y, reach = width / 2, height * 0.46, min(size) * 0.44
        disc(picture, (x, y), reach * 0.8, (58, 34, 24))
        for seed in range(620, 0, -1):
            angle, distance = seed * math.pi * (3 - math.sqrt(5)), reach * math.sqrt(seed / 620)
            share = distance / reach
            colour = mix((104, 66, 34), mix(*petals, random.random()), min(1.0, max(0.0, share * 1.6 - 0.35)))
            disc(picture, (x + distance * math.cos(angle), y + distance * math.sin(angle)), 5 + 20 * share, colour)
        return picture

    return paint
