"""Paints photos of QR cards as photographers shoot them: near and far, tilted, dark, blurred, on paper or on a phone.

Everything is drawn from a `Random`, so that one seed paints one picture, except for the grain of the noise. The
backgrounds are the demo's paintings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bench.perspective import Paper, Point, Pose, put
from local.demo.pictures import SCENES

Colour = tuple[int, int, int]

SIZE = (2048, 1365)
"""That of the picture that the worker reads: the long side of a preview."""

BLACK, WHITE, SCREEN = (0, 0, 0), (255, 255, 255), (18, 18, 20)
QUIET_MODULES = 4
CARD_MM, QR_MM = (89, 51), 32
UNIT = 8
"""Pixels of a module before it is scaled into the picture."""

JPEG_QUALITY = 82


@dataclass(frozen=True)
class Spoiling:
    """What the camera does to the picture. `blur` is a sigma and `motion` a length, in pixels; `noise` is a sigma."""

    dark: float = 1.0
    blur: float = 0.6
    motion: int = 0
    noise: float = 4.0
    quality: int = JPEG_QUALITY


SHARP = Spoiling()


def seeded(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311 - a picture, not a secret


def qr_picture(text: str, *, dark: Colour = BLACK, light: Colour = WHITE, error: str = "m") -> tuple[Image.Image, int]:
    """The QR code with its margin, and its modules a side without."""
    code = segno.make(text, error=error, boost_error=False, micro=False)
    rows = [bytes(255 if dark_module else 0 for dark_module in row) for row in code.matrix_iter(border=QUIET_MODULES)]
    side = len(rows)
    bits = Image.frombytes("L", (side, side), b"".join(rows)).resize(
        (side * UNIT, side * UNIT), Image.Resampling.NEAREST
    )
    return Image.composite(Image.new("RGB", bits.size, dark), Image.new("RGB", bits.size, light), bits), side - 8


def card(text: str, *, dark: Colour = BLACK, light: Colour = WHITE, error: str = "m") -> Paper:
    """A printed card, with lines of text beside the code."""
    qr, modules = qr_picture(text, dark=dark, light=light, error=error)
    width, height = (round(qr.width * side / QR_MM) for side in CARD_MM)
    paper = Image.new("RGB", (width, height), light)
    spot = width - qr.width - qr.width // 8, (height - qr.height) // 2
    paper.paste(qr, spot)
    draw = ImageDraw.Draw(paper)
    for top, size in ((0.15, 0.07), (0.3, 0.05), (0.45, 0.12), (0.7, 0.04), (0.8, 0.04)):
        for word in range(9):
            left = qr.width * (0.12 + word * 0.13)
            draw.rectangle((left, height * top, left + qr.width * 0.09, height * (top + size)), fill=dark)
    return Paper(paper, modules, _box(qr, spot))


def phone(text: str, random: Random, *, is_dark: bool = False, glare: int = 0) -> Paper:
    """A phone that shows the album's QR code, black on white whatever the theme is."""
    qr, modules = qr_picture(text)
    screen = Image.new("RGB", (round(qr.width * 1.25), round(qr.width * 2.7)), SCREEN if is_dark else WHITE)
    spot = (screen.width - qr.width) // 2, screen.height // 3
    screen.paste(qr, spot)
    for _ in range(glare):
        radius = qr.width * random.uniform(0.08, 0.22)
        centre = random.uniform(0, screen.width), random.uniform(screen.height * 0.25, screen.height * 0.75)
        light = Image.new("L", screen.size)
        ImageDraw.Draw(light).ellipse(_square(centre, radius), fill=255)
        screen.paste("white", mask=light.filter(ImageFilter.GaussianBlur(radius / 2)))
    body = Image.new("RGB", (screen.width + qr.width // 10, screen.height + qr.width // 5), (15, 15, 15))
    body.paste(screen, (qr.width // 20, qr.width // 10))
    return Paper(body, modules, _box(qr, (spot[0] + qr.width // 20, spot[1] + qr.width // 10)))


def photo(
    random: Random, *placed: tuple[Paper, Pose], spoiling: Spoiling = SHARP, behind: Image.Image | None = None
) -> Image.Image:
    """A picture with cards in it, as the camera wrote it. `behind` is drawn over; the default is a painting."""
    picture = behind or background(random)
    for paper, pose in placed:
        put(picture, paper, pose)
    return spoil(picture, spoiling, random)


def jpeg(picture: Image.Image, quality: int = JPEG_QUALITY, exif: Image.Exif | None = None) -> bytes:
    body = BytesIO()
    picture.save(body, "JPEG", quality=quality, exif=exif or Image.Exif())
    return body.getvalue()


def any_pose(random: Random, qr_share: float, *, tilt: float | None = None) -> Pose:
    """In any place and turn where the code is in the picture, tilted by up to 40 degrees."""
    across, down = (min(0.5, qr_share * 0.75 * min(SIZE) / side) for side in SIZE)
    return Pose(
        qr_share=qr_share,
        tilt=random.uniform(0, 40) if tilt is None else tilt,
        turn=random.uniform(0, 360),
        axis=random.uniform(0, 360),
        at=(random.uniform(across, 1 - across), random.uniform(down, 1 - down)),
    )


def background(random: Random, size: tuple[int, int] = SIZE) -> Image.Image:
    """A part of one of the demo's paintings."""
    scene = _scene(random.randrange(len(SCENES)))
    share = random.uniform(0.5, 1)
    width = min(scene.width, scene.height * size[0] / size[1]) * share
    height = width * size[1] / size[0]
    left, top = random.uniform(0, scene.width - width), random.uniform(0, scene.height - height)
    return scene.resize(size, Image.Resampling.BICUBIC, (left, top, left + width, top + height))


def spoil(picture: Image.Image, spoiling: Spoiling, random: Random) -> Image.Image:
    if spoiling.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(spoiling.blur))
    if spoiling.motion > 1:
        picture = _moved(picture, spoiling.motion, random.uniform(0, math.pi))
    if spoiling.dark != 1:
        picture = picture.point([round(value * spoiling.dark) for value in range(256)] * 3)
    if spoiling.noise:
        picture = _noisy(picture, spoiling.noise, random)
    return Image.open(BytesIO(jpeg(picture, spoiling.quality))).convert("RGB")


@cache
def _scene(number: int) -> Image.Image:
    name, size, paint = SCENES[number]
    return paint(size, seeded(name))


@cache
def _noise(sigma: float, size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, sigma)


def _noisy(picture: Image.Image, sigma: float, random: Random) -> Image.Image:
    """The grain is the same for all, shifted: Pillow's noise has no seed, and takes long."""
    grain = ImageChops.offset(
        _noise(sigma, picture.size), random.randrange(picture.width), random.randrange(picture.height)
    )
    return ImageChops.add(picture, Image.merge("RGB", [grain] * 3), offset=-128)


def _moved(picture: Image.Image, length: int, angle: float) -> Image.Image:
    moved = picture
    for step in range(1, length):
        shift = round(step * math.cos(angle)), round(step * math.sin(angle))
        moved = Image.blend(moved, ImageChops.offset(picture, *shift), 1 / (step + 1))
    return moved


def _box(qr: Image.Image, spot: tuple[int, int]) -> tuple[int, int, int, int]:
    return spot[0], spot[1], spot[0] + qr.width, spot[1] + qr.height


def _square(centre: Point, radius: float) -> tuple[float, float, float, float]:
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius
