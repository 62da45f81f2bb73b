"""The sorting of an event as it is now: what was read of it, and what the rules propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property

from domain.capture_time import EventClock
from domain.codes import EVERYBODY_CARD
from domain.models import Accessor, Event, Photo
from domain.photo_order import natural
from domain.sorting.facts import Facts
from domain.sorting.log import Difference, Gifts, Publication, planned, published
from domain.sorting.proposal import propose
from domain.sorting.records import Codes, Proposal, Question, Series, SortablePhoto

NEIGHBOURS = 3
"""How many photos are shown on each side of a place, and at each end of a series."""

DELETED = "\0deleted"
"""Ends the name of a deleted card whose filename is used again. No filename contains it."""


class SeriesState(Enum):
    UNPUBLISHED = "UNPUBLISHED"
    PUBLISHED = "PUBLISHED"
    CHANGED = "CHANGED"


@dataclass(frozen=True)
class CurrentSorting:
    facts: Facts
    proposal: Proposal

    @classmethod
    def of(cls, facts: Facts) -> CurrentSorting:
        """Takes a part of a second for ten thousand photos."""
        clock, stored = EventClock.of(facts.event), facts.stored
        photos = [sortable(photo, clock) for photo in facts.photos.values()]
        starts_of_deleted: dict[str, Codes] = {}
        for card in stored.deleted_cards:
            name = card.photo.filename
            if name in facts.photos:
                if facts.photos[name].registered_at == card.photo.registered_at:
                    continue  # its deletion did not finish
                name += DELETED
            photos.append(sortable(card.photo.model_copy(update={"filename": name}), clock, is_deleted=True))
            if card.start is not None:
                starts_of_deleted[name] = card.start
        proposal = propose(
            photos,
            known_codes=tuple(facts.accessors),
            corrections=stored.for_rules(starts_of_deleted),
            clock_offsets=facts.event.clock_offsets,
            groups=facts.groups,
        )
        return cls(facts, proposal)

    @property
    def event(self) -> Event:
        return self.facts.event

    @property
    def pending_photo_count(self) -> int:
        return self.event.photo_count - self.event.ready_count

    @cached_property
    def card_count(self) -> int:
        return sum(self.event.is_card(photo) for photo in self.facts.photos.values())

    @cached_property
    def series_by_id(self) -> Mapping[str, Series]:
        return {series.id: series for series in self.proposal.series}

    def assigned_in(self, series: Series) -> dict[Codes, list[str]]:
        """The photos of the series that were assigned one by one, by whom they are for, in order."""
        found: dict[Codes, list[str]] = {}
        for filename in series.photos:
            assigned = self.facts.stored.correction_of(filename).assigned
            if assigned is not None:
                found.setdefault(assigned, []).append(filename)
        return found

    def kept_in(self, series: Series) -> list[str]:
        """The photos of the series that were not assigned one by one, in order."""
        assigned = {filename for filenames in self.assigned_in(series).values() for filename in filenames}
        return [filename for filename in series.photos if filename not in assigned]

    @cached_property
    def given(self) -> Gifts:
        return published(self.facts.log)

    @cached_property
    def next_publication(self) -> Difference:
        return self.plan(None)

    def plan(self, series: Sequence[Series] | None) -> Difference:
        """What a publication of these series changes. None means all of them, and photos of no series."""
        codes = self.proposal.codes_by_photo
        names = codes if series is None else [name for each in series for name in each.photos if name in codes]
        proposed = {name: self._codes_of(codes[name]) for name in names if name in self.facts.photos}
        return planned(proposed, given=self.given, present=self.facts.present)

    def state_of(self, series: Series) -> SeriesState:
        """PUBLISHED if there is nothing to publish any more, UNPUBLISHED if nothing of it was."""
        open_pairs, given = self._open_photos, self._given_photos
        if not any(name in open_pairs for name in series.photos):
            wanted = any(self.proposal.codes_by_photo.get(name) for name in series.photos)
            was_given = any(name in given for name in series.photos)
            return SeriesState.PUBLISHED if wanted or was_given else SeriesState.UNPUBLISHED
        return SeriesState.CHANGED if any(name in given for name in series.photos) else SeriesState.UNPUBLISHED

    @cached_property
    def unseen(self) -> Sequence[Accessor]:
        """Codes without photos whose card no photo shows, ordered by code."""
        photos = [*self.facts.photos.values(), *(card.photo for card in self.facts.stored.deleted_cards)]
        seen = frozenset(code for photo in photos for code in photo.card_codes)
        seen |= frozenset(code for series in self.proposal.series for code in series.codes)
        codes = sorted(self.facts.accessors.items())
        return [each for code, each in codes if code not in seen and not each.images and not each.all_photos]

    def opened_since(self, publication: Publication) -> int:
        """How many of its codes guests have opened since."""
        if publication.undone_at:
            return publication.opened_count
        gifts = self.facts.still_there(publication.added, publication.published_at)
        codes = self.facts.accessors if EVERYBODY_CARD in gifts else gifts
        opened = (self.facts.accessors[code].last_opened_at for code in codes if code in self.facts.accessors)
        return sum(at is not None and at >= publication.published_at for at in opened)

    def neighbours(self, question: Question) -> tuple[Sequence[str], Sequence[str]]:
        """The photos of the same camera before the place, and from there on, without cards."""
        order = self._order_by_camera
        place = question.at
        if place is None or place not in self._places:
            return (), tuple(question.filenames[:NEIGHBOURS])
        camera_id, index = self._places[place]
        shown = self.proposal.codes_by_photo
        before = [name for name in order[camera_id][:index][-10 * NEIGHBOURS :] if name in shown]
        after = [name for name in order[camera_id][index : index + 10 * NEIGHBOURS] if name in shown]
        return before[-NEIGHBOURS:], after[:NEIGHBOURS]

    def _codes_of(self, codes: Codes) -> Codes:
        return frozenset({EVERYBODY_CARD}) if EVERYBODY_CARD in codes else codes & self.facts.accessors.keys()

    @cached_property
    def _open_photos(self) -> frozenset[str]:
        gifts = (self.next_publication.added, self.next_publication.removed)
        return frozenset(name for each in gifts for names in each.values() for name in names)

    @cached_property
    def _given_photos(self) -> frozenset[str]:
        return frozenset(name for names in self.given.values() for name in names)

    @cached_property
    def _order_by_camera(self) -> Mapping[str | None, Sequence[str]]:
        cameras: dict[str | None, list[tuple[str, str, str]]] = {}
        for name, photo in self.facts.photos.items():
            time = photo.taken_local or (photo.taken_at.isoformat() if photo.taken_at else "")
            cameras.setdefault(photo.camera_id, []).append((time, natural(name), name))
        return {camera: [name for *_, name in sorted(photos)] for camera, photos in cameras.items()}

    @cached_property
    def _places(self) -> Mapping[str, tuple[str | None, int]]:
        ordered = self._order_by_camera.items()
        return {name: (camera, index) for camera, names in ordered for index, name in enumerate(names)}


def sortable(photo: Photo, clock: EventClock, *, is_deleted: bool = False) -> SortablePhoto:
    local = datetime.fromisoformat(photo.taken_local).replace(tzinfo=UTC) if photo.taken_local else photo.taken_at
    taken_at = clock.taken_at(photo)
    return SortablePhoto(
        filename=photo.filename,
        camera_id=photo.camera_id,
        clock_seconds=local.timestamp() if local else None,
        taken_at_seconds=taken_at.timestamp() if taken_at else None,
        card_codes=photo.card_codes,
        # Also a card that only the photographer has recognized.
        is_unread_card=photo.card_unread or (photo.qr_card and not photo.card_codes),
        is_deleted=is_deleted,
    )
