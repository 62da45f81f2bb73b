"""Draws a card into a picture in perspective, with Pillow alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

Point = tuple[float, float]


@dataclass(frozen=True)
class Paper:
    """A card or a phone, seen from the front. `qr_box` is where its QR code is, with margin."""

    picture: Image.Image
    modules: int
    qr_box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Pose:
    """How a card stands in the picture. `qr_share` is the side of its QR code with margin, over the short side.

    `at` is the middle of the QR code, as shares of width and height; `tilt`, `turn` and `axis` are degrees.
    """

    qr_share: float = 0.15
    tilt: float = 0
    turn: float = 0
    axis: float = 0
    at: Point = (0.5, 0.5)


def put(picture: Image.Image, paper: Paper, pose: Pose) -> None:
    """Draws the paper in perspective, at twice the size and then scaled, so that its edges are soft."""
    corners = _corners(picture, paper, pose)
    left, top = (math.floor(min(axis)) - 1 for axis in zip(*corners, strict=True))
    right, bottom = (math.ceil(max(axis)) + 2 for axis in zip(*corners, strict=True))
    size = (right - left) * 2, (bottom - top) * 2
    spot = [((x - left) * 2, (y - top) * 2) for x, y in corners]
    front = [
        (0.0, 0.0),
        (paper.picture.width, 0),
        (paper.picture.width, paper.picture.height),
        (0, paper.picture.height),
    ]
    shrunk, source = _close_to(paper.picture, front, spot)
    coefficients = _perspective(spot, source)
    drawn = shrunk.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", shrunk.size, 255).transform(size, Image.Transform.PERSPECTIVE, coefficients)
    half = size[0] // 2, size[1] // 2
    picture.paste(drawn.resize(half, Image.Resampling.BOX), (left, top), mask.resize(half, Image.Resampling.BOX))


def _close_to(picture: Image.Image, front: Sequence[Point], spot: Sequence[Point]) -> tuple[Image.Image, list[Point]]:
    """The picture in about the size in which it is drawn: a perspective takes single pixels, so it must not shrink."""
    drawn = max(math.dist(spot[0], spot[1]), math.dist(spot[3], spot[2]))
    share = min(1.0, drawn / picture.width)
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    scales = size[0] / picture.width, size[1] / picture.height
    return picture.resize(size, Image.Resampling.BOX), [(x * scales[0], y * scales[1]) for x, y in front]


def _corners(picture: Image.Image, paper: Paper, pose: Pose) -> list[Point]:
    """Where the paper's corners are in the picture. The camera is four widths of the paper away."""
    left, top, right, bottom = paper.qr_box
    scale = pose.qr_share * min(picture.size) / (bottom - top)
    width, height = paper.picture.size
    turn, axis, tilt = (math.radians(angle) for angle in (pose.turn, pose.axis, pose.tilt))
    middle = pose.at[0] * picture.width, pose.at[1] * picture.height
    found = []
    for corner in ((0, 0), (width, 0), (width, height), (0, height)):
        across, down = (corner[0] - (left + right) / 2) * scale, (corner[1] - (top + bottom) / 2) * scale
        x, y = across * math.cos(turn) - down * math.sin(turn), across * math.sin(turn) + down * math.cos(turn)
        along = x * math.cos(axis) + y * math.sin(axis)
        depth = 1 + along * math.sin(tilt) / (4 * width * scale)
        back = along * (1 - math.cos(tilt))
        found.append((middle[0] + (x - back * math.cos(axis)) / depth, middle[1] + (y - back * math.sin(axis)) / depth))
    return found


def _perspective(target: Sequence[Point], source: Sequence[Point]) -> list[float]:
    """The eight coefficients that Pillow takes, by Gaussian elimination: each target point shows its source point."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(8):
            if row != column:
                rows[row] = [a - rows[row][column] * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[8] for row in rows]
