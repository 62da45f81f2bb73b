"""The order of one camera's photos, and the cameras behind one name."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.photo_order import natural
from domain.sorting.records import SortablePhoto

MAX_NUMBER_STEP = 200
"""The numbers that may be missing between two successive photos of one camera."""

MIN_SEQUENCE_PHOTOS = 8
"""A second sequence of numbers with fewer photos are edited copies, not a second camera."""

MAX_STREAMS = 4
"""With more sequences at a time, the numbers are no camera's: they tell nothing."""

NUMBERS = 10_000
"""Cameras count from 1 to 9999, and start again."""

LAST_NUMBER = re.compile(r"(\d{3,})(?!.*\d{3,})", re.ASCII)


@dataclass(frozen=True)
class TimedPhoto:
    """A photo in its stream. `seconds` is the clock of its camera, `instant` the corrected time.

    `number` is the one that the camera counts in its filenames.
    """

    photo: SortablePhoto
    seconds: float
    instant: float
    number: int | None

    @classmethod
    def of(cls, photo: SortablePhoto, clock_seconds: float) -> TimedPhoto:
        instant = clock_seconds if photo.taken_at_seconds is None else photo.taken_at_seconds
        return cls(photo, clock_seconds, instant, file_number(photo.filename))

    @property
    def filename(self) -> str:
        return self.photo.filename

    @property
    def backwards(self) -> TimedPhoto:
        return TimedPhoto(self.photo, -self.seconds, -self.instant, self.number)


@dataclass(frozen=True)
class Stream:
    """Photos of one camera in order. `name` is distinct for each stream of an event."""

    name: str
    camera_id: str | None
    photos: Sequence[TimedPhoto]

    @property
    def backwards(self) -> Stream:
        """As if time ran backwards: what was last is first. So the card that ends a series begins it."""
        return Stream(self.name, self.camera_id, [each.backwards for each in reversed(self.photos)])


def streams_of(camera_id: str | None, photos: Iterable[SortablePhoto]) -> list[Stream]:
    """Usually one. Several where file numbers show overlapping sequences.

    Then two bodies of one model have written no serial number, or a clock was set back.
    """
    ordered = in_order(TimedPhoto.of(each, each.clock_seconds) for each in photos if each.clock_seconds is not None)
    sequences = _sequences([each for each in ordered if each.number is not None])
    lanes = _joined([each for each in sequences if len(each) >= MIN_SEQUENCE_PHOTOS])
    if not 2 <= len(lanes) <= MAX_STREAMS:
        return [Stream(camera_id or "", camera_id, ordered)]
    placed = {each.filename for lane in lanes for each in lane}
    lanes[0] = in_order([*lanes[0], *(each for each in ordered if each.filename not in placed)])
    return [Stream(f"{camera_id or ''}#{n}", camera_id, lane) for n, lane in enumerate(lanes)]


def file_number(filename: str) -> int | None:
    """The last number of at least three digits: 9998 of IMG_9998.JPG and of IMG_9998 (2).JPG."""
    found = LAST_NUMBER.search(filename.rpartition(".")[0] or filename)
    return int(found[1]) if found and len(found[1]) < 9 else None


def in_order(photos: Iterable[TimedPhoto]) -> list[TimedPhoto]:
    """By time; within one instant by number, 9999 before 0001, then by name."""
    by_time: dict[float, list[TimedPhoto]] = defaultdict(list)
    for each in photos:
        by_time[each.seconds].append(each)
    ordered: list[TimedPhoto] = []
    for seconds in sorted(by_time):
        tied = by_time[seconds]
        ordered += tied if len(tied) == 1 else _by_number(tied)
    return ordered


def _by_number(tied: list[TimedPhoto]) -> list[TimedPhoto]:
    numbers = [each.number or 0 for each in tied]
    starts_again = max(numbers) < NUMBERS and max(numbers) - min(numbers) > NUMBERS // 2

    def place(each: TimedPhoto) -> tuple[int, str]:
        number = each.number or 0
        return number + NUMBERS * (starts_again and number < NUMBERS // 2), natural(each.filename)

    return sorted(tied, key=place)


def _sequences(numbered: list[TimedPhoto]) -> list[list[TimedPhoto]]:
    """Puts each photo behind the sequence whose number it follows most closely."""
    starts_again = all((each.number or 0) < NUMBERS for each in numbered)
    sequences: list[list[TimedPhoto]] = []
    lasts: list[tuple[int, int]] = []  # the last number of each sequence and its index, ascending
    for each in numbered:
        number = each.number or 0
        place = bisect_right(lasts, (number, len(sequences))) - 1
        if place < 0 and starts_again and lasts and number < NUMBERS // 2:
            place, number = len(lasts) - 1, number + NUMBERS - 1
        if 0 <= place < len(lasts) and 0 <= number - lasts[place][0] <= MAX_NUMBER_STEP:
            index = lasts.pop(place)[1]
        else:
            index = len(sequences)
            sequences.append([])
        sequences[index].append(each)
        insort(lasts, (each.number or 0, index))
    return sequences


def _joined(sequences: list[list[TimedPhoto]]) -> list[list[TimedPhoto]]:
    """What begins after another sequence has ended goes on there: a new folder, a new memory card."""
    lanes: list[list[TimedPhoto]] = []
    for sequence in sorted(sequences, key=lambda each: each[0].seconds):
        lane = next((lane for lane in lanes if lane[-1].seconds <= sequence[0].seconds), None)
        if lane is None:
            lanes.append(list(sequence))
        else:
            lane += sequence
    return lanes
