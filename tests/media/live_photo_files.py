"""Makes the files of Live Photos, as an iPhone writes them."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from PIL import Image

from tests.media import exiftool
from tests.media.pictures import encoded, four_corners

IDENTIFIER = "6B29FC40-CA47-1067-B31D-00DD010662DA"
SAMPLES = Path(__file__).parent / "samples"


def maker_note(identifier: str, order: str = ">") -> bytes:
    """Apple's, with the run time and the content identifier."""
    text = identifier.encode() + b"\0"
    head = b"Apple iOS\0\0\1" + (b"MM" if order == ">" else b"II")
    start = len(head) + 2 + 2 * 12 + 4
    directory = struct.pack(f"{order}HHHII", 2, 0x0001, 9, 1, 14)
    directory += struct.pack(f"{order}HHIII", 0x0011, 2, len(text), start, 0)
    return head + directory + text


def jpeg(identifier: str | bytes = IDENTIFIER) -> bytes:
    """The identifier, or a whole maker note."""
    note = identifier if isinstance(identifier, bytes) else maker_note(identifier)
    block = Image.Exif()
    block[0x010F], block[0x0110] = "Apple", "iPhone 16 Pro"
    block[0x8769] = {0x9003: "2026:06:20 15:04:05", 0x9011: "+02:00", 0x927C: note}
    return encoded(four_corners(640, 480), "JPEG", exif=block)


@cache
def heic(identifier: str = IDENTIFIER) -> bytes:
    sample = (SAMPLES / "phone.heic").read_bytes()
    return exiftool.edited(sample, "-tagsfromfile", "@source", "-MakerNotes", source=jpeg(identifier))


@cache
def mov(identifier: str = IDENTIFIER) -> bytes:
    sample = (SAMPLES / "phone.mov").read_bytes()
    return exiftool.edited(sample, f"-Keys:ContentIdentifier={identifier}")
