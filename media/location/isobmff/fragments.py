"""Locates the samples of movie fragments in the file. Source: ISO/IEC 14496-12:2022, §8.8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from media.isobmff import Box
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.redaction import Redaction
from media.location.isobmff.sample_tables import read_numbers
from media.location.ranges import Range

BASE, DESCRIPTION, DURATION, SIZE = 0x1, 0x2, 0x8, 0x10
"""Flags of `tfhd`: which fields are present, in order."""

BASE_IS_MOOF = 0x020000

OFFSET, FIRST_FLAGS = 0x1, 0x4
EACH_SIZE = 0x200
EACH = (0x100, EACH_SIZE, 0x400, 0x800)
"""Flags of `trun`: which fields of four bytes are present for each sample, in order."""

MAX_BOX_BYTES = 4 << 20


@dataclass(frozen=True)
class TrackFragment:
    box: Box
    track_id: int
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class _Defaults:
    """`at` is the base of the offsets of runs, and the start of a first run without an offset."""

    track_id: int
    at: int
    sample_bytes: int


def default_sample_bytes(redaction: Redaction, mvex: Box) -> dict[int, int]:
    """Returns default sample sizes in fragments by track id."""
    boxes = [box for box in read_boxes(redaction, mvex.start, mvex.end).boxes if box.type == b"trex"]
    trexes = [read_numbers(redaction.read(box.start, box.end, MAX_BOX_BYTES) or b"", "I") for box in boxes]
    return {trex[1]: trex[4] for trex in trexes if len(trex) > 4}


def read_fragments(redaction: Redaction, moof: Box, sample_bytes: Mapping[int, int]) -> Iterator[TrackFragment]:
    at = moof.at
    for traf in read_boxes(redaction, moof.start, moof.end).boxes:
        if traf.type != b"traf":
            continue
        fragment = _read_fragment(redaction, traf, moof.at, at, sample_bytes)
        at = fragment.ranges[-1].end if fragment.ranges else at
        yield fragment


def _read_fragment(
    redaction: Redaction, traf: Box, moof_at: int, at: int, sample_bytes: Mapping[int, int]
) -> TrackFragment:
    defaults, ranges = _Defaults(0, at, 0), list[Range]()
    for box in read_boxes(redaction, traf.start, traf.end).boxes:
        if box.type in (b"tfhd", b"trun"):
            content = redaction.read(box.start, box.end, MAX_BOX_BYTES) or b""
            if box.type == b"tfhd":
                defaults = _read_header(content, moof_at, at, sample_bytes)
                at = defaults.at
            else:
                ranges.append(_read_run(content, defaults, at))
                at = ranges[-1].end
    return TrackFragment(traf, defaults.track_id, tuple(ranges))


def _read_header(tfhd: bytes, moof_at: int, at: int, sample_bytes: Mapping[int, int]) -> _Defaults:
    flags, track_id = int.from_bytes(tfhd[1:4], "big"), int.from_bytes(tfhd[4:8], "big")
    end = 8
    if flags & BASE:
        at, end = int.from_bytes(tfhd[8:16], "big"), 16
    elif flags & BASE_IS_MOOF:
        at = moof_at
    end += 4 * bool(flags & DESCRIPTION) + 4 * bool(flags & DURATION)
    size = int.from_bytes(tfhd[end : end + 4], "big") if flags & SIZE else sample_bytes.get(track_id, 0)
    return _Defaults(track_id, at, size)


def _read_run(trun: bytes, defaults: _Defaults, at: int) -> Range:
    """`at` is the end of the previous run."""
    flags, count = int.from_bytes(trun[1:4], "big"), int.from_bytes(trun[4:8], "big")
    fields = 8
    if flags & OFFSET:
        at, fields = defaults.at + int.from_bytes(trun[8:12], "big", signed=True), 12
    fields += 4 * bool(flags & FIRST_FLAGS)
    if not flags & EACH_SIZE:
        return Range(at, at + count * defaults.sample_bytes)
    columns = [flag for flag in EACH if flags & flag]
    numbers = read_numbers(trun[fields : fields + 4 * len(columns) * count], "I")
    return Range(at, at + sum(numbers[columns.index(EACH_SIZE) :: len(columns)]))
