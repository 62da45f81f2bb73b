"""Makes real files with real encoders for the tests of `media`."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

Colour = tuple[int, int, int]
CORNERS: dict[tuple[str, str], Colour] = {
    ("top", "left"): (200, 30, 30),
    ("top", "right"): (30, 160, 30),
    ("bottom", "left"): (30, 30, 200),
    ("bottom", "right"): (220, 200, 40),
}
OPPOSITE = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}

# The sides of the scene where the file's row 0 and column 0 are, by orientation (Exif 3.0, tag 0x0112).
ROW_AND_COLUMN = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


def four_corners(width: int, height: int, orientation: int = 1) -> Image.Image:
    """A scene of `width` x `height` with a colour in each quarter, stored in `orientation`."""
    row, column = ROW_AND_COLUMN[orientation]
    if orientation >= 5:
        width, height = height, width
    stored = Image.new("RGB", (width, height))
    for below, vertical in enumerate((row, OPPOSITE[row])):
        for right, horizontal in enumerate((column, OPPOSITE[column])):
            colour = CORNERS.get((vertical, horizontal)) or CORNERS[horizontal, vertical]
            half = width // 2, height // 2
            left, upper = right * half[0], below * half[1]
            stored.paste(colour, (left, upper, left + half[0], upper + half[1]))
    return stored


def corners_of(body: bytes) -> dict[tuple[str, str], Colour]:
    """Returns the colours in the middle of the four quarters of an encoded picture."""
    picture = opened(body).convert("RGB")
    across = {"left": picture.width // 4, "right": picture.width * 3 // 4}
    down = {"top": picture.height // 4, "bottom": picture.height * 3 // 4}
    return {corner: colour_at(picture, across[corner[1]], down[corner[0]]) for corner in CORNERS}


def colour_at(picture: Image.Image, x: int, y: int) -> Colour:
    red, green, blue = picture.convert("RGB").crop((x, y, x + 1, y + 1)).tobytes()
    return red, green, blue


def opened(body: bytes) -> Image.Image:
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


def encoded(picture: Image.Image, format_name: str, **options: object) -> bytes:
    body = BytesIO()
    picture.save(body, format_name, **options)
    return body.getvalue()


@cache
def jpeg(width: int = 640, height: int = 480) -> bytes:
    return encoded(four_corners(width, height), "JPEG", quality=90)


@cache
def png(width: int = 640, height: int = 480) -> bytes:
    return encoded(four_corners(width, height), "PNG")


@cache
def webp(width: int = 640, height: int = 480) -> bytes:
    return encoded(four_corners(width, height), "WEBP", quality=90)


def exif(orientation: int = 1, **details: str | dict[int, object]) -> Image.Exif:
    """An Exif block; `details` are the tags of its Exif directory by name: `taken`, `subsecond`, `offset`..."""
    tags = {
        "taken": 0x9003,
        "subsecond": 0x9291,
        "offset": 0x9011,
        "digitized": 0x9004,
        "owner": 0xA430,
        "serial": 0xA431,
    }
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x8769] = {tags[name]: value for name, value in details.items()}
    return block


def png_text(key: str, text: str) -> PngInfo:
    info = PngInfo()
    info.add_itxt(key, text, zip=True)
    return info


def png_header(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG of 8-bit RGB that claims a size, with any compressed pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def png_with_chunk(kind: bytes, content: bytes) -> bytes:
    """A good PNG with one more chunk before its pixels."""
    whole = png()
    after_header = 8 + 25
    return whole[:after_header] + _chunk(kind, content) + whole[after_header:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def scan_bomb(scans: int) -> bytes:
    """A small progressive JPEG whose fourth scan comes `scans` times, each over all of its twelve megapixels."""
    good = encoded(Image.new("RGB", (4000, 3000), "teal"), "JPEG", progressive=True)
    starts = [at for at in range(len(good)) if good.startswith(b"\xff\xda", at)]
    # From one scan to the next are its tables and its pixels; a later table replaces an earlier one.
    return good[: starts[4]] + good[starts[3] : starts[4]] * scans + good[starts[4] :]
