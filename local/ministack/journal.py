"""A write-ahead log of JSON records, in segments, with checkpoints. Knows nothing of AWS.

    checkpoint-7   the state when segment 7 began, or a little later: records may be applied twice
    segment-7 ...  what has changed since, oldest first

A record is MAGIC, the length of its JSON, a CRC-32, how many bytes of its segment were known to be on disk, and its
JSON. It is one `write`, so after a kill it is there as a whole or not at all. After a power cut anything may be
missing beyond what was on disk: that is cut off. Whatever is broken before that is damage.
"""

from __future__ import annotations

import json
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from local.ministack.disk import sync_data, sync_path

MAGIC = b"\x89JNL"
HEAD = struct.Struct(">4sIIQ")

Record = list[list[Any]]


class JournalDamaged(Exception):
    """Something that was on disk can't be read: neither a kill nor a power cut does that."""


class _Frame(NamedTuple):
    """A valid record in a file: its JSON, where it ends, and how much of its segment was on disk before it."""

    body: bytes
    end: int
    synced_bytes: int


class Journal:
    """Append-only, in one folder. `torn_bytes` is what `records` has cut off."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        for unfinished in folder.glob("*.new"):
            unfinished.unlink()
        self._base = max(self._numbers("checkpoint"), default=0)
        self.is_new = self._base == 0
        self._forget_before(self._base)
        self._last = max([self._base, *self._numbers("segment")])
        self._lock = threading.Lock()  # around the end of a segment, so that `sync` finds it open
        self._synced_bytes = 0
        self.torn_bytes = 0
        self.segment_bytes = sum(self._path("segment", n).stat().st_size for n in self._numbers("segment"))
        self.checkpoint_bytes = 0 if self.is_new else self._path("checkpoint", self._base).stat().st_size

    def records(self) -> Iterator[Record]:
        """All, in order. Cuts off a torn end. Call it before `open`. Raises JournalDamaged."""
        if self.is_new and self.segment_bytes:
            raise JournalDamaged(f"the checkpoint is missing in {self._folder}")
        if self.is_new:  # a first start that was interrupted leaves empty segments
            return
        yield from self._read(self._path("checkpoint", self._base), may_be_torn=False)
        for number in range(self._base, self._last + 1):
            if not self._path("segment", number).exists():
                raise JournalDamaged(f"{self._path('segment', number)} is missing")
            yield from self._read(self._path("segment", number), may_be_torn=number == self._last)

    def open(self) -> None:
        """For `append`. Raises OSError."""
        self._file = self._path("segment", self._last).open("ab", buffering=0)
        self._end = self._file.tell()
        self._synced_bytes = 0
        sync_path(self._folder)

    def append(self, record: Record) -> None:
        """The record outlives this process when this returns, and the machine after `sync`. Raises OSError."""
        frame = packed(record, self._synced_bytes)
        if self._file.write(frame) != len(frame):
            raise OSError("the journal could not be written in full")
        self._end += len(frame)
        self.segment_bytes += len(frame)

    def sync(self) -> None:
        """From any thread. Raises OSError."""
        with self._lock:
            end = self._end
            sync_data(self._file.fileno())
            self._synced_bytes = end

    def begin_checkpoint(self) -> BinaryIO:
        """From here on `append` writes to a new segment. Write the state to what is returned, then end it."""
        with self._lock:
            sync_data(self._file.fileno())
            self._file.close()
            self._last += 1
            self.segment_bytes = 0
            self.open()
        return self._path("checkpoint", self._last).with_suffix(".new").open("wb")

    def end_checkpoint(self, file: BinaryIO) -> None:
        """May take long: call it in a thread. Nothing older is removed before the new one is on disk."""
        file.flush()
        os.fsync(file.fileno())
        self.checkpoint_bytes = file.tell()
        file.close()
        complete = Path(file.name).with_suffix("")
        Path(file.name).replace(complete)
        sync_path(self._folder)
        self._base = int(complete.name.partition("-")[2])
        self.is_new = False
        self._forget_before(self._base)

    def _read(self, path: Path, *, may_be_torn: bool) -> Iterator[Record]:
        content = path.read_bytes()
        end = 0
        while frame := _frame_at(content, end):
            yield json.loads(frame.body)
            end = frame.end
        if end == len(content):
            return
        if not may_be_torn or _was_on_disk(content, end):
            raise JournalDamaged(f"{path} at byte {end}")
        self.torn_bytes = len(content) - end
        self.segment_bytes -= self.torn_bytes
        os.truncate(path, end)

    def _numbers(self, kind: str) -> list[int]:
        found = (path.name.partition("-")[2] for path in self._folder.glob(f"{kind}-*"))
        return sorted(int(number) for number in found if number.isdecimal())

    def _path(self, kind: str, number: int) -> Path:
        return self._folder / f"{kind}-{number}"

    def _forget_before(self, number: int) -> None:
        for kind in ("checkpoint", "segment"):
            for old in self._numbers(kind):
                if old < number:
                    self._path(kind, old).unlink()


def packed(record: Record, synced_bytes: int = 0) -> bytes:
    """The bytes of a record in a segment or a checkpoint."""
    body = json.dumps(record, separators=(",", ":")).encode()
    return HEAD.pack(MAGIC, len(body), _checksum(body, synced_bytes), synced_bytes) + body


def _checksum(body: bytes, synced_bytes: int) -> int:
    return zlib.crc32(body, zlib.crc32(synced_bytes.to_bytes(8, "big")))


def _frame_at(content: bytes, start: int) -> _Frame | None:
    body_start = start + HEAD.size
    if len(content) < body_start:
        return None
    magic, length, checksum, synced_bytes = HEAD.unpack_from(content, start)
    body = content[body_start : body_start + length]
    if magic != MAGIC or len(body) != length or _checksum(body, synced_bytes) != checksum:
        return None
    return _Frame(body, body_start + length, synced_bytes)


def _was_on_disk(content: bytes, position: int) -> bool:
    """Whether a later record says that the one at `position`, which can't be read, was on disk."""
    start = position
    while (start := content.find(MAGIC, start + 1)) >= 0:
        frame = _frame_at(content, start)
        if frame and frame.synced_bytes > position:
            return True
    return False
