"""Reads a file as it will be once patches are applied to it. Writes nothing."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Sequence
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, BinaryIO

from domain.rendering import Patch

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def patched_file(file: BinaryIO, patches: Sequence[Patch]) -> BinaryIO:
    """`patches` are in ascending order, without overlaps. Moves the position of `file`."""
    return BufferedReader(_PatchedFile(file, patches))


class _PatchedFile(RawIOBase):
    def __init__(self, file: BinaryIO, patches: Sequence[Patch]) -> None:
        self._file, self._patches, self._at = file, patches, 0
        self._ends = [patch.offset + len(patch.body) for patch in patches]
        self._size_bytes = file.seek(0, os.SEEK_END)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size_bytes}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        self._file.seek(self._at)
        content = self._file.read(len(view))
        view[: len(content)] = content
        start, end = self._at, self._at + len(content)
        for number in range(bisect_left(self._ends, start + 1), len(self._patches)):
            offset, body = self._patches[number]
            if offset >= end:
                break
            first, last = max(offset, start), min(self._ends[number], end)
            view[first - start : last - start] = body[first - offset : last - offset]
        self._at = end
        return len(content)
