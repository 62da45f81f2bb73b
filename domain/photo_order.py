"""The orders in which photos are listed, and positions in them.

By capture time, the photos of an event stand in *lanes*: two for each camera, of photos whose file tells the offset
from UTC and of those read in the event's time zone. A lane is stored in the order of its camera's clock. Lanes are
merged when they are read, so that a new time zone or a new offset of a camera rewrites nothing. A position names the
last photo of each lane that was given: it stays exact while offsets change and photos arrive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from heapq import merge
from typing import NamedTuple, TypeVar

from domain.capture_time import Capture, EventClock
from domain.models import Event, Photo, PhotoStatus

MAX_LANES = 35
"""An event with so many gets none for another camera, whose photos share a lane. There is always room for 16 cameras
with two lanes each, and for the three lanes without a camera."""

UNTIMED, UNFINISHED = "~", "~~"
"""The lanes of ready photos without a time, and of photos that are not ready. Both are in order of filename."""

UTC_LANE, LOCAL_LANE = "Z", "L"
"""The ends of the names of lanes. Without a camera before it, a lane is shared by many."""

BY_NAME = "name"
"""Stands for the only lane in the order of filenames."""

DIGITS = re.compile(r"(0*)(\d+)", re.ASCII)


Ordered = TypeVar("Ordered", Photo, Photo | Capture)


class PhotoOrder(Enum):
    TAKEN_AT = "TAKEN_AT"
    FILENAME = "FILENAME"


class LaneKey(NamedTuple):
    """The place of a photo in its lane. `time` is empty where filenames alone decide."""

    time: str
    filename: str

    @property
    def text(self) -> str:
        """Sorts as photos do, by code points and by bytes of UTF-8 alike."""
        return f"{self.time}#{natural(self.filename)}"


Position = Mapping[str, LaneKey]
"""The last photo of each lane that was given. Empty at the start."""


@dataclass(frozen=True)
class Listing:
    """Which page of a list of photos. Photos without a time come last in both directions of TAKEN_AT."""

    first: int
    after: Position = field(default_factory=dict)
    order: PhotoOrder = PhotoOrder.TAKEN_AT
    is_descending: bool = False

    def position_after(self, given: Sequence[Photo]) -> Position:
        """The position behind the first `given` photos of this page."""
        if self.order is PhotoOrder.FILENAME:
            return {BY_NAME: LaneKey("", given[-1].filename)} if given else self.after
        last: dict[str, LaneKey] = {}
        for photo in reversed(given):
            lane = lane_of(photo)
            lane = UNTIMED if lane == UNFINISHED else lane
            if lane not in last:
                last[lane] = key_of(photo)
        return {**self.after, **last}


def natural(filename: str) -> str:
    """A text that sorts as people sort filenames: IMG_9998 before IMG_10000. Distinct for each filename.

    A number is preceded by the count of its digits, and followed by that of its leading zeros. Both take one digit
    below 9, since the key of an item has at most 1,024 bytes.
    """
    return DIGITS.sub(lambda found: f"{_count(found[2])}{found[2]}{_count(found[1])}", filename)


def lane_of(photo: Photo | Capture) -> str:
    if photo.status is not PhotoStatus.READY:
        return UNFINISHED
    if photo.taken_local is None:
        return UNTIMED if photo.taken_at is None else UTC_LANE
    camera = "" if photo.in_shared_lane else photo.camera_id or ""
    return camera + (LOCAL_LANE if photo.utc_offset_minutes is None else UTC_LANE)


def is_of_camera(lane: str) -> bool:
    return len(lane) > len(UNFINISHED)


def key_of(photo: Photo | Capture) -> LaneKey:
    if photo.status is not PhotoStatus.READY:
        return LaneKey("", photo.filename)
    return LaneKey(_time_of(photo), photo.filename)


def lanes_of(event: Event, status: frozenset[PhotoStatus] | None, after: Position) -> list[str]:
    """The lanes that a list of photos with `status` reads. None means any status."""
    lanes: set[str] = set()
    if status is None or PhotoStatus.READY in status:
        lanes |= event.lanes
    if status is None or status - {PhotoStatus.READY}:
        lanes.add(UNFINISHED)
    # A photo that was given while it was processed may have got a time since: it must not be given again.
    return sorted(lanes & {UNTIMED, UNFINISHED} if UNTIMED in after else lanes)


def after_in(lane: str, after: Position) -> LaneKey | None:
    """The two lanes without times are one list."""
    return after.get(UNTIMED if lane == UNFINISHED else lane)


def merged(lanes: Iterable[Sequence[Ordered]], clock: EventClock, *, is_descending: bool = False) -> Iterator[Ordered]:
    """Merges lanes, each of them in order, by capture time and then filename."""

    def place(photo: Ordered) -> tuple[datetime, str]:
        return clock.taken_at(photo) or datetime.min.replace(tzinfo=UTC), natural(photo.filename)

    timed: list[Sequence[Ordered]] = []
    untimed: list[Sequence[Ordered]] = []
    for photos in lanes:
        if photos:
            (untimed if lane_of(photos[0]) in (UNTIMED, UNFINISHED) else timed).append(photos)
    for group in timed, untimed:
        yield from group[0] if len(group) == 1 else merge(*group, key=place, reverse=is_descending)


def in_capture_order(
    photos: Iterable[Ordered], clock: EventClock, *, after: Position | None = None, is_descending: bool = False
) -> Iterator[Ordered]:
    """All of `photos` behind the position, in the order in which an event lists them."""
    lanes: dict[str, list[tuple[str, Ordered]]] = defaultdict(list)
    for photo in photos:
        lane, key = lane_of(photo), key_of(photo).text
        last = after_in(lane, after or {})
        if last is None or (key < last.text if is_descending else key > last.text):
            lanes[lane].append((key, photo))
    if after and UNTIMED in after:
        lanes = defaultdict(list, {lane: lanes[lane] for lane in (UNTIMED, UNFINISHED)})
    ordered = (sorted(lane, key=lambda each: each[0], reverse=is_descending) for lane in lanes.values())
    return merged([[photo for _, photo in lane] for lane in ordered], clock, is_descending=is_descending)


def _count(digits: str) -> str:
    return str(len(digits)) if len(digits) < 9 else f"9{len(digits):03}"


def _time_of(photo: Photo | Capture) -> str:
    if photo.taken_local is None:
        return _text(photo.taken_at.astimezone(UTC)) if photo.taken_at else ""
    if photo.utc_offset_minutes is None:
        return photo.taken_local
    return _text(datetime.fromisoformat(photo.taken_local) - timedelta(minutes=photo.utc_offset_minutes))


def _text(time: datetime) -> str:
    return time.replace(tzinfo=None).isoformat(timespec="milliseconds")
