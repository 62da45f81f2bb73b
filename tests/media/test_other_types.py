"""Photos and videos that are not supported are rejected by name, however they are declared. Made by their encoders."""

from __future__ import annotations

import struct
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from domain.uploads import UNDECLARED
from tests.media.heif_files import HeifFile, Item, ispe
from tests.media.pictures import encoded, four_corners, jpeg
from tests.media.rendering import render
from tests.media.tiff_files import LONG, SHORT, UNDEFINED, Field, Order, structure

RAW = (PhotoRejection.RAW_FILE, "This is a raw file. Export it as JPEG.")
SMALL = four_corners(64, 48)


def refusal(content: bytes, declared: str = UNDECLARED) -> tuple[PhotoRejection, str]:
    with pytest.raises(Unreadable) as refused:
        render(content, declared)
    return refused.value.rejection


@cache
def by_ffmpeg(filename: str, *options: str) -> bytes:
    with TemporaryDirectory() as folder:
        made = Path(folder) / filename
        source = ("-f", "lavfi", "-i", "testsrc2=size=352x288:rate=25")
        command = [get_ffmpeg_exe(), "-y", "-v", "error", *source, "-frames:v", "3", *options, str(made)]
        subprocess.run(command, check=True)
        return made.read_bytes()


def directory(**tags: int) -> dict[int, Field]:
    numbers = {"compression": 0x0103, "photometric": 0x0106, "width": 0x0100, "height": 0x0101}
    return {numbers[name]: Field(SHORT, (value,)) for name, value in tags.items()}


def tiff_raw(kind: str, order: Order = "little") -> bytes:
    """The directories of a maker's files: a thumbnail that TIFF readers open, and what only raw files have."""
    thumbnail = directory(width=160, height=120, compression=1, photometric=2)
    sensor = {
        "NEF": directory(width=8256, height=5504, compression=34713, photometric=32803),
        "ARW": directory(width=6048, height=4024, compression=32767, photometric=32803),
        "SRW": directory(width=6480, height=4320, compression=32770, photometric=32803),
    }
    if kind == "PEF":
        return structure(directory(width=6080, height=4032, compression=65535, photometric=32803), order=order)
    if kind == "DNG":
        return structure(thumbnail | {0xC612: Field(UNDEFINED, b"\1\4\0\0")}, order=order)
    if kind == "second page":
        return structure(thumbnail, sensor["NEF"], order=order)
    return structure(thumbnail | {0x014A: Field(LONG, (sensor[kind],))}, order=order)


@pytest.mark.parametrize("declared", [UNDECLARED, "image/tiff", "image/jpeg", "image/heic"])
@pytest.mark.parametrize("kind", ["NEF", "ARW", "SRW", "PEF", "DNG", "second page"])
def test_a_raw_file_that_is_a_tiff_is_named(kind: str, declared: str) -> None:
    for order in ("little", "big"):
        assert refusal(tiff_raw(kind, order), declared) == RAW


@pytest.mark.parametrize(
    "head",
    [
        b"II*\0\x10\0\0\0CR\x02\0",  # Canon's CR2
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",  # CR3
        b"II\x1a\0\0\0HEAPCCDR",  # CRW
        b"FUJIFILMCCD-RAW 0201FF383501",
        b"IIRO\x08\0\0\0",  # Olympus
        b"IIRS\x08\0\0\0",
        b"MMOR\0\0\0\x08",
        b"IIU\0\x18\0\0\0",  # Panasonic
        b"\0MRM\0\0\0\0",  # Minolta
        b"FOVb\0\0\2\0",  # Sigma
    ],
)
def test_a_raw_file_with_a_signature_of_its_own_is_named(head: bytes) -> None:
    for declared in (UNDECLARED, "image/jpeg", "video/mp4"):
        assert refusal(head + bytes(200), declared) == RAW


def test_the_tiffs_of_scanners_and_editors_are_not_raw() -> None:
    for options in ({}, {"compression": "tiff_lzw"}, {"save_all": True, "append_images": [SMALL]}):
        assert render(encoded(SMALL, "TIFF", **options), "image/tiff").width == 64


