"""Changes bytes, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

HEAD_BYTES = 2048
MARKS = (b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1", b"\xff\xd8", b"\xff\xd9")

Damage = Callable[[Random, bytearray, bytes], None]


def mutate(random: Random, content: bytes, other: bytes) -> bytes:
    changed = bytearray(content)
    if len(changed) > 12:
        random.choice(DAMAGES)(random, changed, other)
    return bytes(changed)


def flip_bits(random: Random, content: bytearray, other: bytes) -> None:
    for _ in range(random.choice((1, 4, 32, 256))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def write_marks(random: Random, content: bytearray, other: bytes) -> None:
    """Numbers at the edges of their types, where sizes and offsets stand."""
    for _ in range(random.choice((1, 3, 10))):
        mark, at = random.choice(MARKS), random.randrange(min(len(content), HEAD_BYTES))
        content[at : at + len(mark)] = mark


def cut(random: Random, content: bytearray, other: bytes) -> None:
    del content[random.randrange(12, len(content)) :]


def repeat(random: Random, content: bytearray, other: bytes) -> None:
    start = random.randrange(len(content))
    part = bytes(content[start : start + random.randrange(1, 4096)])
    content[start:start] = part * random.choice((1, 2, 50))


def drop(random: Random, content: bytearray, other: bytes) -> None:
    start = random.randrange(12, len(content))
    del content[start : start + random.randrange(1, 4096)]


def splice(random: Random, content: bytearray, other: bytes) -> None:
    start, size = random.randrange(len(other)), random.randrange(1, 8192)
    at = random.randrange(12, len(content))
    content[at : at + size] = other[start : start + size]


DAMAGES: tuple[Damage, ...] = (flip_bits, flip_bits, write_marks, write_marks, cut, repeat, drop, splice)
