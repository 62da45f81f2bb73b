"""Removes locations from what phones append to a photo: a short movie, and Samsung's data blocks.

Google's MicroVideo and MotionPhoto append an MP4, within `mpvd` in HEIC. Samsung's SEF appends blocks and a directory.
A movie is found by its first box, because XMP and SEF point to it in several different ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import takewhile
from typing import NamedTuple

from media.location.isobmff.allowlist import KEPT, TOP_LEVEL
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.redaction import Redaction
from media.location.isobmff.samsung import sef_parts
from media.location.patches import shift_patches
from media.location.ranges import Range, merge_ranges

MAX_TRAILER_BYTES = 200 << 20
STARTS = frozenset({b"ftyp", b"moov"})
MEDIA = frozenset({b"moov", b"moof", b"mdat", b"meta"})
MAX_MARKS = 1000
"""`ftyp` also occurs by chance."""


class Trailer(NamedTuple):
    """Ranges of the file: movies, and all known data including the movies."""

    movies: list[Range]
    known: list[Range]


def redact_trailer(redaction: Redaction, start: int, end: int) -> Trailer:
    """`start` to `end` is behind a picture, or the content of a box."""
    content = redaction.read(start, end, MAX_TRAILER_BYTES)
    if content is None:
        redaction.erase(start, end)
        return Trailer([], [])
    reader = Redaction(BytesIO(content), len(content))
    movies = list(_movies(reader, content))
    for movie in movies:
        _redact_movie(redaction, content[movie.start : movie.end], start + movie.start)
    redaction.location_may_remain |= reader.location_may_remain
    parts = list(sef_parts(content))
    for part in parts:
        if part.is_location:
            redaction.erase(start + part.range.start, start + part.range.end)
    return Trailer(_shifted(movies, start), _shifted([*movies, *(part.range for part in parts)], start))


def _shifted(ranges: Iterable[Range], start: int) -> list[Range]:
    return merge_ranges((each.start + start, each.end + start) for each in ranges)


def _redact_movie(redaction: Redaction, content: bytes, start: int) -> None:
    from media.location.isobmff import redact_isobmff  # a circle: a photo may contain a photo

    inside = Redaction(BytesIO(content), len(content))
    redact_isobmff(inside)
    redaction.location_may_remain |= inside.location_may_remain
    redaction.write_all(shift_patches(inside.patches, start))


def _movies(reader: Redaction, content: bytes) -> Iterator[Range]:
    """A movie starts with `ftyp`, or with any box at the start of `content`, and ends with its last box."""
    movie, mark = _movie_at(reader, 0), 0
    for _ in range(MAX_MARKS):
        if movie.end > movie.start:
            yield movie
        mark = content.find(b"ftyp", max(mark + 4, movie.end + 4))
        if mark < 0:
            return
        movie = _movie_at(reader, mark - 4)
    reader.location_may_remain = True


def _movie_at(reader: Redaction, at: int) -> Range:
    """Empty where there is no movie. Data behind a movie may look like a box header, so types must be printable."""
    boxes = read_boxes(reader, at, reader.size_bytes, cut_off=KEPT[TOP_LEVEL]).boxes
    boxes_of_movie = list(takewhile(lambda box: _is_box_type(box.type), boxes))
    types = {box.type for box in boxes_of_movie}
    is_movie = bool(types & STARTS and types & MEDIA)
    return Range(at, boxes_of_movie[-1].end if is_movie else at)


def _is_box_type(box_type: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in box_type)
