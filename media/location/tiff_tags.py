"""The tags of an Exif block or a TIFF that contain a location, metadata of another format, directories or pixels."""

from __future__ import annotations

from collections.abc import Iterable

from domain.rendering import Patch
from media.location.iptc import iptc_patches
from media.location.jpeg_structure import START
from media.location.nested_formats import NESTED_READERS, MetadataReader
from media.location.xmp import xmp_patches

MAKE, MAKER_NOTE, GPS_DIRECTORY = 0x010F, 0x927C, 0x8825
LOCATION_TAGS = frozenset(
    {
        GPS_DIRECTORY,
        *(33550, 33920, 33922, 34264, 34735, 34736, 34737),  # GeoTIFF 1.1, and Intergraph's older matrix
        *(42112, 50844, 50908, 50909),  # GDAL's metadata, rational polynomial coefficients, DGIWG's metadata
        *(50740, 50827),  # DNG's private data and original raw file: opaque, and they repeat all of it
    }
)
CHAINED, ALONE = "chained", "alone"
SUBDIRECTORIES = {0x014A: CHAINED, 0x0190: ALONE, 0x8769: ALONE, 0xA005: ALONE}
"""Sub-images, global parameters, Exif, interoperability."""

DIRECTORY_VALUE_TYPES = frozenset({13, 18})
"""IFD, and IFD8 of BigTIFF: offsets of directories, under any tag."""

EMBEDDED_JPEG = 513
PIXEL_DATA = {273: 279, 324: 325, EMBEDDED_JPEG: 514}
"""Tags with the offsets of strips, tiles and an embedded JPEG; by them the tags with the sizes."""

JPEG_TABLES = frozenset({519, 520, 521})
JPEG_TABLE_BYTES = 16 + 256


def image_resource_value_patches(value: bytes) -> Iterable[Patch]:
    return NESTED_READERS["image resources"](value)


def embedded_jpeg_patches(value: bytes) -> Iterable[Patch]:
    return NESTED_READERS["jpeg"](value) if value.startswith(START) else ()


NESTED_METADATA: dict[int, MetadataReader] = {
    700: xmp_patches,
    33723: iptc_patches,
    0x8568: iptc_patches,  # AFCP's tag
    34377: image_resource_value_patches,
}
