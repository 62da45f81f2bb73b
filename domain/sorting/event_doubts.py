"""Doubts about whole cameras, and about photos that no series can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from domain.sorting.alignment import Runs
from domain.sorting.cutting import DraftSeries
from domain.sorting.questions import Doubt, filenames_of
from domain.sorting.records import QuestionKind, SortablePhoto


def cards_last(runs: Runs, *, are_cards_last: bool) -> Doubt:
    filenames = tuple(name for run in runs.values() for name in filenames_of(*run))
    return Doubt(QuestionKind.CARDS_LAST, ("last" if are_cards_last else "first",), (), filenames)


def two_sequences(runs: Runs) -> Iterator[Doubt]:
    """A camera with several streams: about the photos of the time in which they overlap."""
    by_camera: dict[str, list[DraftSeries]] = defaultdict(list)
    for run in runs.values():
        by_camera[run[0].stream.camera_id or ""] += run
    for camera, drafts in sorted(by_camera.items()):
        streams = {draft.stream.name: draft.stream.photos for draft in drafts}.values()
        if len(streams) > 1:
            starts = sorted(photos[0].seconds for photos in streams)[1]
            ends = sorted(photos[-1].seconds for photos in streams)[-2]
            overlapping = [each for each in drafts if each.anchor.seconds <= ends and each.last.seconds >= starts]
            yield Doubt(QuestionKind.TWO_SEQUENCES, (camera,), (), filenames_of(*overlapping))


def no_cards(runs: Runs) -> Iterator[Doubt]:
    """Their photos are proposed by time alone."""
    by_camera: dict[str, list[str]] = defaultdict(list)
    for run in runs.values():
        by_camera[run[0].stream.camera_id or ""] += filenames_of(*run)
    for camera, filenames in sorted(by_camera.items()):
        yield Doubt(QuestionKind.NO_CARDS, (camera,), (), tuple(filenames))


def no_time(photos: Iterable[SortablePhoto]) -> Doubt:
    """They are nobody's until the photographer assigns them."""
    filenames = tuple(each.filename for each in photos if each.clock_seconds is None and not each.is_deleted)
    return Doubt(QuestionKind.NO_TIME, filenames, (), filenames)


def no_camera(runs: Runs) -> Doubt:
    """They are sorted as if one camera had taken them."""
    runs_of_none = [run for run in runs.values() if run[0].stream.camera_id is None]
    filenames = tuple(name for run in runs_of_none for name in filenames_of(*run))
    return Doubt(QuestionKind.NO_CAMERA, filenames, (), filenames)
