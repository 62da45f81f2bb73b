"""Decides by its name whether a metadata field contains a location.

One list for XMP properties, C2PA assertions and PNG texts. Ignores the namespace, since programs write these fields
under many. Follows ExifTool's category Location, which includes the orientation of drones and phones.
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
"""Matched anywhere in the lowercase name without separators."""

LOCATION_WORDS = frozenset(
    "city country countries location county municipality locality continent island islands".split()
)
NAMES = frozenset(
    "lat lon long lng alt latlong latlng latlon state place placename address streetaddress postaladdress postalcode "
    "coverage spatial worldregion ratingregion addressregion shotlocation verbatimdepth verbatimsrs verticaldatum "
    "camreverse".split()
)
NOT_LOCATION = re.compile(
    r"isospeedlatitude|exposurelatitude"  # of film
    r"|subjectlocation"  # within the picture
    r"|ciadr|licensor|^creator"  # the address of an office
)


def is_location_field(name: str) -> bool:
    """`name` has no namespace."""
    plain = SEPARATORS.sub("", name).lower()
    if NOT_LOCATION.search(plain):
        return False
    words = {word.lower() for word in WORD.findall(name)}
    return plain in NAMES or bool(words & LOCATION_WORDS) or PARTS.search(plain) is not None
