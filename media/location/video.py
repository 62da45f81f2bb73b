"""The place in MP4 and QuickTime files: in the boxes that phones and cameras keep it in, at one of the file's ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from domain.rendering import Patch
from media.boxes import Box, content_of, inner, leaves, siblings
from media.location.metadata import MOST_PATCHED_BYTES, VIDEO_PLACE, TooMuchPlace, in_packets

PLACE_3GPP = b"loci"
"""3GPP TS 26.244, §8."""

APPLE_PLACE = b"com.apple.quicktime.location."
XMP_ID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
WANTED = frozenset({VIDEO_PLACE, PLACE_3GPP, b"keys", b"ilst", b"uuid"})


def in_video(file: BinaryIO, size_bytes: int) -> Iterator[Patch]:
    """Raises TooManyBoxes, and TooMuchPlace."""
    names: list[bytes] = []
    for box in leaves(file, size_bytes, WANTED):
        match box.kind:
            case b"keys":
                names = [name for _, name in inner(content_of(file, box), 8)]
            case b"ilst":
                for value in _values(file, box, names):
                    yield Patch(value.start, b" " * _size(value))
            case b"uuid":
                content = content_of(file, box)
                if content.startswith(XMP_ID):
                    for offset, body in in_packets(content, (0, len(content))):
                        yield Patch(box.start + offset, body)
            case _:
                # Emptied it would be a place too, off Africa; every player passes over a box that is free.
                yield Patch(box.at + 4, b"free")
                yield Patch(box.start, bytes(_size(box)))


def _values(file: BinaryIO, items: Box, names: Sequence[bytes]) -> Iterator[Box]:
    """The text of each item that tells a place; an item is named by its number among the keys, or by itself."""
    for item in siblings(file, items.start, items.end):
        number = int.from_bytes(item.kind, "big")
        name = names[number - 1] if 1 <= number <= len(names) else item.kind
        if name == VIDEO_PLACE or name.startswith(APPLE_PLACE):
            for data in siblings(file, item.start, item.end):
                if data.kind == b"data" and _size(data) > 8:
                    yield data._replace(start=data.start + 8)  # behind its type and locale


def _size(box: Box) -> int:
    if box.end - box.start > MOST_PATCHED_BYTES:
        raise TooMuchPlace
    return box.end - box.start
