"""Counts steps of work, to measure its growth without a clock."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from types import FrameType
from typing import SupportsIndex, overload


class CountedBytes(bytes):
    """Counts the bytes copied by slices, and by slices of these."""

    copied = 0

    @overload
    def __getitem__(self, key: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> bytes: ...
    def __getitem__(self, key: SupportsIndex | slice) -> int | bytes:
        found = super().__getitem__(key)
        if isinstance(found, int):
            return found
        CountedBytes.copied += len(found)
        return CountedBytes(found)


class CountedFile(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        return CountedBytes(super().read(size))


def steps_of(work: Callable[[], object]) -> int:
    """Counts calls of Python and C functions, and copied bytes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    CountedBytes.copied = 0
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls + CountedBytes.copied
