"""Removes locations from a GIF, whose extensions consist of sub-blocks (GIF89a, §15, §26; XMP part 3, §1.1.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from domain.rendering import Patch
from media.location.extents import file_patches, join_extents
from media.location.iptc import iptc_patches
from media.location.jumbf import jumbf_patches
from media.location.patches import DamagedMetadata, shift_patches, would_change, zero_patch
from media.location.photoshop import image_resource_patches
from media.location.trailer import trailer_patches
from media.location.xmp import xmp_patches

SCREEN_BYTES, IMAGE_BYTES, CODE_SIZE_BYTES, EXTENSION_BYTES = 13, 10, 1, 2
EXTENSION, IMAGE = 0x21, 0x2C
APPLICATION = 0xFF
PICTURE_EXTENSIONS = frozenset({0xF9, 0x01, 0xFE})
"""Graphic control, plain text, comment."""

HAS_COLOURS, COLOUR_BITS = 0x80, 0x07
MAX_SUB_BLOCKS = 1_000_000

XMP = b"XMP DataXMP"
MAGIC_TRAILER = bytes((1, *range(0xFF, -1, -1)))
"""Follows an XMP packet, which has no sub-blocks: a reader that takes any byte for a length ends here."""

TRAILER = b";"
C2PA = b"C2PA_GIF"
HARMLESS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
READERS: dict[bytes, Callable[[bytes], Iterable[Patch]]] = {
    XMP: xmp_patches,
    b"MGK8BIM0000": image_resource_patches,
    b"MGKIPTC0000": iptc_patches,
}


class SubBlocks(NamedTuple):
    """`ranges` are those of the contents. `end` is behind the terminator."""

    ranges: list[tuple[int, int]]
    end: int


def gif_patches(content: bytes) -> Iterator[Patch]:
    """Raises DamagedMetadata."""
    at = SCREEN_BYTES + _colours_bytes(content, SCREEN_BYTES - 3)
    reader = SubBlockReader(content)
    while at < len(content) and content[at] in (EXTENSION, IMAGE):
        if content[at] == EXTENSION:
            blocks = reader.read(at + EXTENSION_BYTES)
            yield from _extension_patches(content, content[at + 1], blocks)
        else:
            blocks = reader.read(at + IMAGE_BYTES + _colours_bytes(content, at + IMAGE_BYTES - 1) + CODE_SIZE_BYTES)
        at = blocks.end
    yield from trailer_patches(content, min(at + 1, len(content)), has_ended=content[at : at + 1] == TRAILER)


def _colours_bytes(content: bytes, flags_at: int) -> int:
    flags = content[flags_at] if flags_at < len(content) else 0
    return 3 << (flags & COLOUR_BITS) + 1 if flags & HAS_COLOURS else 0


class SubBlockReader:
    """Raises DamagedMetadata past `MAX_SUB_BLOCKS` in one file."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = MAX_SUB_BLOCKS

    def read(self, at: int) -> SubBlocks:
        ranges: list[tuple[int, int]] = []
        while at < len(self._content) and (size := self._content[at]):
            ranges.append((at + 1, min(at + 1 + size, len(self._content))))
            at += 1 + size
            self._left -= 1
            if not self._left:
                raise DamagedMetadata
        return SubBlocks(ranges, min(at + 1, len(self._content)))


def _extension_patches(content: bytes, label: int, blocks: SubBlocks) -> Iterator[Patch]:
    """The first sub-block of an application extension is its name. Raises DamagedMetadata."""
    if label in PICTURE_EXTENSIONS:
        return
    if not blocks.ranges:
        raise DamagedMetadata  # Pillow reads what follows as its sub-blocks, and changed bytes as lengths
    start, end = blocks.ranges[0]
    name, ranges = content[start:end], blocks.ranges[1:]
    packet_end = blocks.end - 1 - len(MAGIC_TRAILER)
    if label != APPLICATION:
        yield from (zero_patch(*each) for each in blocks.ranges)
    elif name == XMP and content[packet_end : blocks.end - 1] == MAGIC_TRAILER:
        yield from shift_patches(xmp_patches(content[end:packet_end]), end)
    elif name in READERS:
        yield from file_patches(ranges, READERS[name](join_extents(content, ranges)))
    elif name.startswith(C2PA):
        boxes = join_extents(content, ranges)
        yield from (zero_patch(*each) for each in (ranges if would_change(boxes, jumbf_patches(boxes)) else ()))
    elif name not in HARMLESS:
        yield from (zero_patch(*each) for each in ranges)
