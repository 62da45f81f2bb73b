"""Decodes an untrusted photo within bounds. No other module lets Pillow open a photo."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image as pillow
from PIL.Image import Transpose

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.adobe_rgb import adobe_rgb
from media.cicp import Cicp
from media.colour import to_continuous, to_srgb
from media.cut_jpeg import complete_jpeg, is_blank
from media.exif import PhotoMetadata, open_without_xmp, read_metadata
from media.file_type import AVIF, GIF, HEIC, JPEG, PNG, TIFF, WEBP, FileType
from media.heif.band_assembly import assemble_bands
from media.heif.rewriter import HEIF_CODECS, RewrittenHeif, rewrite_heif
from media.pixel_limits import refuse_too_large
from media.png_colour import read_cicp
from media.scaling import Box, fit, scale

if TYPE_CHECKING:
    from PIL.Image import Image

    from media.heif.bands import Bands

FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF", AVIF: "AVIF", GIF: "GIF", TIFF: "TIFF"}

BYTES_AT_ONCE = 1 << 20
NEARLY = 2000 / 2048
"""A JPEG that its decoder scales to this part of the wanted size is not scaled again: phones have 4032 or 4000."""

MAX_TIFF_PAGES = 100

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

# Cameras write odd Exif, and Pillow warns about each on stderr, which would break a log of JSON lines.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# Pillow warns at 89 and refuses at 179 megapixels for all formats. `refuse_too_large` checks before any decoding.
pillow.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True)
class Decoded:
    """`picture` is upright, in sRGB (RGB or RGBA), scaled down. `width` and `height` are of the original, upright."""

    picture: Image
    width: int
    height: int
    metadata: PhotoMetadata


def decode(original: BinaryIO, file_type: FileType, longest_side: int) -> Decoded:
    """`longest_side` is in pixels. Small pictures are not enlarged. Raises Unreadable."""
    try:
        original.seek(0)
        return _decode(original, file_type, longest_side)
    except (Unreadable, MemoryError):
        raise
    except Exception as fault:
        # Pillow documents no set of errors for hostile bytes, so any error of its decoders means a damaged file.
        message = f"This file is damaged or incomplete. It can't be opened as {file_type.singular}."
        raise Unreadable(PhotoRejection.DAMAGED, message) from fault


def _decode(file: BinaryIO, file_type: FileType, longest_side: int) -> Decoded:
    rewritten = rewrite_heif(file, file_type) if file_type in HEIF_CODECS else None
    if rewritten and rewritten.bands:
        image, width, height, box = _load_bands(rewritten.bands, longest_side)
    else:
        source = BytesIO(rewritten.content) if rewritten else file
        image, width, height, box = _load(source, file_type, longest_side)
    metadata = read_metadata(image, rewritten.exif if rewritten else None, rewritten.xmp if rewritten else b"")
    icc_profile, cicp = _colour_space(file, file_type, image, rewritten)
    if not icc_profile and not cicp and metadata.is_adobe_rgb:
        icc_profile = adobe_rgb()
    target = fit((width, height), min(longest_side, max(image.size)))
    # Scaled first: colour conversion and rotation then cost a tenth, and the result looks the same.
    small = scale(to_continuous(image), target, box)
    picture = to_srgb(small, icc_profile, cicp)
    # Encoders copy parts of `info` into their output, such as comments, which may name people and locations.
    picture.info = {}
    if metadata.orientation in UPRIGHT:
        picture = picture.transpose(UPRIGHT[metadata.orientation])
    if metadata.orientation in ON_THE_SIDE:
        width, height = height, width
    return Decoded(picture, width, height, metadata)


def _load(file: BinaryIO, file_type: FileType, longest_side: int) -> tuple[Image, int, int, Box | None]:
    """Returns the picture, perhaps scaled by its decoder, its full width and height, and the box to crop to."""
    if file_type == HEIC:
        register_heif()
    if file_type == TIFF:
        # A circular chain of pages would never end.
        _refuse_many_pages(file)
    image = open_without_xmp(file, FORMATS[file_type])
    is_scaled = file_type == JPEG and "progressive" not in image.info
    refuse_too_large(image.size, file_type, is_decoded_in_parts=is_scaled)
    width, height = image.size
    draft = image.draft(None, fit(image.size, round(longest_side * NEARLY)))
    image.decodermaxblock = BYTES_AT_ONCE
    try:
        image.load()
    except OSError:
        completed = complete_jpeg(file) if file_type == JPEG else None
        if not completed:
            raise
        loaded = _load(BytesIO(completed), file_type, longest_side)
        if is_blank(loaded[0]):
            raise
        return loaded
    if draft:
        return image, width, height, draft[1]
    # The size of a HEIC is certain only after decoding.
    return image, *image.size, None


def _colour_space(
    file: BinaryIO, file_type: FileType, image: Image, rewritten: RewrittenHeif | None
) -> tuple[bytes | None, Cicp | None]:
    """Returns one of both or none. A profile precedes code points in HEIF, code points precede a profile in PNG."""
    profile = image.info.get("icc_profile")
    if file_type == PNG:
        cicp = read_cicp(file)
        return (None, cicp) if cicp else (profile, None)
    return (profile, None) if profile or not rewritten else (None, rewritten.cicp)


def _load_bands(bands: Bands, longest_side: int) -> tuple[Image, int, int, Box | None]:
    return *assemble_bands(bands, longest_side, lambda band: _load(band, HEIC, longest_side)[0]), None


def register_heif() -> None:
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _refuse_many_pages(file: BinaryIO) -> None:
    """Counts pages by following offsets only: parsing thousands of directories would take minutes."""
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    is_big = head[2:4] in (b"\x2b\0", b"\0\x2b")
    entry_bytes, count, link = (20, f"{order}Q", f"{order}Q") if is_big else (12, f"{order}H", f"{order}I")
    (at,) = struct.unpack_from(link, head, 8 if is_big else 4)
    for _ in range(MAX_TIFF_PAGES):
        file.seek(at)
        (entries,) = struct.unpack(count, file.read(struct.calcsize(count)))
        file.seek(entries * entry_bytes, 1)
        (at,) = struct.unpack(link, file.read(struct.calcsize(link)))
        if not at:
            file.seek(0)
            return
    raise Unreadable(
        PhotoRejection.TOO_MANY_PAGES,
        f"This TIFF has more than {MAX_TIFF_PAGES} pages. Export the page that you want as a photo.",
    )
