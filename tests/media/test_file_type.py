from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from domain import uploads
from domain.rendering import Unreadable
from domain.uploads import UNDECLARED
from media.file_type import (
    HEAD_BYTES,
    HEIC,
    JPEG,
    PHOTOS,
    PNG,
    VIDEOS,
    WEBP,
    FileType,
    detect_file_type,
    verify_file_type,
)
from tests.media.pictures import encoded, four_corners, jpeg, png, webp
from tests.media.rendering import render

ISO = b"\0\0\0\x20ftyp"
SMALL = four_corners(16, 16)


def still(major: bytes, *compatible: bytes) -> bytes:
    brands = b"".join(compatible)
    return (16 + len(brands)).to_bytes(4) + b"ftyp" + major + bytes(4) + brands + b"\0\0\0\x08mdat"


@pytest.mark.parametrize(
    ("head", "one"),
    [
        (encoded(SMALL, "GIF"), "a GIF"),
        (encoded(SMALL, "TIFF"), "a TIFF"),
        (encoded(SMALL, "AVIF"), "an AVIF"),
        (still(b"heic", b"mif1", b"heic"), "a HEIC photo"),
        (still(b"mif1", b"mif1", b"heic"), "a HEIC photo"),
        (still(b"mif1", b"avif", b"miaf"), "an AVIF"),
        (still(b"isom", b"iso2", b"avc1", b"mp41"), "an MP4 video"),
        (still(b"qt  ", b"qt  "), "a QuickTime video"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x14\0", "a ZIP archive"),
        (b"MZ\x90\0", "a program"),
        (b"#!/bin/sh\n", "a program"),
        (b"  \n<!DOCTYPE HTML>\n<title>", "a web page"),
        (b"\xef\xbb\xbf<HTML lang=en>", "a web page"),
        (b"<!-- hello --><html>", "a web page"),
        (b"<script>alert(1)</script>", "a web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">', "an SVG drawing"),
        (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>', "an SVG drawing"),
        (b'<?xml version="1.0"?><note/>', "an XML document"),
    ],
)
def test_the_rejection_names_the_actual_type(head: bytes, one: str) -> None:
    with pytest.raises(Unreadable) as refused:
        verify_file_type(head, "image/jpeg")
    assert str(refused.value) == f"This file was uploaded as a JPEG, but it is {one}."


@pytest.mark.parametrize("content", [b"hello", b"\0" * 100, b"\xff\xd8", b"RIFF\0\0\0\0WAVE", b"<" * 5000])
def test_a_file_of_unknown_type_is_rejected(content: bytes) -> None:
    with pytest.raises(Unreadable, match="This file was uploaded as a PNG, but its content is not a supported"):
        verify_file_type(content, "image/png")


def test_photos_are_known_by_their_content() -> None:
    assert [detect_file_type(photo) for photo in (jpeg(), png(), webp())] == [JPEG, PNG, WEBP]


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("image/heic", still(b"heic", b"mif1")),
        ("image/heif", still(b"mif1", b"heic")),
        ("video/mp4", still(b"mp42", b"isom")),
        ("video/quicktime", still(b"qt  ")),
        ("video/mp4", still(b"qt  ")),
        ("video/quicktime", still(b"mp42", b"isom")),
    ],
)
def test_a_file_with_only_a_signature_is_rejected(content_type: str, content: bytes) -> None:
    with pytest.raises(Unreadable, match="incomplete"):
        render(content, content_type)


@pytest.mark.parametrize("kind", sorted(PHOTOS | VIDEOS))
def test_every_readable_type_may_be_uploaded(kind: FileType) -> None:
    assert kind.content_type in uploads.ALLOWED_EXTENSIONS


def test_an_upload_without_a_type_is_detected_by_content() -> None:
    assert verify_file_type(jpeg(), UNDECLARED) == JPEG
    assert verify_file_type(still(b"heic", b"mif1"), UNDECLARED) == HEIC
    assert render(png(), UNDECLARED).content_type == "image/png"
    for other in (b"<!doctype html><html>", b"PK\x03\x04"):
        with pytest.raises(Unreadable, match="This file was uploaded as a photo, but it is"):
            verify_file_type(other, UNDECLARED)


def test_an_undeclared_type_is_rejected_with_a_sentence() -> None:
    with pytest.raises(Unreadable, match="This file was uploaded as a photo, but it is a JPEG"):
        verify_file_type(jpeg(), "application/x-requeued-of")


def test_only_the_head_of_a_file_decides() -> None:
    assert detect_file_type(b"<" + b" " * HEAD_BYTES + b"<html>") is None


def test_the_head_of_a_pillow_file_is_enough_to_detect_it() -> None:
    for format_name, kind in (("JPEG", JPEG), ("PNG", PNG), ("WEBP", WEBP)):
        body = BytesIO()
        Image.effect_noise((640, 480), 90).convert("RGB").save(body, format_name)
        assert detect_file_type(body.getvalue()[:HEAD_BYTES]) == kind
