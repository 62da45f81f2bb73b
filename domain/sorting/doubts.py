"""Everything that is doubtful about an event's series."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.sorting import camera_doubts, event_doubts
from domain.sorting.alignment import Runs, Shifts
from domain.sorting.families import Families
from domain.sorting.missed_cards import missed_cards
from domain.sorting.questions import Doubt
from domain.sorting.records import Corrections, SortablePhoto
from domain.sorting.rhythm import Rhythm
from domain.sorting.series_doubts import SeriesDoubts
from domain.sorting.suggestions import UnseenCodes

MIN_OWN_SERIES = 40
"""From so many series on, a camera has a rhythm of its own."""


def all_doubts(
    photos: Sequence[SortablePhoto],
    carded: Runs,
    plain: Runs,
    shifts: Shifts,
    known_codes: Collection[str],
    families: Families,
    corrections: Corrections,
) -> list[Doubt]:
    """`carded` are the streams with cards, `plain` those without."""
    rhythm = Rhythm(carded.values())
    unseen = UnseenCodes(known_codes, carded.values())
    doubts = [event_doubts.no_time(photos), event_doubts.no_camera(carded)]
    doubts += [*event_doubts.two_sequences({**carded, **plain}), *event_doubts.no_cards(plain)]
    if rhythm.is_backwards:
        doubts.append(event_doubts.cards_last(carded, are_cards_last=corrections.are_cards_last))
    rhythms = {name: Rhythm([run]) if len(run) >= MIN_OWN_SERIES else rhythm for name, run in carded.items()}
    for name, run in carded.items():
        doubts += SeriesDoubts(rhythms[name], unseen, families).of_run(run)
    doubts += missed_cards(carded, rhythms, unseen, corrections)
    doubts += camera_doubts.seen_twice(carded, shifts)
    doubts += camera_doubts.other_camera(carded, shifts)
    return doubts
