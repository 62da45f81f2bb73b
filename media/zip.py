"""Lays out a ZIP of uncompressed entries before any byte is copied.

Sizes and CRC-32s are known, so the layout needs no content, and any part of the archive can be built by itself, in any
order and again. Uses ZIP64 beyond 32 bits, and UTF-8 for names. The time of an entry is the wall clock of
`modified_at`, because ZIP times have no zone.
Source: APPNOTE.TXT 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain.ports.archives import Entry, PhotoRange, Piece

MAX_16, MAX_32 = 0xFFFF, 0xFFFFFFFF
VERSION, VERSION_ZIP64 = 20, 45
MADE_ON_UNIX = 3 << 8
NAMES_ARE_UTF8 = 0x0800
STORED = 0
READABLE_FILE = 0o100644 << 16
ZIP64_FIELD = 1
FIRST_YEAR, LAST_YEAR = 1980, 2107


class ZipLayout:
    """Implements `Layout`. Entries keep the given order. Their names must differ."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._starts: list[int] = []
        self._pieces: list[Piece] = []
        self.size_bytes = 0
        offsets = []
        for entry in entries:
            offsets.append(self.size_bytes)
            self._add(_local_header(entry))
            if entry.size_bytes:
                self._add(PhotoRange(entry.photo, entry.kind, 0, entry.size_bytes, entry.size_bytes))
        self._add(_directory(entries, offsets, self.size_bytes))

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._pieces) and self._starts[index] < end:
            piece, at = self._pieces[index], self._starts[index]
            first, last = max(start - at, 0), min(end - at, _length(piece))
            if first < last:
                yield piece[first:last] if isinstance(piece, bytes) else replace(piece, start=first, end=last)
            index += 1

    def _add(self, piece: Piece) -> None:
        self._starts.append(self.size_bytes)
        self._pieces.append(piece)
        self.size_bytes += _length(piece)


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else piece.size_bytes


def _local_header(entry: Entry) -> bytes:
    name, is_large = entry.name.encode(), entry.size_bytes >= MAX_32
    # A local header has both sizes or none in its ZIP64 field. Uncompressed, they are equal.
    extra = _zip64([entry.size_bytes, entry.size_bytes] if is_large else [])
    size = MAX_32 if is_large else entry.size_bytes
    version = VERSION_ZIP64 if is_large else VERSION
    fields = (version, NAMES_ARE_UTF8, STORED, *_dos(entry.modified_at), entry.crc32, size, size, len(name), len(extra))
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, *fields) + name + extra


def _directory_entry(entry: Entry, offset: int) -> bytes:
    name, size = entry.name.encode(), entry.size_bytes
    wide = ([size, size] if size >= MAX_32 else []) + ([offset] if offset >= MAX_32 else [])
    extra = _zip64(wide)
    version = VERSION_ZIP64 if wide else VERSION
    small_size, small_offset = min(size, MAX_32), min(offset, MAX_32)
    fields = (
        *(MADE_ON_UNIX | version, version, NAMES_ARE_UTF8, STORED, *_dos(entry.modified_at)),
        *(entry.crc32, small_size, small_size, len(name), len(extra), 0, 0, 0, READABLE_FILE, small_offset),
    )
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, *fields) + name + extra


def _directory(entries: Sequence[Entry], offsets: Sequence[int], start: int) -> bytes:
    listed = b"".join(_directory_entry(entry, offset) for entry, offset in zip(entries, offsets, strict=True))
    count, size = len(entries), len(listed)
    wide_end = b""
    if count >= MAX_16 or size >= MAX_32 or start >= MAX_32:
        versions = (MADE_ON_UNIX | VERSION_ZIP64, VERSION_ZIP64)
        wide_end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, *versions, 0, 0, count, count, size, start)
        wide_end += struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)
    counts = (min(count, MAX_16), min(count, MAX_16), min(size, MAX_32), min(start, MAX_32))
    return listed + wide_end + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *counts, 0)


def _zip64(values: Sequence[int]) -> bytes:
    return struct.pack(f"<HH{len(values)}Q", ZIP64_FIELD, 8 * len(values), *values) if values else b""


def _dos(moment: datetime) -> tuple[int, int]:
    """Returns DOS time and date: a resolution of two seconds, from 1980 to 2107."""
    if moment.year < FIRST_YEAR:
        return 0, 1 << 5 | 1
    year = min(moment.year, LAST_YEAR) - FIRST_YEAR
    return moment.hour << 11 | moment.minute << 5 | moment.second // 2, year << 9 | moment.month << 5 | moment.day
