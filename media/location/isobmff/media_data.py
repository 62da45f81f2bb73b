"""Erases from `mdat` the samples of location tracks, and location records that no track refers to.

Dashcams write such records between the samples of tracks, where players never look.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from media.location.isobmff.redaction import Redaction
from media.location.ranges import Range, gaps

LOCATION_RECORD = re.compile(
    rb"freeGPS |LIGOGPSINFO|GP\x06\0\0|GPSDATA--|8db42d694ccc418790edff439fe026bf|\$G[A-Z](?:RMC|GGA),"
)
"""Novatek and others, LigoGPS, GoPro's telemetry, Kenwood, Insta360's trailer, NMEA 0183."""

MAX_RECORD_BYTES = 64
CHUNK_BYTES = 1 << 20


def erase_samples(redaction: Redaction, samples: Iterable[Range], media: Sequence[Range]) -> None:
    """`media` are the ranges of `mdat`. A sample outside of them is not erased."""
    for sample in samples:
        start, end = min(sample.start, redaction.size_bytes), min(sample.end, redaction.size_bytes)
        index = bisect_right(media, start, key=lambda each: each.start) - 1
        if start < end and (index < 0 or end > media[index].end):
            redaction.location_may_remain = True
        else:
            redaction.erase(start, end)


def erase_records(redaction: Redaction, media: Sequence[Range], referenced: Sequence[Range]) -> None:
    """Erases whole gaps between samples that contain a record; if there is one, also the gaps in the hole."""
    unreferenced = [gap for gap in gaps(media, referenced) if gap.end - gap.start >= MAX_RECORD_BYTES]
    in_hole = [gap for gap in unreferenced if redaction.is_in_hole(*gap)]
    recorded = [gap for gap in unreferenced if gap not in in_hole and _contains_record(redaction, gap)]
    for gap in recorded + (in_hole if recorded else []):
        redaction.erase(*gap)


def _contains_record(redaction: Redaction, gap: Range) -> bool:
    for at in range(gap.start, gap.end, CHUNK_BYTES):
        chunk = redaction.read(at, min(at + CHUNK_BYTES + MAX_RECORD_BYTES, gap.end)) or b""
        if LOCATION_RECORD.search(chunk):
            return True
    return False
