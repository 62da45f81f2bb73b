"""Capture times in XMP, IPTC and raw profiles, where Exif has none (issue 15, line 7). ExifTool writes and judges."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from PIL.PngImagePlugin import PngInfo

from domain.rendering import CaptureTime
from media.file_type import detect_file_type
from media.other_dates import other_capture_time
from tests.media.exiftool import edited, tags_of
from tests.media.pictures import encoded, exif, four_corners
from tests.media.rendering import render

SAMPLES = Path(__file__).parent / "samples"
KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "HEIC")
LOCAL = "2026-06-20T15:04:05.000"
WRITTEN = "2026:06:20 15:04:05"
XMP = {
    "XMP-exif:DateTimeOriginal": f"{WRITTEN}+02:00",
    "XMP-photoshop:DateCreated": f"{WRITTEN}+02:00",
    "XMP-xmp:CreateDate": f"{WRITTEN}+02:00",
}
DATE_TIME = "IFD0:ModifyDate"


@cache
def bare(kind: str) -> bytes:
    """Without any date."""
    if kind == "HEIC":
        return edited((SAMPLES / "phone.heic").read_bytes(), "-all=")
    return encoded(four_corners(64, 48), kind)


def with_tags(content: bytes, tags: Iterable[str]) -> bytes:
    return edited(content, *(f"-{tag}" for tag in tags))


def taken(content: bytes) -> CaptureTime | None:
    kind = detect_file_type(content)
    assert kind
    return render(content, kind.content_type).capture_time


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", XMP)
def test_a_date_in_xmp_is_read(kind: str, tag: str) -> None:
    content = with_tags(bare(kind), [f"{tag}={XMP[tag]}"])
    assert WRITTEN in str(tags_of(content))
    assert taken(content) == CaptureTime(LOCAL, 120)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_date_in_iptc_is_read(kind: str) -> None:
    content = with_tags(bare(kind), ["IPTC:DateCreated=2026:06:20", "IPTC:TimeCreated=15:04:05+02:00"])
    assert "15:04:05+02:00" in str(tags_of(content))
    assert taken(content) == CaptureTime(LOCAL, 120)


@pytest.mark.parametrize("kind", KINDS)
def test_exif_precedes_xmp(kind: str) -> None:
    tags = [f"ExifIFD:DateTimeOriginal={WRITTEN}", "ExifIFD:OffsetTime=+01:00"]
    assert taken(with_tags(bare(kind), [*tags, "XMP-xmp:CreateDate=2020:01:01 00:00:00"])) == CaptureTime(LOCAL, 60)


@pytest.mark.parametrize("kind", KINDS)
def test_the_only_date_counts_where_gps_confirms_it(kind: str) -> None:
    changed = with_tags(bare(kind), [f"{DATE_TIME}={WRITTEN}"])
    assert taken(changed) is None
    gps = ["GPS:GPSDateStamp=2026:06:20", "GPS:GPSTimeStamp=13:03:45"]
    assert taken(with_tags(changed, gps)) == CaptureTime(LOCAL, 120, -7220)
    later = ["GPS:GPSDateStamp=2026:06:18", "GPS:GPSTimeStamp=13:03:45"]
    assert taken(with_tags(changed, later)) is None


@pytest.mark.parametrize("end", ["", "\0", "\n\0"])
@pytest.mark.parametrize("name", ["exif", "APP1", "xmp", "iptc"])
def test_a_raw_profile_of_imagemagick_is_read(name: str, end: str) -> None:
    packet = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp='
        b'"http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>2026-06-20T15:04:05+02:00</xmp:CreateDate></rdf:Description>'
        b"</rdf:RDF>"
    )
    block = b"Exif\0\0" + exif(1, taken=WRITTEN, offset="+02:00").tobytes().removeprefix(b"Exif\0\0")
    datasets = b"\x1c\x02\x37\0\x0820260620\x1c\x02\x3c\0\x0b150405+0200"
    resource = b"8BIM\x04\x04\0\0" + len(datasets).to_bytes(4) + datasets + b"\0" * (len(datasets) % 2)
    profile = {"exif": block, "APP1": block, "xmp": packet, "iptc": resource}[name]
    info = PngInfo()
    info.add_text(f"Raw profile type {name}", f"\n{name}\n{len(profile):8}\n{profile.hex()}{end}", zip=True)
    assert taken(encoded(four_corners(64, 48), "PNG", pnginfo=info)) == CaptureTime(LOCAL, 120)


@pytest.mark.parametrize(
    "xmp",
    [
        b"",
        b"no XML",
        b'<?xml version="1.0" encoding="no-such"?><r/>',
        b'<?xml version="1.0" encoding="shift_jis"?><r/>',
        b'<!DOCTYPE r [<!ENTITY d "2026-06-20T15:04:05">]>'
        b'<r xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="&d;"/>',
        b'<r xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2026-06-20"/>',
        b'<r xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2026-02-30T15:04:05"/>',
        b'<a xmlns:xmp="http://ns.adobe.com/xap/1.0/"><b><c><d>'
        b'<e xmp:CreateDate="2026-06-20T15:04:05"/></d></c></b></a>',
    ],
)
def test_what_tells_no_time_of_the_photo_is_none(xmp: bytes) -> None:
    assert other_capture_time(xmp, b"") is None


def test_seconds_may_be_missing_or_broken_off() -> None:
    packet = b'<r xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:DateTimeOriginal="%s"/>'
    assert other_capture_time(packet % b"2026-06-20T15:04Z", b"") == CaptureTime("2026-06-20T15:04:00.000", 0)
    assert other_capture_time(packet % b"2026-06-20T15:04:05.25", b"") == CaptureTime("2026-06-20T15:04:05.250")
