"""What this process has read and computed of the last few events, so that a correction needs neither again.

A photographer corrects one event for minutes. Its photos are known by their version, which the event carries, and the
proposal by everything that it follows from. Codes, corrections and publications are read for every request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.models import Event, Photo
from domain.sorting.records import Proposal

MAX_PHOTOS = 30_000
"""Of all events together: some 100 MB. At least one event is kept."""

MAX_EVENTS = 16


@dataclass
class Recent:
    """The photos of one event at one version, and the proposal that followed from `inputs`."""

    photos_version: int
    photos: Mapping[str, Photo]
    inputs: object = None
    proposal: Proposal | None = None


@dataclass
class RecentEvents:
    _kept: OrderedDict[str, Recent] = field(default_factory=OrderedDict)

    def photos(self, event: Event) -> Mapping[str, Photo] | None:
        """The photos that are ready, by filename."""
        known = self._kept.get(event.event_id)
        if known is None or known.photos_version != event.photos_version:
            return None
        self._kept.move_to_end(event.event_id)
        return known.photos

    def keep_photos(self, event: Event, photos: Mapping[str, Photo]) -> None:
        self._kept[event.event_id] = Recent(event.photos_version, photos)
        self._kept.move_to_end(event.event_id)
        while len(self._kept) > 1 and self._is_full():
            self._kept.popitem(last=False)

    def proposal(self, event: Event, photos: Mapping[str, Photo], inputs: object) -> Proposal | None:
        known = self._kept.get(event.event_id)
        return known.proposal if known and known.photos is photos and known.inputs == inputs else None

    def keep_proposal(self, event: Event, photos: Mapping[str, Photo], inputs: object, proposal: Proposal) -> None:
        known = self._kept.get(event.event_id)
        if known and known.photos is photos:
            known.inputs, known.proposal = inputs, proposal

    def _is_full(self) -> bool:
        photos = sum(len(each.photos) for each in self._kept.values())
        return photos > MAX_PHOTOS or len(self._kept) > MAX_EVENTS
