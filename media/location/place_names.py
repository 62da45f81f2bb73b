"""Which names of metadata fields stand for a place.

One list for XMP properties, C2PA assertions and the texts of a PNG. It goes by the name alone, whatever namespace it
stands in: programs write these fields under many. Guide: the tags that exiftool files under "Location".
"""

from __future__ import annotations

import re

PLACE_PARTS = re.compile(
    r"gps|latitude|longt?itude|altitude|elevation|coordinate|georef|geograph|geodetic|geoloc|geotag|geohash|geocod|georss"
    r"|sublocation|countr(?:y|ies)(?:$|code|name)|provincestate|stateprovince|provinceorstate|landmark|hometowncity"
    r"|destinationcity|^location|verbatimlocality|celltower|spatialcoverage|addressregion|addresslocality"
)
WHOLE_NAMES = frozenset(
    "lat lon long lng alt latlong latlng latlon city state province county municipality locality worldregion "
    "shotlocation contentlocation locallocationname coverage spatial continent island islandgroup waterbody "
    "footprintwkt pointradiusspatialfit streetaddress postaladdress address place placename".split()
)
NOT_PLACES = re.compile(r"isospeedlatitude|exposurelatitude")
SEPARATORS = re.compile(r"[\s_.\-]+")


def names_place(name: str) -> bool:
    """`name` is without its namespace."""
    plain = SEPARATORS.sub("", name).lower()
    if NOT_PLACES.search(plain):
        return False
    return plain in WHOLE_NAMES or PLACE_PARTS.search(plain) is not None
