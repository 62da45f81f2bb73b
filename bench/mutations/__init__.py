"""Changes files by their structure: boxes, directories, segments, chunks, blocks and trees.

Each function takes a random source and a file, and returns a changed file, which may be invalid.
The same seed gives the same files.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from bench.mutations import gif, isobmff, jpeg, png, raw, riff, tiff
from media.file_type import AVIF, GIF, HEIC, JPEG, MOV, MP4, PNG, TIFF, WEBP, FileType

Mutation = Callable[[Random, bytes], bytes]

BY_KIND: dict[FileType, Mutation] = {
    JPEG: jpeg.mutate,
    PNG: png.mutate,
    WEBP: riff.mutate,
    GIF: gif.mutate,
    TIFF: tiff.mutate_file,
    HEIC: isobmff.mutate,
    AVIF: isobmff.mutate,
    MP4: isobmff.mutate,
    MOV: isobmff.mutate,
}
CHANGES_A_FILE = (1, 1, 1, 2, 2, 3, 4)
"""Most files have few, so that many can still be opened."""

MAX_FILE_BYTES = 8 << 20
RAW_SHARE = 0.15
"""Of files that are changed by bytes as well, whatever these bytes are."""


def mutate(random: Random, file_type: FileType, content: bytes, other: bytes) -> bytes:
    """`other` is a file of any kind, to take parts from."""
    for _ in range(random.choice(CHANGES_A_FILE)):
        changed = BY_KIND[file_type](random, content)
        if len(changed) <= MAX_FILE_BYTES:
            content = changed
    if random.random() < RAW_SHARE:
        content = raw.mutate(random, content, other)
    return content
