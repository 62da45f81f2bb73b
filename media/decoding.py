"""From a file that a stranger sent to pixels, within bounds: the only place that lets Pillow open anything."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image as pillow
from PIL.Image import Resampling, Transpose

from domain.ports import Unreadable
from media.colour import to_continuous, to_srgb
from media.metadata import read_metadata
from media.sniff import JPEG, PNG, WEBP, Kind

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}

MAX_PROCESSOR_SECONDS = 30.0
BYTES_BETWEEN_CHECKS = 8 * 1024
MEGAPIXEL = 1_000_000
# Each keeps the memory of one picture under about a gigabyte. A baseline JPEG is scaled while it is decoded;
# the others are held whole, WebP several times over.
MAX_MEGAPIXELS = 210
MAX_MEGAPIXELS_HELD_WHOLE = 105
MAX_MEGAPIXELS_WEBP = 60

UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
ON_THE_SIDE = frozenset({5, 6, 7, 8})

Box = tuple[float, float, float, float]
"""Left, upper, right, lower."""

# Cameras write odd Exif, and Pillow tells standard error about each: in a log of JSON lines that is noise.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# Pillow warns at 89 and refuses at 179 megapixels, whatever the format. Ours is checked before any pixel is decoded.
pillow.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Decoded:
    """`picture` is upright, in sRGB (RGB or RGBA), no larger than asked for; `width`, `height` are the original's."""

    picture: Image
    width: int
    height: int
    taken_at: datetime | None


class Metered(BytesIO):
    """A file that stops when its reader has used up its processor time.

    A small progressive JPEG can ask for hours of work, one scan over all its pixels after the other. Processor
    time of this thread, unlike the clock, says the same on a busy machine.
    """

    def __init__(self, content: bytes, processor_seconds: float) -> None:
        super().__init__(content)
        self._deadline = time.thread_time() + processor_seconds

    def read(self, size: int | None = -1, /) -> bytes:
        if time.thread_time() > self._deadline:
            raise Unreadable("This file takes too long to open. Export it again and upload the new file.")
        return super().read(size)


def decode(original: bytes, kind: Kind, longest_side: int, processor_seconds: float = MAX_PROCESSOR_SECONDS) -> Decoded:
    """`longest_side` is in pixels; small pictures stay small. Raises Unreadable."""
    if kind not in FORMATS:
        raise Unreadable(f"{kind.many} are not supported yet.")
    image, width, height, box = _load(Metered(original, processor_seconds), kind, longest_side)
    metadata, icc_profile = read_metadata(image), image.info.get("icc_profile")
    target = fit((width, height), longest_side)
    # Made small first: colours and rotation then cost a tenth, and look the same.
    small = to_continuous(image).resize(target, Resampling.HAMMING, box=box, reducing_gap=2.0)
    picture = to_srgb(small, icc_profile)
    # Encoders copy some of this into what they write: comments, for one, which may name people and places.
    picture.info = {}
    if metadata.orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[metadata.orientation])
    if metadata.orientation in ON_THE_SIDE:
        width, height = height, width
    return Decoded(picture, width, height, metadata.taken_at)


def _load(source: Metered, kind: Kind, longest_side: int) -> tuple[Image, int, int, Box | None]:
    """The picture, perhaps scaled by its decoder; its full width and height; and what part of it they became."""
    try:
        image = pillow.open(source, formats=[FORMATS[kind]])
        _refuse_too_large(image, kind)
        width, height = image.size
        draft = image.draft(None, fit(image.size, longest_side))
        image.decodermaxblock = BYTES_BETWEEN_CHECKS
        image.load()
    except (Unreadable, MemoryError):
        raise
    except Exception as fault:
        # Pillow promises no set of errors for hostile bytes: whatever its decoders raise is about the file.
        raise Unreadable(f"This file is damaged or incomplete. It can't be opened as {kind.one}.") from fault
    return image, width, height, draft[1] if draft else None


def fit(size: tuple[int, int], longest_side: int) -> tuple[int, int]:
    """The size with the same shape whose longer side is at most `longest_side`; never larger, never zero."""
    scale = min(1.0, longest_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _refuse_too_large(image: ImageFile, kind: Kind) -> None:
    limit = MAX_MEGAPIXELS_HELD_WHOLE
    if kind == WEBP:
        limit = MAX_MEGAPIXELS_WEBP
    elif kind == JPEG and "progressive" not in image.info:
        limit = MAX_MEGAPIXELS
    pixels = image.width * image.height
    if pixels > limit * MEGAPIXEL:
        raise Unreadable(f"This photo has {pixels // MEGAPIXEL:,} megapixels. {kind.many} can have at most {limit}.")
