"""Converts pixels to sRGB whose colour space is told by code points: `nclx` of HEIF files, `cICP` of PNG.

Code points are of ITU-T H.273. High dynamic range is tone mapped by the reference white method of SMPTE ST 2094-50, as
Chromium does on other screens.
"""

from __future__ import annotations

from functools import lru_cache
from math import log2, sqrt
from typing import TYPE_CHECKING, NamedTuple

from media.matrices import Matrix, Vector, inverse, multiply, transform
from media.transfer_curves import (
    HLG,
    HLG_SYSTEM_GAMMA,
    PQ,
    SRGB,
    USUAL_PEAK_NITS,
    WHITE_NITS,
    Curve,
    from_hlg,
    from_pq,
    from_srgb,
    to_pq,
    to_srgb,
)

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFilter import Color3DLUT

D65 = (0.3127, 0.3290)
BT709, UNSPECIFIED, BT2020 = 1, 2, 9
MAX_PEAK_NITS = 10_000
"""Of PQ."""

CHROMATICITIES = {
    BT709: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    5: ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)),
    6: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    BT2020: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
"""x and y of red, green and blue by `primaries`, with D65 as white (H.273, table 2)."""

GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
"""By `transfer` (H.273, table 3). Browsers take the other curves of standard dynamic range for sRGB's."""

USUAL_HEADROOM = log2(USUAL_PEAK_NITS / WHITE_NITS)
KNEE = 0.65
COLOUR_NODES, LIGHT_NODES = 33, 65
"""Nodes a side of a table of colours, and of one of tone mapping."""


class Cicp(NamedTuple):
    """`primaries` and `transfer` are code points. `peak_nits` is the brightest light of the picture."""

    primaries: int
    transfer: int
    peak_nits: int = USUAL_PEAK_NITS

    @classmethod
    def of(cls, primaries: int, transfer: int, peak_nits: int | None = None) -> Cicp | None:
        """None if the code points leave the colours open. `peak_nits` is what the file says, 0 for unknown."""
        if UNSPECIFIED == primaries == transfer:
            return None
        return cls(primaries, transfer, min(peak_nits or USUAL_PEAK_NITS, MAX_PEAK_NITS))


def cicp_to_srgb(image: Image, cicp: Cicp) -> Image:
    """`image` is RGB. Takes unknown code points for those of sRGB. Returns `image` itself if nothing changes."""
    primaries = cicp.primaries if cicp.primaries in CHROMATICITIES else BT709
    if cicp.transfer in (PQ, HLG):
        if (primaries, cicp.transfer) != (BT2020, PQ):
            image = image.filter(_colour_table(primaries, cicp.transfer, BT2020, PQ))
        image, primaries = _tone_mapped(image, cicp.peak_nits), BT2020
    elif cicp.transfer in GAMMAS:
        gamma = GAMMAS[cicp.transfer]
        image = image.point([round(255 * to_srgb((code / 255) ** gamma)) for code in range(256)] * 3)
    return image if primaries == BT709 else image.filter(_colour_table(primaries, SRGB, BT709, SRGB))


def _tone_mapped(image: Image, peak_nits: int) -> Image:
    """`image` has BT.2020's primaries and the curve PQ. Returns one with sRGB's curve."""
    from PIL import Image as pillow
    from PIL.ImageChops import lighter

    red, green, blue = image.split()
    brightest = lighter(lighter(red, green), blue)
    table = _tone_table(peak_nits)
    channels = (pillow.merge("RGB", (channel, brightest, brightest)) for channel in (red, green, blue))
    return pillow.merge("RGB", [channel.filter(table).getchannel(0) for channel in channels])


@lru_cache(maxsize=4)
def _tone_table(peak_nits: int) -> Color3DLUT:
    """By the code values of a channel and of the brightest one. A table of all three would have a crease at grey."""
    from PIL.ImageFilter import Color3DLUT

    headroom = max(0.0, log2(peak_nits / WHITE_NITS))
    lights = [from_pq(node / (LIGHT_NODES - 1)) for node in range(LIGHT_NODES)]
    plane = [to_srgb(light * _gain(brightest, headroom)) for brightest in lights for light in lights]
    return Color3DLUT((LIGHT_NODES, LIGHT_NODES, 2), [entry for value in plane for entry in (value,) * 3] * 2)


def _gain(brightest: float, headroom: float) -> float:
    """Returns the factor for a colour with this brightest channel, where 2 ** `headroom` becomes 1.

    Up to paper white it is constant. From there a quadratic Bézier curve leads to the peak.
    """
    peak = 2.0**headroom
    white = 1 - min(headroom / USUAL_HEADROOM, 1) / 2
    if brightest <= 1 or peak <= 1:
        return white
    if brightest >= peak:
        return 1 / brightest
    middle_x, middle_y = 1 - KNEE + KNEE / white, (1 - KNEE) * white + KNEE
    a, b, c = 1 - 2 * middle_x + peak, 2 * (middle_x - 1), 1 - brightest
    t = 2 * -c / (b + sqrt(b * b - 4 * a * c))
    return float((white + 2 * t * (middle_y - white) + t * t * (white - 2 * middle_y + 1)) / brightest)


@lru_cache(maxsize=4)
def _colour_table(primaries: int, transfer: int, to_primaries: int, to_transfer: int) -> Color3DLUT:
    from PIL.ImageFilter import Color3DLUT

    to_xyz = _to_xyz(primaries)
    matrix = multiply(inverse(_to_xyz(to_primaries)), to_xyz)
    decode: Curve = {PQ: from_pq, HLG: from_hlg}.get(transfer, from_srgb)
    encode: Curve = to_pq if to_transfer == PQ else to_srgb
    lights = [decode(node / (COLOUR_NODES - 1)) for node in range(COLOUR_NODES)]
    entries: list[float] = []
    for blue in lights:
        for green in lights:
            for red in lights:
                light = transform(matrix, (red, green, blue))
                screen = _hlg_gain(transform(to_xyz, (red, green, blue))[1]) if transfer == HLG else 1.0
                entries += [encode(screen * channel) for channel in light]
    return Color3DLUT(COLOUR_NODES, entries)


def _hlg_gain(luminance: float) -> float:
    """Returns the factor from the light of the scene to that of a screen, with paper white at 1."""
    return float(USUAL_PEAK_NITS / WHITE_NITS * luminance ** (HLG_SYSTEM_GAMMA - 1))


def _to_xyz(primaries: int) -> Matrix:
    """For light of which (1, 1, 1) is D65 with a luminance of 1."""
    red, green, blue = (_xyz(*chromaticity) for chromaticity in CHROMATICITIES[primaries])
    columns: Matrix = ((red[0], green[0], blue[0]), (red[1], green[1], blue[1]), (red[2], green[2], blue[2]))
    parts = transform(inverse(columns), _xyz(*D65))
    return multiply(columns, ((parts[0], 0, 0), (0, parts[1], 0), (0, 0, parts[2])))


def _xyz(x: float, y: float) -> Vector:
    return x / y, 1.0, (1 - x - y) / y
