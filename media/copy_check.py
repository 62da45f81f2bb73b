"""Checks the copy without a location before viewers get it: it must show what the original shows.

Where a decoder's input can be told from metadata, both inputs are compared byte by byte: then the copy was decoded when
the original was. Any other copy is decoded, and the pixels are compared. Videos: domain/upload_processing.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from domain.rendering import Patch, Unreadable
from media.decoding import FORMATS, Decoded, decode
from media.exif import open_without_xmp, orientation_of
from media.file_type import JPEG, FileType
from media.heif.rewriter import HEIF_CODECS, rewrite_heif
from media.location.jpeg_structure import APP0, APP15, Picture, read_picture
from media.patched_file import patched_file

if TYPE_CHECKING:
    from PIL.JpegImagePlugin import JpegImageFile

COMMENT = 0xFE


def shows_the_same(
    original: BinaryIO, patches: Sequence[Patch], file_type: FileType, decoded: Decoded, longest_side: int
) -> bool:
    """`patches` are in ascending order, without overlaps. `decoded` is the original, of `longest_side` pixels."""
    copy = patched_file(original, patches)
    try:
        if file_type == JPEG:
            return _has_same_scans(original, patches) and _jpeg_header(copy) == _jpeg_header(original)
        if file_type in HEIF_CODECS:
            # The decoder's input and the orientation, which is part of it; Exif is not.
            before, after = rewrite_heif(original, file_type), rewrite_heif(copy, file_type)
            return (before.content, before.bands) == (after.content, after.bands)
        again = decode(copy, file_type, longest_side)
    except (Unreadable, OSError, ValueError, SyntaxError):
        return False
    size = (decoded.width, decoded.height)
    return (again.width, again.height) == size and _pixels(again) == _pixels(decoded)


def _pixels(decoded: Decoded) -> tuple[str, tuple[int, int], bytes]:
    return decoded.picture.mode, decoded.picture.size, decoded.picture.tobytes()


def _has_same_scans(original: BinaryIO, patches: Sequence[Patch]) -> bool:
    """Whether only application data and comments change, and what follows the picture."""
    original.seek(0)
    content = original.read()
    ranges = _decoded_ranges(read_picture(content, 0))
    ends = [end for _, end in ranges]
    for offset, body in patches:
        for start, end in ranges[bisect_right(ends, offset) :]:
            first, last = max(offset, start), min(offset + len(body), end)
            if first >= last:
                break
            if content[first:last] != body[first - offset : last - offset]:
                return False
    return True


def _decoded_ranges(picture: Picture) -> list[tuple[int, int]]:
    """Start and end of what is between metadata, from the start of the picture to its end."""
    metadata = [each for each in picture.segments if APP0 <= each.marker <= APP15 or each.marker == COMMENT]
    bounds = [0, *(bound for each in metadata for bound in (each.start, each.end)), picture.end]
    return list(pairwise(bounds))[::2]


def _jpeg_header(file: BinaryIO) -> tuple[object, ...]:
    """What Pillow's own parser, and not ours, makes of the segments before the picture."""
    file.seek(0)
    image: JpegImageFile = open_without_xmp(file, FORMATS[JPEG])  # type: ignore[assignment]
    colours = (image.info.get("icc_profile"), image.info.get("adobe_transform"), image.info.get("jfif"))
    return image.size, image.mode, image.quantization, image.layer, colours, orientation_of(image)
