"""Removes locations from a movie: an MP4 or QuickTime file, or a movie inside of a photo.

Allowlists decide about boxes (allowlist.py) and tracks (timed_metadata.py). Samples of location tracks are zeroed, and
data that no track refers to is searched for dashcam records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from media.isobmff import Box
from media.location.isobmff.allowlist import KEPT, TOP_LEVEL
from media.location.isobmff.box_reader import read_boxes
from media.location.isobmff.box_redaction import BoxRedaction
from media.location.isobmff.fragments import TrackFragment, default_sample_bytes, read_fragments
from media.location.isobmff.h264 import redact_recordings
from media.location.isobmff.media_data import erase_records, erase_samples
from media.location.isobmff.redaction import Redaction
from media.location.isobmff.sample_tables import read_sample_table
from media.location.isobmff.timed_metadata import track_contains_location
from media.location.isobmff.tracks import Track, read_track
from media.location.ranges import Range, merge_ranges

H264 = frozenset({b"avc1", b"avc3"})
PICTURES = frozenset({b"vide", b"pict", b"auxv"})
MEDIA = frozenset({b"mdat", b"imda"})


@dataclass(frozen=True)
class Movie:
    """`rest` is the end of the boxes. Tracks and fragments are split by whether they contain a location."""

    boxes: list[Box]
    rest: int
    location_tracks: list[Track]
    other_tracks: list[Track]
    location_fragments: list[TrackFragment]
    other_fragments: list[TrackFragment]


def redact_movie(redaction: Redaction) -> None:
    movie = _read_movie(redaction)
    if _is_playback_at_risk(movie):
        redaction.location_may_remain = True
        return
    locations = _ranges(redaction, movie.location_tracks, movie.location_fragments)
    others = _ranges(redaction, movie.other_tracks, movie.other_fragments)
    media = merge_ranges(Range(box.start, box.end) for box in movie.boxes if box.type in MEDIA)
    if locations is not None and others is not None:
        redaction.protect(others)
        erase_samples(redaction, locations, media)
        erase_records(redaction, media, merge_ranges([*locations, *others]))
        if any(entry.sample_format in H264 for track in movie.other_tracks for entry in track.entries):
            redact_recordings(redaction, others)
    dropped = {each.box for each in movie.location_tracks} | {each.box for each in movie.location_fragments}
    BoxRedaction(redaction, dropped).redact(movie.boxes, TOP_LEVEL)
    redaction.erase(movie.rest, redaction.size_bytes)


def _is_playback_at_risk(movie: Movie) -> bool:
    """Whether removing the location tracks may remove pictures or sound: unnamed tracks, or all picture tracks."""
    location_tracks, others = movie.location_tracks, movie.other_tracks
    has_pictures = any(track.handlers & PICTURES for track in others)
    return any(not track.handlers for track in location_tracks) or (bool(location_tracks) and not has_pictures)


def _read_movie(redaction: Redaction) -> Movie:
    boxes, rest = read_boxes(redaction, 0, redaction.size_bytes, cut_off=KEPT[TOP_LEVEL])
    movies = (box for box in boxes if box.type == b"moov")
    inside = [child for box in movies for child in read_boxes(redaction, box.start, box.end).boxes]
    tracks = [read_track(redaction, box) for box in inside if box.type == b"trak"]
    fragments = _read_fragments(redaction, boxes, inside)
    runs: dict[int, list[Range]] = {}
    for fragment in fragments:
        runs.setdefault(fragment.track_id, []).extend(fragment.ranges)
    location_tracks = [
        track for track in tracks if track_contains_location(redaction, track, runs.get(track.track_id, ()))
    ]
    location_boxes = {track.box for track in location_tracks}
    location_track_ids = {track.track_id for track in location_tracks}
    return Movie(
        boxes=boxes,
        rest=rest,
        location_tracks=location_tracks,
        other_tracks=[track for track in tracks if track.box not in location_boxes],
        location_fragments=[each for each in fragments if each.track_id in location_track_ids],
        other_fragments=[each for each in fragments if each.track_id not in location_track_ids],
    )


def _read_fragments(redaction: Redaction, boxes: Iterable[Box], inside_movie: Iterable[Box]) -> list[TrackFragment]:
    sample_bytes: dict[int, int] = {}
    for mvex in (box for box in inside_movie if box.type == b"mvex"):
        sample_bytes |= default_sample_bytes(redaction, mvex)
    moofs = (box for box in boxes if box.type == b"moof")
    return [fragment for moof in moofs for fragment in read_fragments(redaction, moof, sample_bytes)]


def _ranges(redaction: Redaction, tracks: Iterable[Track], fragments: Iterable[TrackFragment]) -> list[Range] | None:
    """Returns the ranges of samples. None where those of a track can't be located."""
    tables = [read_sample_table(redaction, track) for track in tracks if track.is_self_contained]
    if None in tables:
        return None
    chunks = chain.from_iterable(table.chunk_ranges() for table in tables if table)
    return merge_ranges(chain(chunks, chain.from_iterable(each.ranges for each in fragments)))
