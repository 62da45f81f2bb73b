"""Downloads an original by its signed URL, in a function without rights of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import urllib3

from domain.uploads import MAX_PHOTO_BYTES, SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES

TIMEOUT = urllib3.Timeout(connect=2, read=10)
CHUNK_BYTES = 1 << 20


class DownloadFailed(Exception):
    """S3 did not return the requested bytes. The message contains neither the URL nor the response."""


def fetch_original(url: str, size_bytes: int, path: Path) -> None:
    """Writes a new file of `size_bytes`. Of a large video only the two ends, with a hole between them.

    Raises DownloadFailed and urllib3's errors.
    """
    with urllib3.PoolManager(timeout=TIMEOUT, retries=False) as pool, path.open("wb") as file:
        for start, end in _ranges(size_bytes):
            _fetch_range(pool, url, start, end, file)
        file.truncate(size_bytes)


def _ranges(size_bytes: int) -> Iterator[tuple[int, int]]:
    if size_bytes <= max(MAX_PHOTO_BYTES, SPARSE_HEAD_BYTES + SPARSE_TAIL_BYTES):
        yield 0, size_bytes
    else:
        yield 0, SPARSE_HEAD_BYTES
        yield size_bytes - SPARSE_TAIL_BYTES, size_bytes


def _fetch_range(pool: urllib3.PoolManager, url: str, start: int, end: int, file: BinaryIO) -> None:
    if start == end:
        return
    headers = {"Range": f"bytes={start}-{end - 1}"}
    response = pool.request("GET", url, headers=headers, preload_content=False, redirect=False)
    try:
        if response.status not in (200, 206) or (response.status == 200 and start):
            raise DownloadFailed(f"status {response.status}")
        file.seek(start)
        missing = end - start
        while missing and (chunk := response.read(min(CHUNK_BYTES, missing))):
            file.write(chunk)
            missing -= len(chunk)
        if missing:
            raise DownloadFailed("too short")
    finally:
        response.release_conn()
