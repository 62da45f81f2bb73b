"""Reads the tracks of a movie: handlers, sample descriptions and tables.

Source: ISO/IEC 14496-12:2022, §8.3 to §8.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from media.isobmff import Box
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.redaction import Redaction

MAX_HEADER_BYTES = 1 << 20
MAX_ENTRIES = 100
SELF_CONTAINED = 1


@dataclass(frozen=True)
class SampleEntry:
    """`content` follows the reserved bytes and the data reference index."""

    sample_format: bytes
    content: bytes


@dataclass(frozen=True)
class Track:
    """`handlers` are the types in `hdlr`: one, unless the file is invalid. `tables` are the boxes of `stbl`."""

    box: Box
    track_id: int
    handlers: frozenset[bytes]
    entries: tuple[SampleEntry, ...]
    tables: dict[bytes, Box]
    is_self_contained: bool


def read_track(redaction: Redaction, box: Box) -> Track:
    """Missing boxes give empty values."""
    trak = _children(redaction, [box])
    mdia = _children(redaction, _of(trak, b"mdia"))
    minf = _children(redaction, _of(mdia, b"minf"))
    stbl = _children(redaction, _of(minf, b"stbl"))
    dinf = _children(redaction, _of(minf, b"dinf"))
    tkhd = next(_contents(redaction, _of(trak, b"tkhd")), b"")
    references = [each for dref in _contents(redaction, _of(dinf, b"dref")) for each in _entries(dref)]
    return Track(
        box=box,
        track_id=int.from_bytes(tkhd[20:24] if tkhd[:1] == b"\1" else tkhd[12:16], "big"),
        handlers=frozenset(hdlr[8:12] for hdlr in _contents(redaction, _of(mdia, b"hdlr"))),
        entries=tuple(
            SampleEntry(box_type, content[8:])
            for stsd in _contents(redaction, _of(stbl, b"stsd"))
            for box_type, content in _entries(stsd)
        ),
        tables={each.type: each for each in stbl},
        is_self_contained=all(content[3:4] and content[3] & SELF_CONTAINED for _, content in references),
    )


def _children(redaction: Redaction, containers: Iterable[Box]) -> list[Box]:
    return [child for box in containers for child in read_boxes(redaction, box.start, box.end).boxes]


def _of(boxes: Sequence[Box], box_type: bytes) -> list[Box]:
    return [box for box in boxes if box.type == box_type]


def _contents(redaction: Redaction, boxes: Iterable[Box]) -> Iterator[bytes]:
    for box in boxes:
        yield redaction.read(box.start, box.end, MAX_HEADER_BYTES) or b""


def _entries(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yields type and content of each entry in a `stsd` or `dref`, behind version and count."""
    at = 8
    for _ in range(MAX_ENTRIES):
        size = int.from_bytes(content[at : at + 4], "big")
        if size < 8 or at + size > len(content):
            return
        yield content[at + 4 : at + 8], content[at + 8 : at + size]
        at += size
