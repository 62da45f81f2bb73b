"""An original on its way through the worker: read once, summed up, and kept on disk while it is worked on.

Photos are kept whole. A video may be larger than the disk, so the middle of a large one is left out: the file
has its full size, but between its two ends it is a hole, which takes no room and reads as zeros. What tells about
a video stands at one of its ends, and its first pictures at the start.
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
from domain.uploads import MAX_PHOTO_BYTES, MIB

HEAD_BYTES = MAX_PHOTO_BYTES
SPARSE_TAIL_BYTES = 64 * MIB
MAX_READ_OVER_BYTES = MIB
"""Reading so much costs less than asking once more."""

FOLDER_PREFIX = "imgsh-original-"
"""What the folders of originals start with; behind it stands who works on them."""


class SpooledFile:
    """A file that fills up chunk by chunk. `size_bytes` counts what came, `expected_bytes` what was signed for."""

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
        if self.size_bytes < HEAD_BYTES or end > self._expected_bytes - SPARSE_TAIL_BYTES:
            self._file.seek(self.size_bytes)
            self._file.write(chunk)
        self.size_bytes = end

    def finish(self) -> None:
        self._file.truncate(self.size_bytes)
        self._file.flush()

    def missing(self, patches: Sequence[Patch]) -> list[tuple[int, int]]:
        """What `patches` change and is not kept, as starts and ends; what is nearly one range is one."""
        hole_start, hole_end = HEAD_BYTES, self.size_bytes - SPARSE_TAIL_BYTES
        ranges: list[tuple[int, int]] = []
        for offset, body in sorted(patches):
            start, end = max(offset, hole_start), min(offset + len(body), hole_end)
            if start >= end:
                continue
            if ranges and start - ranges[-1][1] < MAX_READ_OVER_BYTES:
                ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
            else:
                ranges.append((start, end))
        return ranges

    def restore(self, offset: int, content: bytes) -> None:
        """Bytes of the original that were not kept."""
        with self.path.open("r+b") as file:
            file.seek(offset)
            file.write(content)

    def patch(self, patches: Sequence[Patch]) -> int:
        """Writes them into the file, and returns its new CRC-32. They lie in what is kept of it, or was restored.

        Raises ValueError when one does not lie inside the file. The file's size never changes.
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
async def spooled_original(chunks: AsyncIterator[bytes], expected_bytes: int) -> AsyncIterator[SpooledFile]:
    """Everything that `chunks` gives, or one chunk more than was expected. The file goes when the block ends."""
    with TemporaryDirectory(prefix=f"{FOLDER_PREFIX}{os.getpid()}-") as folder:
        path = Path(folder) / "original"
        with path.open("wb") as file:
            original = SpooledFile(path, file, expected_bytes)
            async for chunk in chunks:
                await asyncio.to_thread(original.append, chunk)
                if original.size_bytes > expected_bytes:
                    break
            original.finish()
            yield original


def remove_stale_folders() -> None:
    """What workers left that were killed: Lambda keeps the disk when it starts a process anew.

    To be called before any file is received: a folder of our own process is then one of a process that had its number.
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
        pass  # somebody else's
    return True