@pytest.mark.parametrize(
    ("filename", "options", "name"),
    [
        ("a.jp2", ("-frames:v", "1", "-c:v", "libopenjpeg"), "a JPEG 2000"),
        ("a.j2k", ("-frames:v", "1", "-c:v", "jpeg2000", "-f", "image2"), "a JPEG 2000"),
        ("a.jls", ("-frames:v", "1", "-c:v", "jpegls", "-f", "image2"), "a JPEG-LS"),
        ("a.jpg", ("-frames:v", "1", "-pix_fmt", "yuvj420p", "-c:v", "ljpeg"), "a lossless JPEG"),
        ("a.exr", ("-frames:v", "1"), "an OpenEXR"),
        ("a.bmp", ("-frames:v", "1"), "a BMP"),
        ("a.ppm", ("-frames:v", "1"), "a Netpbm"),
    ],
)
def test_other_photos_are_named(filename: str, options: tuple[str, ...], name: str) -> None:
    sentence = f"This is {name}, which is not supported. Export it as a normal JPEG."
    for declared in (UNDECLARED, "image/jpeg"):
        assert refusal(by_ffmpeg(filename, *options), declared) == (PhotoRejection.UNSUPPORTED_FORMAT, sentence)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\x0a\xfa\x7f\x01\x90\x08\x06\x01", "a JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ", "a JPEG XL"),
        (b"8BPS\0\1" + bytes(20), "a Photoshop file"),
        (
            HeifFile([Item(b"vvc1", [b"x"], [ispe(8, 8)])], major_brand=b"vvic", brands=b"mif1vvic").build(),
            "a VVC photo",
        ),
        (jpeg(64, 48).replace(b"\xff\xc0\0\x11\x08", b"\xff\xc1\0\x11\x0c"), "a JPEG of more than 8 bits"),
    ],
)
def test_photos_that_no_encoder_here_writes_are_named(content: bytes, name: str) -> None:
    assert refusal(content)[1] == f"This is {name}, which is not supported. Export it as a normal JPEG."


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("a.mkv", "a Matroska or WebM video"),
        ("a.webm", "a Matroska or WebM video"),
        ("a.avi", "an AVI video"),
        ("a.wmv", "a Windows Media video"),
        ("a.ts", "an AVCHD or MPEG-TS video"),
        ("a.m2ts", "an AVCHD or MPEG-TS video"),
        ("a.mpg", "an MPEG video"),
        ("a.flv", "a Flash video"),
    ],
)
def test_other_videos_are_named(filename: str, name: str) -> None:
    sentence = f"This is {name}, which is not supported. Export it as MP4 with H.264."
    for declared in (UNDECLARED, "video/mp4"):
        assert refusal(by_ffmpeg(filename), declared) == (PhotoRejection.UNSUPPORTED_VIDEO, sentence)


@pytest.mark.parametrize(
    ("filename", "encoder", "name"),
    [
        ("a.3gp", "h263", "H.263"),
        ("a.mp4", "libvvenc", "VVC (H.266)"),
        ("a.mov", "qtrle", "QuickTime Animation"),
        ("a.mov", "cfhd", "CineForm"),
    ],
)
def test_the_encoding_of_a_video_is_named(filename: str, encoder: str, name: str) -> None:
    content = by_ffmpeg(filename, "-c:v", encoder)
    sentence = f"This video is encoded as {name}, which is not supported. Export it as MP4 with H.264."
    assert refusal(content, "video/mp4") == (PhotoRejection.UNSUPPORTED_VIDEO, sentence)


def test_directories_in_a_circle_end() -> None:
    circle = b"II*\0" + struct.pack("<I", 8) + struct.pack("<HHHIII", 1, 0x014A, 4, 1, 8, 8)
    assert refusal(circle, "image/tiff")[0] in (PhotoRejection.TOO_MANY_PAGES, PhotoRejection.DAMAGED)
