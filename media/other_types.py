"""Rejects known types of photos and videos that are not supported, by their content and with their name.

Some begin like a supported type: raw files of most cameras are TIFF, and lossless JPEG is JPEG.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.camera_raw import is_tiff_raw
from media.file_type import HEAD_BYTES, JPEG, TIFF, FileType, brands_of, detect_file_type
from media.jpeg_frame import BASELINE_BITS, DECODABLE, read_frame

RAW = FileType("image/x-raw", "a raw file", "raw files")
JPEG_XL = FileType("image/jxl", "a JPEG XL", "JPEG XL files")
JPEG_2000 = FileType("image/jp2", "a JPEG 2000", "JPEG 2000 files")
JPEG_XR = FileType("image/jxr", "a JPEG XR", "JPEG XR files")
JPEG_LS = FileType("image/jls", "a JPEG-LS", "JPEG-LS files")
LOSSLESS_JPEG = FileType("image/x-lossless-jpeg", "a lossless JPEG", "lossless JPEG files")
DEEP_JPEG = FileType("image/x-deep-jpeg", "a JPEG of more than 8 bits", "JPEG files of more than 8 bits")
VVC_PHOTO = FileType("image/vvic", "a VVC photo", "VVC photos")
BMP = FileType("image/bmp", "a BMP", "BMP files")
PSD = FileType("image/vnd.adobe.photoshop", "a Photoshop file", "Photoshop files")
GIMP = FileType("image/x-xcf", "a GIMP file", "GIMP files")
EXR = FileType("image/x-exr", "an OpenEXR", "OpenEXR files")
RADIANCE = FileType("image/vnd.radiance", "a Radiance HDR", "Radiance HDR files")
NETPBM = FileType("image/x-portable-anymap", "a Netpbm", "Netpbm files")
BPG = FileType("image/bpg", "a BPG", "BPG files")
POSTSCRIPT = FileType("application/postscript", "a PostScript document", "PostScript documents")
MATROSKA = FileType("video/x-matroska", "a Matroska or WebM video", "Matroska and WebM videos")
AVI = FileType("video/x-msvideo", "an AVI video", "AVI videos")
WINDOWS_MEDIA = FileType("video/x-ms-wmv", "a Windows Media video", "Windows Media videos")
FLASH = FileType("video/x-flv", "a Flash video", "Flash videos")
OGG = FileType("video/ogg", "an Ogg file", "Ogg files")
TRANSPORT_STREAM = FileType("video/mp2t", "an AVCHD or MPEG-TS video", "AVCHD and MPEG-TS videos")
MPEG = FileType("video/mpeg", "an MPEG video", "MPEG videos")
MXF = FileType("application/mxf", "an MXF video", "MXF videos")

VIDEOS = frozenset({MATROSKA, AVI, WINDOWS_MEDIA, FLASH, OGG, TRANSPORT_STREAM, MPEG, MXF})

SIGNATURES: tuple[tuple[bytes, FileType], ...] = (
    (rb"II\x2a\0.{4}(?:CR|IIII)|FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\0|II\x1a\0\0\0HEAPCCDR|\0MRM|FOVb", RAW),
    (rb"....ftypcrx ", RAW),
    (rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n", JPEG_XL),
    (rb"\xff\x4f\xff\x51|\0\0\0\x0cjP  \r\n\x87\n", JPEG_2000),
    (rb"II\xbc", JPEG_XR),
    (rb"\xff\xd8\xff\xf7", JPEG_LS),
    (rb"BM.{4}\0{4}", BMP),
    (rb"8BPS", PSD),
    (rb"gimp xcf", GIMP),
    (rb"\x76\x2f\x31\x01", EXR),
    (rb"#\?R(?:ADIANC|GB)E", RADIANCE),
    (rb"P[1-7]\s", NETPBM),
    (rb"BPG\xfb", BPG),
    (rb"%!PS|\xc5\xd0\xd3\xc6", POSTSCRIPT),
    (rb"\x1a\x45\xdf\xa3", MATROSKA),
    (rb"RIFF....AVI ", AVI),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", WINDOWS_MEDIA),
    (rb"FLV\x01", FLASH),
    (rb"OggS", OGG),
    (rb"(?:\x47.{187}|.{4}\x47.{191})\x47", TRANSPORT_STREAM),
    (rb"\0\0\x01[\xb3\xba]", MPEG),
    (rb"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", MXF),
)
PATTERNS = tuple((re.compile(pattern, re.DOTALL), file_type) for pattern, file_type in SIGNATURES)
BRANDS = {b"vvic": VVC_PHOTO, b"vvis": VVC_PHOTO, b"j2ki": JPEG_2000, b"j2is": JPEG_2000}


def refuse_other_type(original: BinaryIO) -> None:
    """Raises Unreadable."""
    file_type = _other_type(original)
    if file_type == RAW:
        raise Unreadable(PhotoRejection.RAW_FILE, "This is a raw file. Export it as JPEG.")
    if file_type in VIDEOS:
        message = f"This is {file_type.singular}, which is not supported. Export it as MP4 with H.264."
        raise Unreadable(PhotoRejection.UNSUPPORTED_VIDEO, message)
    if file_type:
        message = f"This is {file_type.singular}, which is not supported. Export it as a normal JPEG."
        raise Unreadable(PhotoRejection.UNSUPPORTED_FORMAT, message)


def _other_type(original: BinaryIO) -> FileType | None:
    original.seek(0)
    head = original.read(HEAD_BYTES)
    found = next((file_type for pattern, file_type in PATTERNS if pattern.match(head)), None)
    if found:
        return found
    if head[4:8] == b"ftyp":
        return next((BRANDS[brand] for brand in brands_of(head) if brand in BRANDS), None)
    match detect_file_type(head):
        case file_type if file_type == TIFF:
            return RAW if is_tiff_raw(original) else None
        case file_type if file_type == JPEG:
            return _other_jpeg(original)
    return None


def _other_jpeg(original: BinaryIO) -> FileType | None:
    frame = read_frame(original)
    if frame and frame.marker not in DECODABLE:
        return LOSSLESS_JPEG
    return DEEP_JPEG if frame and frame.bits > BASELINE_BITS else None
