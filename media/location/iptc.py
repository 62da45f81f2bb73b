"""Places in IPTC-IIM datasets (IPTC Information Interchange Model 4.2, §1.5 and §6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.patches import zero_patch

MARKER = 0x1C
HEADER_BYTES = 5
IS_EXTENDED = 0x8000
"""In a dataset's length: the other bits tell how many bytes of the real length follow."""

MAX_LENGTH_BYTES = 8
PLACES = frozenset({(1, 5), (2, 26), (2, 27), (2, 90), (2, 92), (2, 95), (2, 100), (2, 101)})
"""Destination; content location code and name; city, sublocation, province, country code and name."""


class Dataset(NamedTuple):
    number: tuple[int, int]
    start: int
    end: int


class Malformed(Exception):
    """These are no datasets."""


def iptc_patches(datasets: bytes) -> Iterator[Patch]:
    """Those that name a place are taken out; the others move up, and zeros fill the end, as programs pad them."""
    try:
        found = list(_datasets(datasets))
    except Malformed:
        yield zero_patch(0, len(datasets))
        return
    places = [dataset for dataset in found if dataset.number in PLACES]
    if places:
        kept = b"".join(datasets[each.start : each.end] for each in found if each.number not in PLACES)
        start = places[0].start
        yield Patch(start, kept.ljust(len(datasets), b"\0")[start:])


def _datasets(content: bytes) -> Iterator[Dataset]:
    at = 0
    while content[at : at + 1] == bytes([MARKER]):
        value = at + HEADER_BYTES
        size = int.from_bytes(content[at + 3 : value], "big")
        if size & IS_EXTENDED:
            size_bytes = size & ~IS_EXTENDED
            size = int.from_bytes(content[value : value + size_bytes], "big")
            value += size_bytes
            if size_bytes > MAX_LENGTH_BYTES:
                raise Malformed
        if value + size > len(content):
            raise Malformed
        yield Dataset((content[at + 1], content[at + 2]), at, value + size)
        at = value + size
    if content[at:].strip(b"\0"):
        raise Malformed
