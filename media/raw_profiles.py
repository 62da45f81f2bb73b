"""Metadata of a PNG in hexadecimal text ("Raw profile type exif"), as ImageMagick writes it.

Some of its versions end the text with a NUL, for which Pillow takes the whole for damaged.
"""

from __future__ import annotations

from typing import Any, NamedTuple

PREFIX = "Raw profile type "
EXIF_MARK, XMP_MARK = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
IPTC_RESOURCE = b"8BIM\x04\x04\0\0"
MAX_CHARACTERS = 8 << 20


class RawProfiles(NamedTuple):
    """Empty where there is none."""

    xmp: bytes = b""
    iptc: bytes = b""


def take_raw_profiles(info: dict[Any, Any]) -> RawProfiles:
    """Takes them out of the `info` of an image, and puts the Exif block where Pillow has that of other files."""
    xmp = iptc = b""
    for name in [name for name in info if isinstance(name, str) and name.startswith(PREFIX)]:
        profile = _profile(info.pop(name))
        kind = name.removeprefix(PREFIX).lower()
        if profile.startswith(XMP_MARK):
            xmp = profile.removeprefix(XMP_MARK)
        elif kind == "xmp":
            xmp = profile
        elif kind in ("iptc", "8bim"):
            iptc = _datasets(profile)
        elif kind in ("exif", "app1") and profile:
            info.setdefault("exif", EXIF_MARK + profile.removeprefix(EXIF_MARK))
    return RawProfiles(xmp, iptc)


def _profile(text: object) -> bytes:
    """Name, size and hexadecimal digits are on lines of their own."""
    parts = str(text)[:MAX_CHARACTERS].split(maxsplit=2)
    try:
        return bytes.fromhex(parts[2].replace("\0", ""))
    except (IndexError, ValueError):
        return b""


def _datasets(profile: bytes) -> bytes:
    """Those of the image resource, in which programs wrap them, or as they are."""
    start = profile.find(IPTC_RESOURCE)
    if start < 0:
        return profile
    at = start + len(IPTC_RESOURCE)
    return profile[at + 4 : at + 4 + int.from_bytes(profile[at : at + 4], "big")]
