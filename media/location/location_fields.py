"""Which names of metadata fields stand for a place.

One list for XMP properties, C2PA assertions and the texts of a PNG. It goes by the name alone, whatever namespace it
stands in: programs write these fields under many. The guide is the category that ExifTool calls Location, which
includes how a drone or a phone was held there.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SEPARATORS = re.compile(r"[\s_.\-]+")
PARTS = re.compile(
    r"gps|latitude|longt?itude|altitude|elevation|coordinate|footprint|sublocation|landmark|waterbody|celltower"
    r"|geo(?:cod|detic|graph|hash|loc|point|ref|rss|tag)|provinc|spatial(?:coverage|fit)|depthinmeters|abovesurface"
    r"|^(?:location|earthpos|flight|gimbal|rtk)|^(?:position|rotation)[wxyz]$"
)
"""Within a name in small letters, without separators."""

LOCATION_WORDS = frozenset(
    "city country countries location county municipality locality continent island islands".split()
)
NAMES = frozenset(
    "lat lon long lng alt latlong latlng latlon state place placename address streetaddress postaladdress postalcode "
    "coverage spatial worldregion ratingregion addressregion shotlocation verbatimdepth verbatimsrs verticaldatum "
    "camreverse".split()
)
NOT_LOCATION = re.compile(
    r"isospeedlatitude|exposurelatitude"  # of a film
    r"|subjectlocation"  # within the picture
    r"|ciadr|licensor|^creator"  # where an office is
)


def is_location_field(name: str) -> bool:
    """`name` is without its namespace."""
    plain = SEPARATORS.sub("", name).lower()
    if NOT_LOCATION.search(plain):
        return False
    words = {word.lower() for word in WORD.findall(name)}
    return plain in NAMES or bool(words & LOCATION_WORDS) or PARTS.search(plain) is not None
