"""Updates a CRC-32 for a change of a few bytes, without reading the whole file again.

CRC-32 is linear: the values of two contents of the same length differ by the value of their difference, without the
start value. Zeros before the difference don't matter; zeros after it multiply by a power of x in GF(2)[x].
Source: crc32_combine of zlib, https://github.com/madler/zlib/blob/v1.3.1/crc32.c
"""

from __future__ import annotations

import zlib
from functools import lru_cache

ONES = 0xFFFFFFFF
POLYNOMIAL = 0xEDB88320
ONE = 1 << 31
"""The polynomial 1: the highest bit is the lowest power of x."""

EIGHTH_POWER = ONE >> 8


MAX_CONTENT_BITS = 64
"""No file is longer than 2^64 bytes."""


def changed_crc32(crc32: int, before: bytes, after: bytes, following_bytes: int) -> int:
    """Returns the new CRC-32 when `after` replaces `before`, `following_bytes` before the content's end.

    Takes time in proportion to the length of `after`. Raises ValueError when the two differ in length, or when
    `following_bytes` is negative or over 2^64.
    """
    if len(before) != len(after) or not 0 <= following_bytes < 1 << MAX_CONTENT_BITS:
        raise ValueError("the change does not lie inside the content")
    difference = int.from_bytes(before, "big") ^ int.from_bytes(after, "big")
    alone = zlib.crc32(difference.to_bytes(len(after), "big"), ONES) ^ ONES
    for power, square in enumerate(_squares()):
        if following_bytes >> power & 1:
            alone = _product(alone, square)
    return crc32 ^ alone


@lru_cache(maxsize=1)
def _squares() -> tuple[int, ...]:
    """x to the powers of 8, 16, 32 and so on: the factors for 1, 2, 4 and so on zero bytes."""
    squares = [EIGHTH_POWER]
    while len(squares) < MAX_CONTENT_BITS:
        squares.append(_product(squares[-1], squares[-1]))
    return tuple(squares)


def _product(left: int, right: int) -> int:
    product = 0
    while left:
        if left & ONE:
            product ^= right
        left = left << 1 & ONES
        right = right >> 1 ^ (POLYNOMIAL if right & 1 else 0)
    return product
