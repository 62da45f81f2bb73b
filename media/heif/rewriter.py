"""Rewrites HEIC and AVIF files before decoding, by an allowlist of what cameras and phones write.

HEIF decoders support dozens of item and property types, and most of their vulnerabilities are in those that no camera
uses. Decoders get a new file with the primary picture only. Anything unknown is rejected.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import BinaryIO

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.cicp import Cicp
from media.file_type import AVIF, HEIC, FileType
from media.heif.bands import Bands, cut_into_bands, is_plain_grid
from media.heif.boxes import UnsupportedHeif
from media.heif.colour import read_cicp
from media.heif.exif import read_exif, read_xmp
from media.heif.hevc import PixelFormat, check_hevc_picture
from media.heif.item_tables import Extent
from media.heif.items import read_item_content, read_items
from media.heif.primary_picture import HeifCodec, PrimaryPicture, check_coded_pixels, select_primary_picture
from media.heif.properties import picture_size
from media.heif.writer import write_heif
from media.pixel_limits import MAX_MEGAPIXELS_HELD_TWICE, is_over, refuse_too_large

COMMON_PROPERTIES = frozenset({b"ispe", b"pixi", b"colr", b"irot", b"imir", b"clap", b"pasp", b"auxC"})
HEVC = HeifCodec(
    brand=b"heic",
    item_type=b"hvc1",
    configuration=b"hvcC",
    major_brands=frozenset({b"heic", b"heix", b"mif1", b"msf1"}),
    properties=COMMON_PROPERTIES | {b"hvcC"},
    may_share_content=False,
    check=check_hevc_picture,
)
AV1 = HeifCodec(
    brand=b"avif",
    item_type=b"av01",
    configuration=b"av1C",
    major_brands=frozenset({b"avif", b"avis", b"mif1", b"msf1", b"miaf"}),
    properties=COMMON_PROPERTIES | {b"av1C", b"a1op", b"a1lx", b"lsel"},
    may_share_content=True,
)
HEIF_CODECS = {HEIC: HEVC, AVIF: AV1}


@dataclass(frozen=True)
class RewrittenHeif:
    """`content` is the new file; empty if the picture is so large that it is decoded by `bands`.

    `exif` is the original's TIFF block and `xmp` its packet, empty where there is none.
    """

    content: bytes
    exif: bytes
    cicp: Cicp | None
    xmp: bytes
    bands: Bands | None = None


def rewrite_heif(file: BinaryIO, file_type: FileType) -> RewrittenHeif:
    """Raises Unreadable for what is not supported or too large, and DamagedHeif."""
    codec = HEIF_CODECS[file_type]
    try:
        heif = read_items(file, file.seek(0, os.SEEK_END))
        picture = select_primary_picture(file, heif, codec)
        is_tiled = codec is HEVC and is_plain_grid(picture)
        refuse_too_large(picture.size, file_type, is_decoded_in_parts=is_tiled)
        check_coded_pixels(picture)
        contents, exif, xmp = _contents(file, picture, codec), read_exif(file, heif), read_xmp(file, heif)
        cicp = read_cicp(picture, heif.items[heif.primary_id].property_content(b"clli"))
        if is_over(picture.size, MAX_MEGAPIXELS_HELD_TWICE):
            return RewrittenHeif(b"", exif, cicp, xmp, cut_into_bands(picture, contents, codec.brand))
        return RewrittenHeif(write_heif(picture, contents, codec.brand), exif, cicp, xmp)
    except UnsupportedHeif as fault:
        raise Unreadable(
            PhotoRejection.UNSUPPORTED_FEATURE,
            f"This file is {file_type.singular} of a form that is not supported, such as an image sequence or layers. "
            "Export it as a JPEG and upload the new file.",
        ) from fault


def _contents(file: BinaryIO, picture: PrimaryPicture, codec: HeifCodec) -> dict[int, bytes]:
    """Returns contents by item. Items with the same extents share one object."""
    by_extents: dict[tuple[Extent, ...], bytes] = {}
    contents = {}
    formats = {}
    for item_id, item in picture.items.items():
        content = by_extents.get(item.extents)
        if content is None:
            content = by_extents[item.extents] = read_item_content(file, item)
        if codec.check and item.item_type == codec.item_type:
            configuration = item.property_content(codec.configuration)
            formats[item_id] = codec.check(configuration, content, picture_size(item))
        contents[item_id] = content
    _check_formats(picture, formats)
    return contents


def _check_formats(picture: PrimaryPicture, formats: dict[int, PixelFormat]) -> None:
    """Decoders assume that all tiles have the first one's format, and an alpha plane its picture's bit depth."""
    for reference in picture.references:
        if reference.reference_type == b"dimg" and formats:
            if len({formats[tile_id] for tile_id in reference.to_ids}) != 1:
                raise UnsupportedHeif("tiles of several formats")
            formats[reference.from_id] = formats[reference.to_ids[0]]
    for reference in picture.references:
        if reference.reference_type == b"auxl" and formats:
            depths = {formats[item_id].luma_bits for item_id in (reference.from_id, *reference.to_ids)}
            if len(depths) != 1:
                raise UnsupportedHeif("an alpha plane of another depth")
