"""Fetches an original by a signed address, as whoever has no rights of its own does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import urllib3

from domain.uploads import MAX_PHOTO_BYTES, SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES

TIMEOUT = urllib3.Timeout(connect=2, read=10)
CHUNK_BYTES = 1 << 20


class NotFetched(Exception):
    """Storage gave something else than what the address was signed for. Tells neither address nor answer."""


def fetch_original(address: str, size_bytes: int, path: Path) -> None:
    """Writes a new file of `size_bytes`. A large video keeps its two ends, with a hole between them.

    Raises NotFetched, and urllib3's errors.
    """
    with urllib3.PoolManager(timeout=TIMEOUT, retries=False) as pool, path.open("wb") as file:
        for start, end in _parts(size_bytes):
            _fetch_part(pool, address, start, end, file)
        file.truncate(size_bytes)


def _parts(size_bytes: int) -> Iterator[tuple[int, int]]:
    if size_bytes <= max(MAX_PHOTO_BYTES, SPARSE_HEAD_BYTES + SPARSE_TAIL_BYTES):
        yield 0, size_bytes
    else:
        yield 0, SPARSE_HEAD_BYTES
        yield size_bytes - SPARSE_TAIL_BYTES, size_bytes


def _fetch_part(pool: urllib3.PoolManager, address: str, start: int, end: int, file: BinaryIO) -> None:
    if start == end:
        return
    headers = {"Range": f"bytes={start}-{end - 1}"}
    answer = pool.request("GET", address, headers=headers, preload_content=False, redirect=False)
    try:
        if answer.status not in (200, 206) or (answer.status == 200 and start):
            raise NotFetched(f"status {answer.status}")
        file.seek(start)
        left = end - start
        while left and (chunk := answer.read(min(CHUNK_BYTES, left))):
            file.write(chunk)
            left -= len(chunk)
        if left:
            raise NotFetched("too short")
    finally:
        answer.release_conn()
