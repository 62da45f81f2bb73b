"""The order in which one machine processes the messages that it holds: lanes, and within a lane the groups by turns."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from aws.sqs import Message


class Lane(Enum):
    """Messages of one lane never wait for those of another."""

    PHOTOS = "PHOTOS"
    VIDEOS = "VIDEOS"
    OTHERS = "OTHERS"


class Place(NamedTuple):
    """Where a message waits. Groups of a lane take turns: the photos of one event must not hold up those of another."""

    lane: Lane
    group: str = ""


@dataclass
class _LaneState:
    """`waiting` has the next group first. No group is empty."""

    free: int
    waiting: OrderedDict[str, deque[Message]] = field(default_factory=OrderedDict)


class Backlog:
    """Messages that are held but not begun. `lanes` has the number of messages that a lane processes at a time."""

    def __init__(self, lanes: Mapping[Lane, int]) -> None:
        self._lanes = {lane: _LaneState(places) for lane, places in lanes.items()}

    def add(self, place: Place, message: Message) -> None:
        self._lanes[place.lane].waiting.setdefault(place.group, deque()).append(message)

    def take(self) -> tuple[Lane, Message] | None:
        """Removes the next message of a lane that has a free place, and takes the place. Call `release` after it."""
        for lane, state in self._lanes.items():
            if state.free and state.waiting:
                state.free -= 1
                group, messages = state.waiting.popitem(last=False)
                message = messages.popleft()
                if messages:
                    state.waiting[group] = messages
                return lane, message
        return None

    def release(self, lane: Lane) -> None:
        self._lanes[lane].free += 1

    def __iter__(self) -> Iterator[Message]:
        for state in self._lanes.values():
            for messages in state.waiting.values():
                yield from messages
