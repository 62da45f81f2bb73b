"""Takes the place out of what phones put behind a photo: a short movie, and Samsung's blocks of further data.

Google's MicroVideo and MotionPhoto append an MP4, in HEIC within `mpvd`; Samsung's SEF appends blocks with a directory
at the end. Where a movie begins is told by its own first box: XMP and SEF say so too, but each in several ways.
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
"""The four letters of `ftyp` come about by chance too."""


class Trailer(NamedTuple):
    """Ranges of the file: movies, and all that is understood, the movies included."""

    movies: list[Range]
    understood: list[Range]


def redact_trailer(redaction: Redaction, start: int, end: int) -> Trailer:
    """Of what stands from `start` to `end`, behind a picture or in a box of its own."""
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
    from media.location.isobmff import redact_isobmff  # which comes here again for a photo in a photo

    inside = Redaction(BytesIO(content), len(content))
    redact_isobmff(inside)
    redaction.location_may_remain |= inside.location_may_remain
    redaction.write_all(shift_patches(inside.patches, start))


def _movies(reader: Redaction, content: bytes) -> Iterator[Range]:
    """Each begins with `ftyp`, or at the very start with any box, and ends where its boxes do."""
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
    """Empty where there is none. Behind a movie, the bytes of something else may look like the header of a box."""
    boxes = read_boxes(reader, at, reader.size_bytes, cut_off=KEPT[TOP_LEVEL]).boxes
    named = list(takewhile(lambda box: _is_name(box.type), boxes))
    types = {box.type for box in named}
    is_movie = bool(types & STARTS and types & MEDIA)
    return Range(at, named[-1].end if is_movie else at)


def _is_name(box_type: bytes) -> bool:
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in box_type)
