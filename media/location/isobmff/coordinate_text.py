"""Finds coordinates and location keys in text that programs and cameras write into videos."""

from __future__ import annotations

import re

from media.location.location_fields import is_location_field

MAX_KEY_PARTS = 16
DIRECTION = "direction."
"""`direction.facing` is where the camera pointed."""

COORDINATES = re.compile(
    rb"(?i)"
    # Named: "GPS (13.40, 52.52, 34)", "lat: 52.52", "[latitude : 52.52]", "HOME(E: 13.40, N: 52.52)"
    rb"(?<![a-z])(?:gps|home|lat|lon|lng|long|gps_?latitude|gps_?longitude)[\"']?\s{0,3}[(:=\[][^\d\n]{0,12}\d"
    rb"|(?:gps|latitude|longitude)[^\w\n]{1,6}\d"
    # NMEA 0183: "$GPRMC,", "GNGGA,"
    rb"|[A-Z]{2}(?:RMC|GGA|GLL|GNS),"
    # Dashcams: "$G:2019-12-05 10:00:00-N52.52-E13.40", "A,270519,201555.000,3356.8925,N,08420.2071,W"
    rb"|\$G:|\d{3,5}\.\d+,[NS],"
    # ISO 6709: "+52.5200+013.4050/"
    rb"|[-+]\d{2,6}(?:\.\d+)?[-+]\d{3,7}(?:\.\d+)?(?:[-+]\d+(?:\.\d+)?)?(?:CRS\w+)?/"
    # A pair of decimals with at least four digits, precise to 10 m: "52.5200, 13.4050"
    rb"|(?<![\d.])-?\d{1,2}\.\d{4,}[^\d\n]{1,6}?-?\d{1,3}\.\d{4,}"
    # Degrees: "52°31'12\"N", "N 52 31.2 E 13 24.3", "N52.52 E13.40"
    rb"|\d{1,3}\s?(?:\xc2?\xb0|deg)\s?\d{1,2}(?:[.,]\d+)?\s?(?:'|\xe2\x80)"
    rb"|(?<![a-z])[NS]:?\s?\d{1,2}[ .\xc2\xb0][^\n]{0,24}?(?<![a-z])[EW]:?\s?\d{1,3}[ .\xc2\xb0]"
    rb"|\d[.,]\d+(?:[.,]\d+)?\s?(?:\xc2?\xb0)?\s?[NS](?![a-z])[^\n]{0,6}?\d{1,3}[.,]\d+\s?(?:\xc2?\xb0)?\s?[EW](?![a-z])"
)


def is_location_key(key: bytes) -> bool:
    """Tests every dotted suffix of a key such as `com.apple.quicktime.location.name`."""
    name = key.decode("latin-1")
    parts = name.split(".", MAX_KEY_PARTS)
    return DIRECTION in name or any(is_location_field(".".join(parts[start:])) for start in range(len(parts)))


def contains_coordinates(text: bytes) -> bool:
    """`text` is in any superset of ASCII, or in UTF-16, which is read without its zero bytes."""
    return COORDINATES.search(text.replace(b"\0", b"")) is not None
