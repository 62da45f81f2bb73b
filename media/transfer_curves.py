"""The curves between code values and light: sRGB's, and PQ and HLG of high dynamic range (ITU-R BT.2100).

Code values are from 0 to 1. Light is 1 at paper white, but for HLG, where it is that of the scene, at most 1.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

Curve = Callable[[float], float]

SRGB, PQ, HLG = 13, 16, 18
"""Code points of ITU-T H.273, table 3."""

WHITE_NITS = 203
"""Paper white (ITU-R BT.2408)."""

USUAL_PEAK_NITS = 1000
HLG_SYSTEM_GAMMA = 1.2
"""Of a screen of 1,000 nits."""

PQ_WHITE = WHITE_NITS / 10_000
PQ_M1, PQ_M2, PQ_C1, PQ_C2, PQ_C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
HLG_A, HLG_B, HLG_C = 0.17883277, 0.28466892, 0.55991073


def from_srgb(code: float) -> float:
    return code / 12.92 if code <= 0.04045 else float(((code + 0.055) / 1.055) ** 2.4)


def to_srgb(light: float) -> float:
    """More than 1 where `light` is."""
    light = max(light, 0.0)
    return light * 12.92 if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def from_pq(code: float) -> float:
    root = code ** (1 / PQ_M2)
    return float((max(0.0, root - PQ_C1) / (PQ_C2 - PQ_C3 * root)) ** (1 / PQ_M1)) / PQ_WHITE


def to_pq(light: float) -> float:
    power = (max(light, 0.0) * PQ_WHITE) ** PQ_M1
    return float(((PQ_C1 + PQ_C2 * power) / (1 + PQ_C3 * power)) ** PQ_M2)


def from_hlg(code: float) -> float:
    return code * code / 3 if code <= 0.5 else (exp((code - HLG_C) / HLG_A) + HLG_B) / 12
