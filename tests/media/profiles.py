"""Builds ICC profiles (ICC.1:2001-04), and computes what they mean."""

from __future__ import annotations

import struct

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

WHITE_D50 = (0.9642, 1.0, 0.8249)
# Columns are red, green and blue in XYZ, adapted to D50: what profiles of these spaces carry.
SRGB: Matrix = ((0.4360747, 0.3850649, 0.1430804), (0.2225045, 0.7168786, 0.0606169), (0.0139322, 0.0971045, 0.7141733))
DISPLAY_P3: Matrix = (
    (0.5151187, 0.2919778, 0.1571035),
    (0.2411892, 0.6922441, 0.0665668),
    (-0.0010505, 0.0418791, 0.7840713),
)
ADOBE_RGB: Matrix = (
    (0.6097559, 0.2052401, 0.1492240),
    (0.3111242, 0.6256560, 0.0632197),
    (0.0194811, 0.0608902, 0.7448387),
)
GAMMA = 2.19921875
"""563/256, the exponent of Adobe RGB (1998); used for all profiles here."""


def rgb_profile(name: str, matrix: Matrix) -> bytes:
    red, green, blue = zip(*matrix, strict=True)
    return _profile(
        b"RGB ",
        name,
        {
            b"rXYZ": _xyz(red),
            b"gXYZ": _xyz(green),
            b"bXYZ": _xyz(blue),
            b"rTRC": _curve(),
            b"gTRC": _curve(),
            b"bTRC": _curve(),
        },
    )


def grey_profile(name: str) -> bytes:
    return _profile(b"GRAY", name, {b"kTRC": _curve()})


def to_space(srgb: tuple[int, int, int], matrix: Matrix) -> tuple[int, int, int]:
    """Returns the pixel in the space of `matrix` that looks like `srgb`."""
    linear = [_to_linear(value / 255) for value in srgb]
    xyz = [sum(row[i] * linear[i] for i in range(3)) for row in SRGB]
    red, green, blue = (round(255 * max(0.0, min(1.0, value)) ** (1 / GAMMA)) for value in _solve(matrix, xyz))
    return red, green, blue


def to_grey(srgb: int) -> int:
    return round(255 * float(_to_linear(srgb / 255) ** (1 / GAMMA)))


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _solve(matrix: Matrix, right: list[float]) -> list[float]:
    """Cramer's rule."""
    whole = _determinant(matrix)
    columns = list(zip(*matrix, strict=True))
    return [
        _determinant(tuple(zip(*(right if at == i else column for at, column in enumerate(columns)), strict=True)))
        / whole
        for i in range(3)
    ]


def _determinant(m: tuple[tuple[float, ...], ...]) -> float:
    return sum(
        m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]) for i in range(3)
    )


def _profile(space: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    described = {b"desc": _description(name), b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(WHITE_D50), **tags}
    table, body, offset = b"", b"", 128 + 4 + 12 * len(described)
    for signature, content in described.items():
        table += signature + struct.pack(">II", offset + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(">I4sI4s4s4s", offset + len(body), b"\0\0\0\0", 0x02400000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2001, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(WHITE_D50)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(described)) + table + body


def _xyz(value: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(part * 65536) for part in value))


def _curve() -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(GAMMA * 256))


def _description(name: str) -> bytes:
    text = name.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)
