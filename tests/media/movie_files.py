"""Adds boxes and tracks to movies, as cameras, drones and phones do."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from tests.media.heif_files import box, full_box

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"moof", b"traf"})


def children(content: bytes) -> list[tuple[bytes, int, int]]:
    """Type, start and end of each box."""
    found, at = [], 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4]) or len(content) - at
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        found.append((content[at + 4 : at + 8], at, at + size))
        at += size
    return found


def with_box(movie: bytes, path: str, *added: bytes) -> bytes:
    """Appends boxes to a container such as `moov/udta`, creating missing ones. `moov` is behind `mdat`."""
    name, _, rest = path.partition("/")
    for box_type, start, end in children(movie):
        if box_type == name.encode():
            content = movie[start + 8 : end]
            grown = with_box(content, rest, *added) if rest else content + b"".join(added)
            return movie[:start] + box(box_type, grown) + movie[end:]
    made = b"".join(added)
    for missing in reversed(path.split("/")):
        made = box(missing.encode(), made)
    return movie + made


def with_track(movie: bytes, handler: bytes, entry: bytes, samples: Sequence[bytes], *, track_id: int = 9) -> bytes:
    """Adds a track, with its samples in another `mdat` at the end."""
    track = _track(handler, entry, samples, track_id, 0)
    start = len(movie) + len(track) + 8
    return with_box(movie, "moov", _track(handler, entry, samples, track_id, start)) + box(b"mdat", *samples)


def sample_entry(sample_format: bytes, *content: bytes) -> bytes:
    return box(sample_format, bytes(6), struct.pack(">H", 1), *content)


def _track(handler: bytes, entry: bytes, samples: Sequence[bytes], track_id: int, start: int) -> bytes:
    seconds = len(samples)
    tkhd = full_box(b"tkhd", struct.pack(">IIIII", 0, 0, track_id, 0, 1000 * seconds), bytes(60), flags=3)
    mdhd = full_box(b"mdhd", struct.pack(">IIIIHH", 0, 0, 1000, 1000 * seconds, 0x55C4, 0))
    hdlr = full_box(b"hdlr", bytes(4), handler, bytes(12), b"made\0")
    dinf = box(b"dinf", full_box(b"dref", struct.pack(">I", 1), full_box(b"url ", flags=1)))
    stbl = box(
        b"stbl",
        full_box(b"stsd", struct.pack(">I", 1), entry),
        full_box(b"stts", struct.pack(">III", 1, seconds, 1000)),
        full_box(b"stsc", struct.pack(">IIII", 1, 1, seconds, 1)),
        full_box(b"stsz", struct.pack(">II", 0, seconds), *(struct.pack(">I", len(sample)) for sample in samples)),
        full_box(b"stco", struct.pack(">II", 1, start)),
    )
    minf = box(b"minf", full_box(b"nmhd"), dinf, stbl)
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf))
