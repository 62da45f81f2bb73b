"""Divides an archive into the parts of a multipart upload: written by the worker, or copied inside S3.

Every part but the last has at least 5 MiB, and a ZIP header has about a hundred bytes. So each body to copy is first
joined with the bytes that follow it into an object of its own, where these are the last part and may be small. A
smaller body that comes next is joined in the same way. The archive is copied from these objects: only headers, tiny
files and the first 5 MiB pass through the worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aws.s3.multipart import COPIED_PART_BYTES, MAX_PARTS, MIN_PART_BYTES
from domain.ports.archives import Layout, PhotoRange
from domain.uploads import MIB

WRITTEN_PART_BYTES = 32 * MIB

TINY_BYTES = 256 * 1024
"""A smaller body is written instead of joined."""

MAX_JOINED = 4
"""Smaller bodies after a large one, joined one after the other. If there are more, all of them are written."""


@dataclass(frozen=True)
class Part:
    """Bytes `start` to `end` of the archive: all written, or `copied` followed by each of `joined`."""

    start: int
    end: int
    copied: PhotoRange | None = None
    joined: tuple[Part, ...] = ()

    @property
    def size_bytes(self) -> int:
        return self.end - self.start

    @property
    def written_bytes(self) -> int:
        """The bytes that pass through the worker."""
        if self.copied is None:
            return self.size_bytes
        return sum(part.written_bytes for part in self.joined)


def written_parts(layout: Layout) -> list[Part]:
    """Writes all bytes, in parts of at least 32 MiB and as many as S3 allows."""
    part_bytes = max(WRITTEN_PART_BYTES, -(-layout.size_bytes // MAX_PARTS))
    return list(_cut(0, layout.size_bytes, part_bytes))


def copied_parts(layout: Layout) -> list[Part]:
    """Copies large bodies."""
    parts: list[Part] = []
    body: PhotoRange | None = None
    start = position = 0  # of the bytes that are in no part yet: `body`, if any, and what follows it
    for piece in layout.cut(0, layout.size_bytes):
        if isinstance(piece, PhotoRange) and piece.size_bytes >= MIN_PART_BYTES:
            # The first part has no body before it: it takes what is missing to 5 MiB from the first body.
            head = 0 if body else max(0, MIN_PART_BYTES - (position - start))
            if piece.size_bytes - head >= MIN_PART_BYTES:
                parts += _joined(layout, start, position + head, body)
                start = position + head
                body = replace(piece, start=piece.start + head)
        position += piece.size_bytes if isinstance(piece, PhotoRange) else len(piece)
    return [*parts, *_joined(layout, start, position, body)]


def _joined(layout: Layout, start: int, end: int, body: PhotoRange | None) -> Iterator[Part]:
    """A body and the bytes that follow it, up to the next large one."""
    if body is None:
        yield from _cut(start, end, WRITTEN_PART_BYTES)
        return
    while body.size_bytes > COPIED_PART_BYTES + MIN_PART_BYTES:
        first = replace(body, end=body.start + COPIED_PART_BYTES)
        yield Part(start, start + COPIED_PART_BYTES, first)
        start += COPIED_PART_BYTES
        body = replace(body, start=first.end)
    body_end = start + body.size_bytes
    tail = tuple(_tail(layout, body_end, end))
    if sum(part.written_bytes for part in tail) < MIN_PART_BYTES:
        yield Part(start, end, body, tail)
        return
    yield Part(start, body_end, body)
    yield from _cut(body_end, end, WRITTEN_PART_BYTES)


def _tail(layout: Layout, start: int, end: int) -> list[Part]:
    """The bytes after a body: written, except a few smaller bodies."""
    parts: list[Part] = []
    position = start
    for piece in layout.cut(start, end):
        piece_end = position + (piece.size_bytes if isinstance(piece, PhotoRange) else len(piece))
        if isinstance(piece, PhotoRange) and piece.size_bytes >= TINY_BYTES:
            parts.append(Part(position, piece_end, piece))
        elif parts and parts[-1].copied is None:
            parts[-1] = Part(parts[-1].start, piece_end)
        else:
            parts.append(Part(position, piece_end))
        position = piece_end
    too_many = sum(1 for part in parts if part.copied) > MAX_JOINED
    return [Part(start, end)] if too_many else parts


def _cut(start: int, end: int, part_bytes: int) -> Iterator[Part]:
    """Equal parts of about `part_bytes`."""
    count = max(1, -(-(end - start) // part_bytes))
    size_bytes = end - start
    for number in range(count):
        yield Part(start + size_bytes * number // count, start + size_bytes * (number + 1) // count)
