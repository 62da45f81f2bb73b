"""CRC-32 as arithmetic, so that a change to a few bytes of a large file does not take a walk through all of it.

The sum is linear: of two contents of the same length, the sums differ by the sum of their difference, without its
start value. Zeros before the difference don't count; those behind it multiply by a power of x in GF(2)[x].
Source: crc32_combine of zlib, https://github.com/madler/zlib/blob/v1.3.1/crc32.c
"""

from __future__ import annotations

import zlib
from functools import lru_cache

ONES = 0xFFFFFFFF
POLYNOMIAL = 0xEDB88320
ONE = 1 << 31
"""The polynomial 1: the highest bit is the lowest power."""

EIGHTH_POWER = ONE >> 8


MAX_CONTENT_BITS = 64
"""No file is longer than 2^64 bytes."""


def changed_crc32(crc32: int, before: bytes, after: bytes, following_bytes: int) -> int:
    """What `crc32` becomes when `after` takes the place of `before`, `following_bytes` from the content's end.

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
    """x to the powers 8, 16, 32 and so on: what one, two, four and so on zero bytes multiply by."""
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
