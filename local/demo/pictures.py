"""The demo's photos: twelve painted scenes of one day by the sea, each from its own seed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from PIL import Image, ImageFilter

from local.demo.scenes import Scene, Size, balloons, bay, flower, lanterns, mountains, night

MAX_BYTES = 96_000
LANDSCAPE, PORTRAIT = (1600, 1067), (1067, 1600)


@dataclass(frozen=True)
class Picture:
    filename: str
    jpeg: bytes


def paint_all(day: datetime) -> Iterator[Picture]:
    """Twelve JPEGs of less than `MAX_BYTES`, taken from the morning to the night of `day`."""
    for number, (name, size, scene) in enumerate(SCENES):
        random = Random(name)  # noqa: S311 - a picture, not a secret
        picture = scene(size, random).filter(ImageFilter.GaussianBlur(0.6))
        taken_at = day.replace(hour=5, minute=40) + timedelta(minutes=90 * number, seconds=7 * number)
        yield Picture(f"{name}.jpg", _jpeg(picture, taken_at))


def _jpeg(picture: Image.Image, taken_at: datetime) -> bytes:
    exif = Image.Exif()
    moment = taken_at.astimezone(UTC).strftime("%Y:%m:%d %H:%M:%S")
    exif[0x010F], exif[0x0110], exif[0x0132] = "imgsh", "Paintbrush", moment
    details = exif.get_ifd(0x8769)
    details[0x9003], details[0x9011] = moment, "+00:00"
    for quality in range(80, 20, -10):
        output = io.BytesIO()
        picture.save(output, "JPEG", quality=quality, optimize=True, progressive=True, exif=exif)
        if output.tell() < MAX_BYTES:
            break
    return output.getvalue()


SCENES: tuple[tuple[str, Size, Scene], ...] = (
    (
        "first-light",
        LANDSCAPE,
        mountains(
            (58, 74, 120),
            (214, 130, 126),
            (252, 214, 160),
            (250, 226, 190),
            sun=(0.7, 0.42),
            light=(255, 190, 120),
            near=(34, 40, 66),
        ),
    ),
    (
        "morning-sails",
        LANDSCAPE,
        bay((96, 160, 206), (178, 214, 232), (244, 234, 214), sun=(0.2, 0.2), light=(255, 240, 200), boats=5),
    ),
    ("balloons-over-the-hills", LANDSCAPE, balloons((90, 156, 214), (160, 204, 232), (236, 240, 228), count=6)),
    (
        "sunflower",
        PORTRAIT,
        flower((118, 170, 204), (168, 196, 150), (70, 112, 62), petals=((250, 196, 40), (232, 142, 28))),
    ),
    (
        "blue-ridges",
        LANDSCAPE,
        mountains(
            (110, 168, 212),
            (172, 208, 230),
            (222, 234, 238),
            (232, 238, 238),
            sun=(0.3, 0.2),
            light=(255, 250, 220),
            near=(26, 62, 84),
        ),
    ),
    ("one-balloon", PORTRAIT, balloons((62, 120, 190), (132, 182, 222), (228, 222, 206), count=1)),
    (
        "regatta",
        LANDSCAPE,
        bay((70, 130, 180), (150, 196, 216), (226, 228, 214), sun=(0.85, 0.16), light=(255, 246, 220), boats=9),
    ),
    (
        "golden-hour",
        LANDSCAPE,
        mountains(
            (86, 66, 110),
            (206, 104, 92),
            (248, 176, 96),
            (252, 210, 130),
            sun=(0.5, 0.46),
            light=(255, 170, 70),
            near=(52, 24, 44),
        ),
    ),
    (
        "last-boat-home",
        LANDSCAPE,
        bay(
            (52, 40, 88),
            (180, 78, 96),
            (246, 148, 84),
            (252, 196, 120),
            sun=(0.55, 0.52),
            light=(255, 150, 70),
            boats=1,
        ),
    ),
    ("lanterns", LANDSCAPE, lanterns((26, 22, 50), (62, 36, 66), (30, 20, 34))),
    ("harbour-at-night", PORTRAIT, night((8, 10, 30), (22, 26, 60), (60, 50, 92), show=False)),
    ("fireworks", LANDSCAPE, night((6, 8, 26), (18, 20, 52), (44, 34, 74), show=True)),
)
