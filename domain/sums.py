"""CRC-32 as arithmetic, so that a change to a few bytes of a large file does not take a walk through all of it.

The sum is linear: of two contents of the same length, the sums differ by the sum of their difference, without its
start value. Zeros before the difference don't count; those behind it multiply by a power of x in GF(2)[x].
Source: crc32_combine of zlib, https://github.com/madler/zlib/blob/v1.3.1/crc32.c
"""

from __future__ import annotations

import zlib

ONES = 0xFFFFFFFF
POLYNOMIAL = 0xEDB88320
ONE = 1 << 31
"""The polynomial 1: the highest bit is the lowest power."""

EIGHTH_POWER = ONE >> 8


def changed_crc32(crc32: int, before: bytes, after: bytes, following_bytes: int) -> int:
    """What `crc32` becomes when `after` takes the place of `before`, `following_bytes` from the content's end."""
    difference = int.from_bytes(before, "big") ^ int.from_bytes(after, "big")
    alone = zlib.crc32(difference.to_bytes(len(after), "big"), ONES) ^ ONES
    return crc32 ^ _product(alone, _power(EIGHTH_POWER, following_bytes))


def _power(base: int, exponent: int) -> int:
    result = ONE
    while exponent:
        if exponent & 1:
            result = _product(result, base)
        base = _product(base, base)
        exponent >>= 1
    return result


def _product(left: int, right: int) -> int:
    product = 0
    while left:
        if left & ONE:
            product ^= right
        left = left << 1 & ONES
        right = right >> 1 ^ (POLYNOMIAL if right & 1 else 0)
    return product
