"""Whose photos are these? The proposal is a function of what is known of the photos, whatever order they came in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from domain.codes import EVERYBODY_CARD
from domain.sorting.cutting import DraftSeries, cut, is_card
from domain.sorting.records import Codes, Corrections, Proposal, Question, Series, SortablePhoto
from domain.sorting.streams import streams_of


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
    """
    all_photos = sorted(photos, key=lambda each: each.filename)
    by_camera: dict[str | None, list[SortablePhoto]] = defaultdict(list)
    for photo in all_photos:
        if photo.clock_seconds is not None:
            by_camera[photo.camera_id].append(photo)
    known = frozenset(known_codes)
    runs = [
        cut(stream, known, corrections)
        for camera_id in sorted(by_camera, key=lambda each: each or "")
        for stream in streams_of(camera_id, by_camera[camera_id])
    ]
    drafts = [draft for run in runs if any(draft.codes for draft in run) for draft in run]
    series = sorted((_finished(draft) for draft in drafts), key=lambda each: (each.starts_at_seconds or 0, each.id))
    codes_by_photo = _codes_by_photo(all_photos, series, known, corrections)
    return Proposal(tuple(series), (), codes_by_photo, version_of(series, (), codes_by_photo))


def _finished(draft: DraftSeries) -> Series:
    times = [each.photo.taken_at_seconds for each in draft.photos or draft.cards or [draft.anchor]]
    known_times = [seconds for seconds in times if seconds is not None]
    return Series(
        id=draft.id,
        camera_id=draft.stream.camera_id,
        kind=draft.kind,
        codes=draft.codes,
        cards=tuple(each.photo.filename for each in draft.cards),
        photos=tuple(each.photo.filename for each in draft.photos),
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


def version_of(series: Sequence[Series], questions: Sequence[Question], codes: Mapping[str, Codes]) -> str:
    """Changes with whatever a photographer who publishes must have seen."""
    digest = hashlib.sha256()
    for each in series:
        digest.update(repr((each.id, each.kind.value, sorted(each.codes), each.cards, each.photos)).encode())
    digest.update(repr([question.id for question in questions]).encode())
    digest.update(repr([(filename, sorted(codes[filename])) for filename in sorted(codes)]).encode())
    return digest.hexdigest()[:32]
