"""Decides which tracks of a movie contain a location, as cameras, drones and phones record them.

An allowlist: a track that is neither played nor known is removed, since makers use proprietary formats (GoPro's `gpmd`,
Sony's `rtmd`, DJI's `djmd`, `camm`, and so on).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

from media.isobmff import child_contents
from media.location.isobmff.coordinate_text import contains_coordinates, is_location_key
from media.location.isobmff.redaction import Redaction
from media.location.isobmff.sample_tables import read_sample_table
from media.location.isobmff.tracks import SampleEntry, Track
from media.location.ranges import Range

PLAYED = frozenset({b"vide", b"soun", b"auxv", b"pict", b"subp", b"clcp", b"tmcd", b"hint", b"odsm", b"sdsm"})
"""Handlers of pictures, sound, captions and time codes."""

TEXT = frozenset({b"text", b"sbtl", b"subt"})
TEXT_FORMATS = frozenset({b"tx3g", b"text"})
"""Samples have a length of two bytes, the text, then style boxes."""

OTHER_TEXT_FORMATS = frozenset({b"wvtt", b"stpp", b"sbtt", b"stxt", b"c608", b"c708"})
MAX_TEXT_SAMPLES = 200_000
MAX_TEXT_BYTES = 4 << 20

APPLE = b"com.apple.quicktime."
APPLE_KEYS = (APPLE, b"live-photo-")
"""Prefixes of Apple's keys, in the namespaces `mdta` and `fiel`."""

MOTION_PHOTO = frozenset({b"application/motionphoto-image-meta", b"application/microvideo-image-meta"})
"""They contain which frame the still is. https://developer.android.com/media/platform/motion-photo-format"""


def track_contains_location(redaction: Redaction, track: Track, runs: Iterable[Range]) -> bool:
    """True also for what can't be read. `runs` are the samples in fragments."""
    if track.handlers and track.handlers <= PLAYED:
        return False
    if track.handlers and track.handlers <= TEXT:
        return not _is_plain_text(redaction, track, runs)
    return not track.entries or not all(_is_harmless(entry) for entry in track.entries)


def _is_harmless(entry: SampleEntry) -> bool:
    if entry.sample_format == b"mebx":
        tables = [content for box_type, content in child_contents(entry.content) if box_type == b"keys"]
        keys = [key for table in tables for key in _mebx_keys(table)]
        return bool(keys) and all(key.startswith(APPLE_KEYS) and not is_location_key(key) for key in keys)
    if entry.sample_format == b"mett":
        return bool(MOTION_PHOTO & set(entry.content.split(b"\0")))
    return entry.sample_format == b"tmcd"


def _mebx_keys(content: bytes) -> Iterable[bytes]:
    """Yields keys without their namespace of four bytes (QuickTime File Format, "Timed Metadata Media")."""
    for _, key in child_contents(content):
        yield from (value[4:] for box_type, value in child_contents(key) if box_type == b"keyd")


def _is_plain_text(redaction: Redaction, track: Track, runs: Iterable[Range]) -> bool:
    formats = {entry.sample_format for entry in track.entries}
    table = read_sample_table(redaction, track)
    is_known = formats <= TEXT_FORMATS | OTHER_TEXT_FORMATS and track.is_self_contained
    if not is_known or table is None or table.sample_count > MAX_TEXT_SAMPLES:
        return False
    unread_bytes = MAX_TEXT_BYTES
    for sample, is_run in chain(zip(table.sample_ranges(), repeat(False)), zip(runs, repeat(True))):
        unread_bytes -= sample.end - sample.start
        if unread_bytes < 0 or redaction.is_in_hole(*sample):
            return False
        text = redaction.read(*sample) or b""
        is_framed = is_run or not formats & TEXT_FORMATS or _is_framed_text(text)
        if not is_framed or contains_coordinates(text):
            return False
    return True


def _is_framed_text(sample: bytes) -> bool:
    """Dashcams write binary records and encrypted text into tracks that are declared as text."""
    length = int.from_bytes(sample[:2], "big")
    text = sample[2 : 2 + length]
    if len(text) < length:
        return False
    try:
        decoded = text.decode("utf-16" if text[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t" for character in decoded)
