"""When a photo was taken: what its camera wrote, and the instant that this means in its event."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from domain.models import Event, Photo, PhotoStatus
from domain.rendering import Camera


class Capture(NamedTuple):
    """What a ready photo tells of its camera, its time and the cards in it: the fields of a `Photo` of these names.

    Thousands of them are read at a time. They never change.
    """

    filename: str
    camera_id: str | None = None
    in_shared_lane: bool = False
    taken_local: str | None = None
    utc_offset_minutes: int | None = None
    gps_offset_seconds: int | None = None
    taken_at: datetime | None = None
    card_codes: frozenset[str] = frozenset()
    card_unread: bool = False

    @classmethod
    def of(cls, photo: Photo) -> Capture:
        """Of a ready photo."""
        return cls(*(getattr(photo, name) for name in cls._fields))

    @property
    def status(self) -> PhotoStatus:
        return PhotoStatus.READY

    @property
    def clock_id(self) -> str | None:
        """The camera whose clock can be corrected. None if there is none."""
        return None if self.in_shared_lane else self.camera_id


@dataclass(frozen=True)
class EventClock:
    """Tells when photos of one event were taken. `zone` is that of cameras that wrote none.

    `offsets` are the seconds that are added to the clocks of cameras.
    """

    zone: tzinfo
    offsets: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event) -> EventClock:
        return cls(zone_of(event.time_zone), event.clock_offsets)

    def taken_at(self, photo: Photo | Capture) -> datetime | None:
        """In UTC. None if the photo tells no time."""
        if photo.taken_local is None:
            return photo.taken_at
        local = datetime.fromisoformat(photo.taken_local)
        if self.offsets and photo.camera_id and not photo.in_shared_lane:
            offset = timedelta(seconds=self.offsets.get(photo.camera_id, 0))
        else:
            offset = timedelta()
        if photo.utc_offset_minutes is not None:
            return local.replace(tzinfo=UTC) - timedelta(minutes=photo.utc_offset_minutes) + offset
        return local.replace(tzinfo=self.zone).astimezone(UTC) + offset

    def local_time(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """`name` is an IANA time zone that `validation.time_zone` has accepted."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def camera_id(camera: Camera) -> str | None:
    """Identifies a camera within all events. None for an unknown one."""
    if not any(camera):
        return None
    return hashlib.sha256("\0".join(text or "" for text in camera).encode()).hexdigest()[:16]
