"""Removes locations from IPTC-IIM datasets (IPTC Information Interchange Model 4.2, §1.5 and §6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.patches import DamagedMetadata, zero_patch

MARKER = 0x1C
HEADER_BYTES = 5
IS_EXTENDED = 0x8000
"""A flag in a length: its other bits are the number of bytes of the real length, which follows."""

MAX_LENGTH_BYTES = 8
LOCATION_DATASETS = frozenset({(1, 5), (2, 26), (2, 27), (2, 90), (2, 92), (2, 95), (2, 100), (2, 101)})
"""Destination; content location code and name; city, sublocation, province, country code and name."""


class Dataset(NamedTuple):
    """`value` is the offset of its content, which ends at `end`."""

    number: tuple[int, int]
    start: int
    value: int
    end: int


def iptc_patches(datasets: bytes) -> Iterator[Patch]:
    """Removes datasets with a location, moves the others up and pads the end with zeros, as programs do.

    Zeroes everything if these are not datasets.
    """
    try:
        found = list(read_datasets(datasets))
    except DamagedMetadata:
        yield zero_patch(0, len(datasets))
        return
    removed = [dataset for dataset in found if dataset.number in LOCATION_DATASETS]
    if removed:
        kept = b"".join(datasets[each.start : each.end] for each in found if each.number not in LOCATION_DATASETS)
        start = removed[0].start
        yield Patch(start, kept.ljust(len(datasets), b"\0")[start:])


def read_datasets(content: bytes) -> Iterator[Dataset]:
    """Raises DamagedMetadata."""
    at = 0
    while content[at : at + 1] == bytes([MARKER]):
        value = at + HEADER_BYTES
        size = int.from_bytes(content[at + 3 : value], "big")
        if size & IS_EXTENDED:
            size_bytes = size & ~IS_EXTENDED
            size = int.from_bytes(content[value : value + size_bytes], "big")
            value += size_bytes
            if size_bytes > MAX_LENGTH_BYTES:
                raise DamagedMetadata
        if value + size > len(content):
            raise DamagedMetadata
        yield Dataset((content[at + 1], content[at + 2]), at, value, value + size)
        at = value + size
    if content[at:].strip(b"\0"):
        raise DamagedMetadata
