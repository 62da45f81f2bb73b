"""Detects the type of a file by its first bytes. Its name and its declared type are not trusted."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from domain.uploads import UNDECLARED


class FileType(NamedTuple):
    """`singular` and `plural` name the type in a sentence: "a JPEG", "JPEG files"."""

    content_type: str
    singular: str
    plural: str


JPEG = FileType("image/jpeg", "a JPEG", "JPEG files")
PNG = FileType("image/png", "a PNG", "PNG files")
WEBP = FileType("image/webp", "a WebP", "WebP files")
HEIC = FileType("image/heic", "a HEIC photo", "HEIC files")
AVIF = FileType("image/avif", "an AVIF", "AVIF files")
GIF = FileType("image/gif", "a GIF", "GIF files")
TIFF = FileType("image/tiff", "a TIFF", "TIFF files")
MP4 = FileType("video/mp4", "an MP4 video", "MP4 videos")
MOV = FileType("video/quicktime", "a QuickTime video", "QuickTime videos")
HTML = FileType("text/html", "a web page", "web pages")
SVG = FileType("image/svg+xml", "an SVG drawing", "SVG drawings")
XML = FileType("application/xml", "an XML document", "XML documents")
PDF = FileType("application/pdf", "a PDF document", "PDF documents")
ZIP = FileType("application/zip", "a ZIP archive", "ZIP archives")
PROGRAM = FileType("application/octet-stream", "a program", "programs")

SUPPORTED_TYPES = {each.content_type: each for each in (JPEG, PNG, WEBP, HEIC, AVIF, GIF, TIFF, MP4, MOV)}
SUPPORTED_TYPES["image/heif"] = HEIC
VIDEOS = frozenset({MP4, MOV})
PHOTOS = frozenset(SUPPORTED_TYPES.values()) - VIDEOS

SIGNATURES: tuple[tuple[bytes, FileType], ...] = (
    (rb"\xff\xd8\xff", JPEG),
    (rb"\x89PNG\r\n\x1a\n", PNG),
    (rb"RIFF....WEBP", WEBP),
    (rb"GIF8[79]a", GIF),
    (rb"II[\x2a\x2b]\0|MM\0[\x2a\x2b]", TIFF),
    (rb"....(?:moov|mdat|wide|free|skip)", MOV),
    (rb"%PDF-", PDF),
    (rb"PK(?:\x03\x04|\x05\x06)", ZIP),
    (rb"MZ|\x7fELF|#!", PROGRAM),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*(?=<)(?:<script|.*?<(?:!doctype html|html|head|body)[\s>])", HTML),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*(?=<).*?<svg[\s>]", SVG),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*<\?xml", XML),
)
PATTERNS = tuple((re.compile(pattern, re.DOTALL), file_type) for pattern, file_type in SIGNATURES)
HEAD_BYTES = 1024

# The brands of ISO base media files: https://mp4ra.org/registered-types/brands
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
STILL_BRANDS = frozenset({b"mif1", b"msf1"})


def detect_file_type(head: bytes) -> FileType | None:
    """`head` is the start of a file; 1,024 bytes are enough. None for an unknown type."""
    head = head[:HEAD_BYTES]
    if head[4:8] == b"ftyp":
        return _type_of_brands(head)
    return next((file_type for pattern, file_type in PATTERNS if pattern.match(head)), None)


def brands_of(head: bytes) -> set[bytes]:
    """Returns the brands in the `ftyp` that a file starts with."""
    box_bytes = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[start : start + 4] for start in range(16, box_bytes, 4))}


def _type_of_brands(head: bytes) -> FileType:
    brands = brands_of(head)
    if brands & AVIF_BRANDS:
        return AVIF
    if brands & (HEIC_BRANDS | STILL_BRANDS):
        return HEIC
    return MOV if head[8:12] == b"qt  " else MP4


def verify_file_type(head: bytes, declared_content_type: str) -> FileType:
    """Returns the type by the first bytes of a file. Raises Unreadable unless it is the declared type.

    MP4 and QuickTime count as the same type: a renamed one still plays.
    """
    if not head:
        raise Unreadable(PhotoRejection.EMPTY, "This file is empty.")
    actual, declared = detect_file_type(head), SUPPORTED_TYPES.get(declared_content_type)
    if declared_content_type == UNDECLARED and actual in PHOTOS | VIDEOS:
        return actual
    claimed = declared.singular if declared else "a photo"
    if actual is None:
        raise Unreadable(
            PhotoRejection.NOT_A_PHOTO,
            f"This file was uploaded as {claimed}, but its content is not a supported photo or video.",
        )
    if actual != declared and not {actual, declared} <= VIDEOS:
        code = PhotoRejection.WRONG_TYPE if actual in PHOTOS | VIDEOS else PhotoRejection.NOT_A_PHOTO
        raise Unreadable(code, f"This file was uploaded as {claimed}, but it is {actual.singular}.")
    return actual
