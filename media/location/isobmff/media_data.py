"""What stands in `mdat`: the samples of tracks that tell a place, and what no track refers to.

Dashcams leave their records between the samples of the tracks, where players never come.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from media.location.isobmff.redaction import Redaction
from media.location.ranges import Range, gaps

RECORD = re.compile(rb"freeGPS |LIGOGPSINFO|GP\x06\0\0|GPSDATA--|8db42d694ccc418790edff439fe026bf|\$G[A-Z](?:RMC|GGA),")
"""Novatek and others, LigoGPS, GoPro's telemetry, Kenwood, Insta360's trailer, NMEA 0183."""

MAX_RECORD_BYTES = 64
CHUNK_BYTES = 1 << 20


def erase_samples(redaction: Redaction, samples: Iterable[Range], media: Sequence[Range]) -> None:
    """`media` is where samples may be. One that is said to be elsewhere is left alone."""
    for sample in samples:
        start, end = min(sample.start, redaction.size_bytes), min(sample.end, redaction.size_bytes)
        place = bisect_right(media, start, key=lambda each: each.start) - 1
        if start < end and (place < 0 or end > media[place].end):
            redaction.location_may_remain = True
        else:
            redaction.erase(start, end)


def erase_records(redaction: Redaction, media: Sequence[Range], referenced: Sequence[Range]) -> None:
    """Whole gaps between samples that hold a record. The unseen ones go if any that was seen holds one."""
    unreferenced = [gap for gap in gaps(media, referenced) if gap.end - gap.start >= MAX_RECORD_BYTES]
    unseen = [gap for gap in unreferenced if redaction.is_in_hole(*gap)]
    recorded = [gap for gap in unreferenced if gap not in unseen and _holds_record(redaction, gap)]
    for gap in recorded + (unseen if recorded else []):
        redaction.erase(*gap)


def _holds_record(redaction: Redaction, gap: Range) -> bool:
    for at in range(gap.start, gap.end, CHUNK_BYTES):
        chunk = redaction.read(at, min(at + CHUNK_BYTES + MAX_RECORD_BYTES, gap.end)) or b""
        if RECORD.search(chunk):
            return True
    return False
