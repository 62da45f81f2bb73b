"""Copies an original to the worker's disk, hashing it on the way, and deletes the copy after use.

A video may be larger than the disk, so the copy of a large one is sparse: it has the full size, but the hole between
its two ends takes no space and reads as zeros. A video's metadata is at one of its ends, its first frames at the start.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import zlib
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import BinaryIO

from domain.crc32 import changed_crc32
from domain.rendering import Patch
from domain.uploads import MIB, SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES

MAX_GAP_BYTES = MIB
"""Reading a gap of this size costs less than another request."""

FOLDER_PREFIX = "imgsh-original-"
"""Followed by the id of the process that owns the folder."""


class SparseFile:
    """Implements `SpooledFile` of domain/ports/storage.py. `expected_bytes` is the size the upload was signed for."""

    def __init__(self, path: Path, file: BinaryIO, expected_bytes: int) -> None:
        self.path = path
        self.size_bytes = 0
        self.crc32 = 0
        self._file = file
        self._expected_bytes = expected_bytes
        self._sha256 = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return b64encode(self._sha256.digest()).decode()

    def append(self, chunk: bytes) -> None:
        self._sha256.update(chunk)
        self.crc32 = zlib.crc32(chunk, self.crc32)
        end = self.size_bytes + len(chunk)
        if self.size_bytes < SPARSE_HEAD_BYTES or end > self._expected_bytes - SPARSE_TAIL_BYTES:
            self._file.seek(self.size_bytes)
            self._file.write(chunk)
        self.size_bytes = end

    def finish(self) -> None:
        self._file.truncate(self.size_bytes)
        self._file.flush()

    def missing(self, patches: Sequence[Patch]) -> list[tuple[int, int]]:
        """The ranges (start, end) that `patches` change inside the hole. Ranges with a small gap are merged."""
        hole_start, hole_end = SPARSE_HEAD_BYTES, self.size_bytes - SPARSE_TAIL_BYTES
        ranges: list[tuple[int, int]] = []
        for offset, body in sorted(patches):
            start, end = max(offset, hole_start), min(offset + len(body), hole_end)
            if start >= end:
                continue
            if ranges and start - ranges[-1][1] < MAX_GAP_BYTES:
                ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
            else:
                ranges.append((start, end))
        return ranges

    def restore(self, offset: int, content: bytes) -> None:
        """Writes bytes of the original into the hole."""
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(content)

    def patch(self, patches: Sequence[Patch]) -> int:
        """Writes `patches` into the file and returns its new CRC-32. Every byte they change must be in the copy.

        Raises ValueError when a patch lies outside the file. The file's size never changes.
        """
        if any(offset < 0 or offset + len(body) > self.size_bytes for offset, body in patches):
            raise ValueError("a patch lies outside the file")
        crc32 = self.crc32
        with self.path.open("r+b") as file:
            for offset, body in patches:
                file.seek(offset)
                before = file.read(len(body))
                file.seek(offset)
                file.write(body)
                crc32 = changed_crc32(crc32, before, body, self.size_bytes - offset - len(body))
        return crc32


@asynccontextmanager
async def spooled_original(chunks: AsyncIterator[bytes], expected_bytes: int) -> AsyncIterator[SparseFile]:
    """Copies `chunks`, and stops one chunk after `expected_bytes`. The file is deleted when the block ends."""
    with TemporaryDirectory(prefix=f"{FOLDER_PREFIX}{os.getpid()}-") as folder:
        path = Path(folder) / "original"
        with path.open("wb") as file:
            original = SparseFile(path, file, expected_bytes)
            async for chunk in chunks:
                await asyncio.to_thread(original.append, chunk)
                if original.size_bytes > expected_bytes:
                    break
            original.finish()
            yield original


def remove_stale_folders() -> None:
    """Deletes the folders of workers that were killed: Lambda keeps the disk when it restarts a process.

    Call it before any file is spooled: a folder with our own process id is then an earlier process's.
    """
    for folder in Path(gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        owner = folder.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        if owner.isdecimal() and (int(owner) == os.getpid() or not _is_alive(int(owner))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs as another user
    return True
