"""What the photos of an event tell of its cameras, from one read of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.capture_time import Capture, EventClock
from domain.models import Event
from domain.sorting.clock_proposals import OffsetProposal, propose_offsets
from domain.sorting.records import SortablePhoto


@dataclass(frozen=True)
class CameraSurvey:
    """`photo_counts` and `proposals` are by camera id.

    `untimed_count` are photos without a time. `unknown_camera_count` are others whose clock can't be corrected: the
    file names no camera, or the event has too many.
    """

    photo_counts: Mapping[str, int]
    proposals: Mapping[str, OffsetProposal]
    untimed_count: int
    unknown_camera_count: int


def survey(event: Event, captures: Iterable[Capture]) -> CameraSurvey:
    clock = EventClock.of(event)
    counts: Counter[str | None] = Counter()
    photos: list[SortablePhoto] = []
    gps: dict[str, list[float]] = defaultdict(list)
    untimed_count = 0
    for capture in captures:
        taken_at = clock.taken_at(capture)
        if taken_at is None:
            untimed_count += 1
            continue
        camera_id = capture.clock_id if capture.taken_local else None
        counts[camera_id] += 1
        photos.append(_sortable(capture, camera_id, taken_at))
        if camera_id and capture.taken_local and capture.gps_offset_seconds is not None:
            set_seconds = event.clock_offsets.get(camera_id, 0)
            gps[camera_id].append(_gps_seconds(capture) - taken_at.timestamp() + set_seconds)
    unknown_camera_count = counts.pop(None, 0)
    # An offset of 0 was taken back.
    offsets = {camera_id: seconds for camera_id, seconds in event.clock_offsets.items() if seconds}
    return CameraSurvey(
        photo_counts={camera_id: count for camera_id, count in counts.items() if camera_id},
        proposals=propose_offsets(photos, clock_offsets=offsets, gps_differences=gps),
        untimed_count=untimed_count,
        unknown_camera_count=unknown_camera_count,
    )


def _sortable(capture: Capture, camera_id: str | None, taken_at: datetime) -> SortablePhoto:
    return SortablePhoto(
        filename=capture.filename,
        camera_id=camera_id,
        clock_seconds=None,
        taken_at_seconds=taken_at.timestamp(),
        card_codes=capture.card_codes,
        is_unread_card=capture.card_unread,
    )


def _gps_seconds(capture: Capture) -> float:
    """The time of the GPS fix, in seconds since 1970."""
    shown = datetime.fromisoformat(capture.taken_local or "").replace(tzinfo=UTC)
    return (shown + timedelta(seconds=capture.gps_offset_seconds or 0)).timestamp()
