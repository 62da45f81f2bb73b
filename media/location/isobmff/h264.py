"""Removes locations from H.264 pictures by camcorders: AVCHD recording data in user data of an SEI message.

Source: ITU-T H.264, §7.3.1 and §D.1.7; ExifTool's H264.pm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from media.location.isobmff.redaction import Redaction
from media.location.ranges import Range

RECORDING_MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
ENTRY_BYTES = 5
LOCATION_TAGS = range(0xB0, 0xCB)
"""The tags of Exif's GPS directory, moved to 0xB0."""

ESCAPE = b"\0\0\3"
"""The last byte is an emulation prevention byte, not content (ITU-T H.264, §7.4.1)."""

FILL = b"\xff"
"""Zeros would need emulation prevention bytes."""

WINDOW_BYTES = 1 << 20
MAX_RECORD_BYTES = 2048


def redact_recordings(redaction: Redaction, samples: Iterable[Range]) -> None:
    """`samples` are in ascending order. Samples in the hole can't be searched: they count as affected if others are."""
    is_found = has_hole = False
    for sample in samples:
        has_hole |= redaction.is_in_hole(*sample)
        for location in _locations(redaction, sample):
            is_found = True
            redaction.write_sample(location.start, FILL * (location.end - location.start))
    redaction.location_may_remain |= is_found and has_hole


def _locations(redaction: Redaction, sample: Range) -> Iterator[Range]:
    for start in range(sample.start, sample.end, WINDOW_BYTES):
        end = min(start + WINDOW_BYTES + MAX_RECORD_BYTES, sample.end)
        window = b"" if redaction.is_in_hole(start, end) else redaction.read(start, end) or b""
        at = window.find(RECORDING_MARK, 0, WINDOW_BYTES + len(RECORDING_MARK) - 1)
        while at >= 0:
            for entry in _location_entries(window, at + len(RECORDING_MARK)):
                yield Range(start + entry.start, start + entry.end)
            at = window.find(RECORDING_MARK, at + 1, WINDOW_BYTES + len(RECORDING_MARK) - 1)


def _location_entries(window: bytes, at: int) -> Iterator[Range]:
    """A count is at `at`. Each entry is a tag and four bytes."""
    content = list(_unescaped(window, at, MAX_RECORD_BYTES))
    count = window[content[0]] if content else 0
    for number in range(count):
        entry = content[1 + number * ENTRY_BYTES : 1 + (number + 1) * ENTRY_BYTES]
        if len(entry) == ENTRY_BYTES and window[entry[0]] in LOCATION_TAGS:
            yield Range(entry[0], entry[-1] + 1)


def _unescaped(window: bytes, start: int, max_bytes: int) -> Iterator[int]:
    """Yields the positions of content bytes."""
    for at in range(start, min(start + max_bytes, len(window))):
        if window[at - 2 : at + 1] != ESCAPE:
            yield at
