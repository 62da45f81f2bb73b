"""The order in which one machine processes the messages that it holds: by workload, within one the groups by turns."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from aws.sqs import Message


class Workload(Enum):
    """Messages of one workload never wait for those of another."""

    PHOTOS = "PHOTOS"
    VIDEOS = "VIDEOS"
    OTHERS = "OTHERS"


class Place(NamedTuple):
    """Where a message waits. The groups of a workload take turns, so that no event holds up the photos of another."""

    workload: Workload
    group: str = ""


@dataclass
class _WorkloadState:
    """`waiting` has the next group first. No group is empty."""

    free: int
    waiting: OrderedDict[str, deque[Message]] = field(default_factory=OrderedDict)

    @property
    def is_idle(self) -> bool:
        return bool(self.free) and not self.waiting


class Backlog:
    """Messages that are held but not begun. `workloads` has how many messages of each are processed at a time."""

    def __init__(self, workloads: Mapping[Workload, int]) -> None:
        self._workloads = {workload: _WorkloadState(places) for workload, places in workloads.items()}

    def add(self, place: Place, message: Message) -> None:
        self._workloads[place.workload].waiting.setdefault(place.group, deque()).append(message)

    def take(self) -> tuple[Workload, Message] | None:
        """Removes the next message of a workload with a free place, and takes the place. Call `release` after it."""
        for workload, state in self._workloads.items():
            if state.free and state.waiting:
                state.free -= 1
                group, messages = state.waiting.popitem(last=False)
                message = messages.popleft()
                if messages:
                    state.waiting[group] = messages
                return workload, message
        return None

    def release(self, workload: Workload) -> None:
        self._workloads[workload].free += 1

    def give_way(self, count: int) -> list[Message]:
        """Removes at most so many videos, the newest ones, if photos could be processed and none is here."""
        if not any(state.is_idle for workload, state in self._workloads.items() if workload is not Workload.VIDEOS):
            return []
        waiting = self._workloads[Workload.VIDEOS].waiting
        removed: list[Message] = []
        while waiting and len(removed) < count:
            group = max(waiting, key=lambda each: len(waiting[each]))
            removed.append(waiting[group].pop())
            if not waiting[group]:
                del waiting[group]
        return removed

    def __iter__(self) -> Iterator[Message]:
        for state in self._workloads.values():
            for messages in state.waiting.values():
                yield from messages
