"""Whose photos are these? The proposal is a function of what is known of the photos, whatever order they came in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from domain.codes import EVERYBODY_CARD
from domain.sorting.alignment import Runs, shifts
from domain.sorting.borrowing import SharedTimeline, borrowed
from domain.sorting.cutting import DraftSeries, cut, is_card
from domain.sorting.doubts import all_doubts
from domain.sorting.families import Families
from domain.sorting.questions import open_questions
from domain.sorting.records import Codes, Corrections, Proposal, Question, Series, SortablePhoto
from domain.sorting.streams import Stream, streams_of

MIN_UNREAD_CARDS = 3
"""So many cards that nobody can read make a camera one with cards. Fewer may be posters."""

MIN_CAMERA_PHOTOS = 50
"""A second stream with fewer is a part of the first, after its clock was set back. With more, it is a second camera."""


def propose(
    photos: Iterable[SortablePhoto],
    *,
    known_codes: Collection[str],
    corrections: Corrections,
    clock_offsets: Mapping[str, int],
    groups: Mapping[str, str],
) -> Proposal:
    """Returns the series of an event, whose they are, and what the photographer should look at.

    `known_codes` are the access codes that are open now, in the order of the names list. `clock_offsets` are those
    that the photographer has set, by camera. `groups` has the family name or group of codes that have one.
    An event without cards has neither series nor questions.
    """
    by_name = {photo.filename: photo for photo in photos}
    all_photos = [by_name[name] for name in sorted(by_name)]
    known = frozenset(known_codes)
    runs = {stream.name: cut(stream, known, corrections) for stream in _streams(all_photos, corrections)}
    runs = {name: run for name, run in runs.items() if run}
    carded = _with_cards(runs)
    plain = {name: run for name, run in runs.items() if name not in carded}
    series: list[Series] = []
    questions: list[Question] = []
    if any(draft.codes for run in carded.values() for draft in run):
        aligned = shifts(carded, clock_offsets.keys())
        timeline = SharedTimeline(carded, aligned)
        series = [_finished(draft) for run in carded.values() for draft in run]
        series += [_finished(draft) for run in plain.values() for draft in borrowed(run, timeline)]
        series.sort(key=lambda each: (each.starts_at_seconds or 0, each.id))
        doubts = all_doubts(all_photos, carded, plain, aligned, known_codes, Families(groups), corrections)
        questions = open_questions(doubts, corrections)
    codes_by_photo = _codes_by_photo(all_photos, series, known, corrections)
    return Proposal(tuple(series), tuple(questions), codes_by_photo, _version_of(series, questions, codes_by_photo))


def _streams(photos: Iterable[SortablePhoto], corrections: Corrections) -> list[Stream]:
    by_camera: dict[str | None, list[SortablePhoto]] = defaultdict(list)
    for photo in photos:
        if photo.clock_seconds is not None:
            by_camera[photo.camera_id].append(photo)
    streams = [
        stream
        for camera_id in sorted(by_camera, key=lambda each: each or "")
        for stream in streams_of(camera_id, by_camera[camera_id])
    ]
    return [stream.backwards for stream in streams] if corrections.are_cards_last else streams


def _with_cards(runs: Runs) -> Runs:
    """Also a short stream without cards, if its camera has shot cards in another.

    What is started by hand makes no camera one with cards, unless no camera has any.
    """
    by_cards = {name for name, run in runs.items() if _has_cards(run)}
    by_cards = by_cards or {name for name, run in runs.items() if any(draft.codes for draft in run)}
    cameras = {runs[name][0].stream.camera_id for name in by_cards}
    return {
        name: run
        for name, run in runs.items()
        if name in by_cards or (run[0].stream.camera_id in cameras and len(run[0].stream.photos) < MIN_CAMERA_PHOTOS)
    }


def _has_cards(run: Sequence[DraftSeries]) -> bool:
    unread = sum(draft.sign is not None and draft.sign.is_unread for draft in run)
    return any(draft.codes and draft.cards for draft in run) or unread >= MIN_UNREAD_CARDS


def _finished(draft: DraftSeries) -> Series:
    times = [each.photo.taken_at_seconds for each in draft.photos or draft.cards or [draft.anchor]]
    known_times = [seconds for seconds in times if seconds is not None]
    return Series(
        id=draft.id,
        camera_id=draft.stream.camera_id,
        kind=draft.kind,
        codes=draft.codes,
        cards=tuple(each.filename for each in draft.cards),
        photos=tuple(each.filename for each in draft.photos),
        starts_at_seconds=min(known_times, default=None),
        ends_at_seconds=max(known_times, default=None),
    )


def _codes_by_photo(
    photos: Iterable[SortablePhoto], series: Iterable[Series], known: frozenset[str], corrections: Corrections
) -> dict[str, Codes]:
    shown = [each.filename for each in photos if not each.is_deleted and not is_card(each, corrections)]
    codes: dict[str, Codes] = dict.fromkeys(shown, frozenset())
    for each in series:
        codes.update(dict.fromkeys(each.photos, each.codes))
    for filename, assigned in corrections.assigned.items():
        if filename in codes:
            codes[filename] = assigned & (known | {EVERYBODY_CARD})
    return codes


def _version_of(series: Sequence[Series], questions: Sequence[Question], codes: Mapping[str, Codes]) -> str:
    """Changes with whatever a photographer who publishes must have seen."""
    digest = hashlib.sha256()
    for each in series:
        digest.update(repr((each.id, each.kind.value, sorted(each.codes), each.cards, each.photos)).encode())
    digest.update(repr([question.id for question in questions]).encode())
    digest.update(repr([(filename, sorted(codes[filename])) for filename in sorted(codes)]).encode())
    return digest.hexdigest()[:32]
