"""What a file is, by its first bytes: its name and the type it was sent with are claims."""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from domain.uploads import UNDECLARED


class Kind(NamedTuple):
    """One kind of file. `one` and `many` are how a sentence names it: "a JPEG", "JPEG files"."""

    content_type: str
    one: str
    many: str


JPEG = Kind("image/jpeg", "a JPEG", "JPEG files")
PNG = Kind("image/png", "a PNG", "PNG files")
WEBP = Kind("image/webp", "a WebP", "WebP files")
HEIC = Kind("image/heic", "a HEIC photo", "HEIC files")
AVIF = Kind("image/avif", "an AVIF", "AVIF files")
GIF = Kind("image/gif", "a GIF", "GIF files")
TIFF = Kind("image/tiff", "a TIFF", "TIFF files")
MP4 = Kind("video/mp4", "an MP4 video", "MP4 videos")
MOV = Kind("video/quicktime", "a QuickTime video", "QuickTime videos")
RAW = Kind("image/x-raw", "a camera's raw file", "raw files")
HTML = Kind("text/html", "a web page", "web pages")
SVG = Kind("image/svg+xml", "an SVG drawing", "SVG drawings")
XML = Kind("application/xml", "an XML document", "XML documents")
PDF = Kind("application/pdf", "a PDF document", "PDF documents")
ZIP = Kind("application/zip", "a ZIP archive", "ZIP archives")
BMP = Kind("image/bmp", "a BMP", "BMP files")
PSD = Kind("image/vnd.adobe.photoshop", "a Photoshop file", "Photoshop files")
PROGRAM = Kind("application/octet-stream", "a program", "programs")

DECLARABLE = {kind.content_type: kind for kind in (JPEG, PNG, WEBP, HEIC, AVIF, GIF, TIFF, MP4, MOV)}
DECLARABLE["image/heif"] = HEIC
VIDEOS = frozenset({MP4, MOV})
PHOTOS = frozenset(DECLARABLE.values()) - VIDEOS

SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (rb"\xff\xd8\xff", JPEG),
    (rb"\x89PNG\r\n\x1a\n", PNG),
    (rb"RIFF....WEBP", WEBP),
    (rb"GIF8[79]a", GIF),
    (rb"II\x2a\0.{4}CR|FUJIFILMCCD-RAW|IIRO|IIU\0", RAW),
    (rb"II[\x2a\x2b]\0|MM\0[\x2a\x2b]", TIFF),
    (rb"....(?:moov|mdat|wide|free|skip)", MOV),
    (rb"%PDF-", PDF),
    (rb"PK(?:\x03\x04|\x05\x06)", ZIP),
    (rb"BM.{4}\0{4}", BMP),
    (rb"8BPS", PSD),
    (rb"MZ|\x7fELF|#!", PROGRAM),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*(?=<)(?:<script|.*?<(?:!doctype html|html|head|body)[\s>])", HTML),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*(?=<).*?<svg[\s>]", SVG),
    (rb"(?i)(?:\xef\xbb\xbf)?\s*<\?xml", XML),
)
PATTERNS = tuple((re.compile(pattern, re.DOTALL), kind) for pattern, kind in SIGNATURES)
HEAD_BYTES = 1024

# The brands of ISO base media files: https://mp4ra.org/registered-types/brands
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
STILL_BRANDS = frozenset({b"mif1", b"msf1"})


def kind_of(head: bytes) -> Kind | None:
    """None when the bytes are of no kind that we can name."""
    head = head[:HEAD_BYTES]
    if head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    return next((kind for pattern, kind in PATTERNS if pattern.match(head)), None)


def _kind_of_brands(head: bytes) -> Kind:
    box_bytes = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major, *(head[start : start + 4] for start in range(16, box_bytes, 4))}
    if major == b"crx ":
        return RAW
    if brands & AVIF_BRANDS:
        return AVIF
    if brands & (HEIC_BRANDS | STILL_BRANDS):
        return HEIC
    return MOV if major == b"qt  " else MP4


def confirm_kind(head: bytes, declared_content_type: str) -> Kind:
    """By the first bytes of a file. Raises Unreadable, with what it is instead, unless it is of the declared type.

    MP4 and QuickTime are one family: whoever renames one to the other has a video that plays.
    """
    if not head:
        raise Unreadable(PhotoRejection.EMPTY, "This file is empty.")
    actual, declared = kind_of(head), DECLARABLE.get(declared_content_type)
    if declared_content_type == UNDECLARED and actual in PHOTOS | VIDEOS:
        return actual
    claim = declared.one if declared else "a photo"
    if actual is None:
        raise Unreadable(
            PhotoRejection.NOT_A_PHOTO, f"This file says it is {claim}, but its content is something else."
        )
    if actual != declared and not {actual, declared} <= VIDEOS:
        code = PhotoRejection.WRONG_TYPE if actual in PHOTOS | VIDEOS else PhotoRejection.NOT_A_PHOTO
        raise Unreadable(code, f"This file says it is {claim}, but it is {actual.one}.")
    return actual
