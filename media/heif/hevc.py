"""Checks an HEVC picture before it is decoded: its NAL units, size and pixel format.

Source: ITU-T H.265, §7.3 (syntax) and table 7-1 (types of NAL units); ISO/IEC 14496-15, §8.3.2 (`hvcC`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from media.heif.boxes import ByteReader, DamagedHeif, UnsupportedHeif

MAX_NAL_UNITS = 2_000
"""Of one picture. Level 6.2, the highest, allows 600 slices."""

MAX_SEQUENCE_PARAMETER_SETS = 16
HVCC_HEADER_BYTES = 22
SEQUENCE_PARAMETERS = 33
CONFIGURATION_UNITS = frozenset({32, 33, 34, 39, 40})
INTRA_PICTURE_UNITS = frozenset(range(16, 22))
"""NAL units of pictures that are decoded without another picture."""

OTHER_UNITS = frozenset(range(32, 41))
"""Parameter sets (Canon repeats them in each tile), delimiters, filler data and SEI messages."""


class PixelFormat(NamedTuple):
    """`chroma` is H.265's `chroma_format_idc`: 0 for grey, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4."""

    chroma: int
    luma_bits: int
    chroma_bits: int


class SequenceParameters(NamedTuple):
    """Width and height in pixels, inside of the conformance window."""

    width: int
    height: int
    pixel_format: PixelFormat


def check_hevc_picture(configuration: bytes, content: bytes, size: tuple[int, int]) -> PixelFormat:
    """`configuration` is an `hvcC`, `content` the item's, `size` its width and height in pixels.

    Raises DamagedHeif, and UnsupportedHeif for units of sequences and for a picture that differs from `hvcC`: libheif
    allocates memory by `hvcC`, but its decoder writes what the picture contains.
    """
    parameter_sets = []
    for unit_type, unit in _configuration_units(configuration):
        if unit_type not in CONFIGURATION_UNITS:
            raise UnsupportedHeif("a unit in hvcC that is not configuration")
        if unit_type == SEQUENCE_PARAMETERS:
            parameter_sets.append(unit)
    has_picture = False
    for unit_type, unit in _content_units(content, (configuration[21] & 3) + 1):
        if unit_type not in INTRA_PICTURE_UNITS | OTHER_UNITS:
            raise UnsupportedHeif("a unit of a sequence")
        has_picture = has_picture or unit_type in INTRA_PICTURE_UNITS
        if unit_type == SEQUENCE_PARAMETERS:
            parameter_sets.append(unit)
    if not has_picture or not parameter_sets or len(parameter_sets) > MAX_SEQUENCE_PARAMETER_SETS:
        raise DamagedHeif("no picture, or no parameter set")
    pixel_format = PixelFormat(configuration[16] & 3, 8 + (configuration[17] & 7), 8 + (configuration[18] & 7))
    if any(SequenceParameters(*size, pixel_format) != read_sequence_parameters(unit) for unit in parameter_sets):
        raise UnsupportedHeif("the size or format of a picture differs from hvcC")
    return pixel_format


def read_sequence_parameters(unit: bytes) -> SequenceParameters:
    """Reads an SPS NAL unit (H.265, §7.3.2.2.1). Raises DamagedHeif."""
    bits = BitReader(unit[2:].replace(b"\0\0\3", b"\0\0"))
    bits.skip(4)
    sub_layers = bits.number(3)
    bits.skip(1 + 96)
    if sub_layers:
        present = [bits.number(2) for _ in range(8)][:sub_layers]
        bits.skip(sum(88 * (flags >> 1) + 8 * (flags & 1) for flags in present))
    bits.exp_golomb()
    chroma = bits.exp_golomb()
    if chroma == 3:
        bits.skip(1)
    width, height = bits.exp_golomb(), bits.exp_golomb()
    if bits.number(1):
        left, right, top, bottom = (bits.exp_golomb() for _ in range(4))
        width -= (left + right) * (2 if chroma in (1, 2) else 1)
        height -= (top + bottom) * (2 if chroma == 1 else 1)
    return SequenceParameters(width, height, PixelFormat(chroma, 8 + bits.exp_golomb(), 8 + bits.exp_golomb()))


class BitReader:
    """Raises DamagedHeif past the end of `content`, of which it reads at most 512 bytes."""

    def __init__(self, content: bytes) -> None:
        self._bits = "".join(f"{byte:08b}" for byte in content[:512])
        self._at = 0

    def skip(self, count: int) -> None:
        self._at += count

    def number(self, count: int) -> int:
        bits = self._bits[self._at : self._at + count]
        if len(bits) < count:
            raise DamagedHeif("a parameter set ends early")
        self._at += count
        return int(bits, 2)

    def exp_golomb(self) -> int:
        """Reads an unsigned Exp-Golomb code (H.265, §9.2)."""
        zeros = 0
        while not self.number(1):
            zeros += 1
        return (1 << zeros) - 1 + (self.number(zeros) if zeros else 0)


def _configuration_units(configuration: bytes) -> Iterator[tuple[int, bytes]]:
    reader = ByteReader(configuration)
    reader.take(HVCC_HEADER_BYTES)
    for _ in range(reader.number(1)):
        unit_type = reader.number(1) & 63
        for _ in range(reader.number(2)):
            yield unit_type, reader.take(reader.number(2))


def _content_units(content: bytes, length_size: int) -> Iterator[tuple[int, bytes]]:
    reader = ByteReader(content)
    for _ in range(MAX_NAL_UNITS):
        if reader.is_at_end:
            return
        unit = reader.take(reader.number(length_size))
        if len(unit) < 2 or unit[0] >> 7:
            raise DamagedHeif("not a NAL unit")
        yield unit[0] >> 1, unit
    raise UnsupportedHeif("too many units")
