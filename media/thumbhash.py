"""The encoder of ThumbHash: a picture in about 25 bytes, shown until its thumbnail is loaded.

Follows Evan Wallace's reference, https://github.com/evanw/thumbhash (MIT), but computes the cosine transform one axis
at a time: the same sums with a tenth of the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, floor, pi
from typing import NamedTuple


class Channel(NamedTuple):
    """The mean of a channel, its other coefficients scaled to 0..1, and their scale."""

    mean: float
    varying: list[float]
    scale: float


def thumbhash(width: int, height: int, rgba: bytes) -> bytes:
    """`rgba` has four bytes a pixel, row by row, without premultiplied alpha. Use sides of at most 100 pixels."""
    light, yellow, red, alpha = _channels(rgba)
    translucent = min(alpha) < 1
    limit, longest = (5 if translucent else 7), max(width, height)
    columns, rows = (max(1, _round(limit * side / longest)) for side in (width, height))
    size = width, height
    lights = _encode(light, size, max(3, columns), max(3, rows))
    yellows, reds = _encode(yellow, size, 3, 3), _encode(red, size, 3, 3)
    alphas = [_encode(alpha, size, 5, 5)] if translucent else []

    landscape = width > height
    head = _round(63 * lights.mean) | _round(31.5 + 31.5 * yellows.mean) << 6
    head |= _round(31.5 + 31.5 * reds.mean) << 12 | _round(31 * lights.scale) << 18 | translucent << 23
    tail = (rows if landscape else columns) | _round(63 * yellows.scale) << 3
    tail |= _round(63 * reds.scale) << 9 | landscape << 15
    means = bytes(_round(15 * channel.mean) | _round(15 * channel.scale) << 4 for channel in alphas)
    varying = [value for channel in (lights, yellows, reds, *alphas) for value in channel.varying]
    return head.to_bytes(3, "little") + tail.to_bytes(2, "little") + means + bytes(_nibbles(varying))


def _channels(rgba: bytes) -> tuple[list[float], ...]:
    """Returns lightness, yellow-blue, red-green and alpha, composed over the average colour."""
    alpha = [value / 255 for value in rgba[3::4]]
    total = sum(alpha)
    layers = []
    for first in range(3):
        values = [value / 255 for value in rgba[first::4]]
        average = sum(a * v for a, v in zip(alpha, values, strict=True)) / total if total else 0.0
        layers.append([average * (1 - a) + a * v for a, v in zip(alpha, values, strict=True)])
    pixels = list(zip(*layers, strict=True))
    return (
        [(r + g + b) / 3 for r, g, b in pixels],
        [(r + g) / 2 - b for r, g, b in pixels],
        [r - g for r, g, b in pixels],
        alpha,
    )


def _encode(channel: Sequence[float], size: tuple[int, int], columns: int, rows: int) -> Channel:
    width, height = size
    lines = [channel[start : start + width] for start in range(0, width * height, width)]
    across = [[_dot(line, wave) for line in lines] for wave in _waves(columns, width)]
    down = list(_waves(rows, height))
    coefficients = [
        _dot(across[column], down[row]) / (width * height)
        for row in range(rows)
        for column in range(columns)
        if column * rows < columns * (rows - row)
    ]
    mean, *others = coefficients
    scale = max(map(abs, others))
    return Channel(mean, [0.5 + 0.5 / scale * value for value in others] if scale else others, scale)


def _waves(count: int, length: int) -> Iterator[list[float]]:
    return ([cos(pi / length * index * (at + 0.5)) for at in range(length)] for index in range(count))


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _nibbles(values: Sequence[float]) -> Iterator[int]:
    digits = [_round(15 * value) for value in values]
    digits += [0] * (len(digits) % 2)
    return (low | high << 4 for low, high in zip(digits[::2], digits[1::2], strict=True))


def _round(value: float) -> int:
    """Rounds halves up like the reference. Python's `round` rounds halves to even."""
    return floor(value + 0.5)
