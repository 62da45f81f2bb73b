"""The sorting of an event as it is now: what was read of it, and what the rules propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from domain.codes import EVERYBODY_CARD
from domain.models import Accessor, Event
from domain.sorting.camera_order import NEIGHBOURS, CameraOrder
from domain.sorting.facts import Facts
from domain.sorting.log import Difference, Gifts, Publication, planned, published
from domain.sorting.opaque_ids import look_id
from domain.sorting.proposal import propose
from domain.sorting.records import Codes, Proposal, Question, Series
from domain.sorting.sortable_photos import sortable_photos


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
        photos, starts_of_deleted = sortable_photos(facts)
        proposal = propose(
            photos,
            known_codes=tuple(facts.accessors),
            corrections=facts.stored.for_rules(starts_of_deleted),
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

    def look_id(self, series: Series) -> str | None:
        """Stands for what a last look at the series shows. None if it has no photos."""
        kept = self.kept_in(series)
        return look_id(series, [self.facts.photos[name] for name in (kept[0], kept[-1])]) if kept else None

    @cached_property
    def needing_look(self) -> frozenset[str]:
        """Ids of series that somebody would get by the next publication, and that nobody has looked at as they are."""
        return frozenset(
            series.id
            for series in self.proposal.series
            if series.codes
            and self.state_of(series) is not SeriesState.PUBLISHED
            and (shown := self.look_id(series))
            and shown not in self.facts.stored.looked_at
        )

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
        around = self._camera_order.around(question.at, self.proposal.codes_by_photo) if question.at else None
        return around or ((), tuple(question.filenames[:NEIGHBOURS]))

    def camera_of(self, question: Question) -> str | None:
        """The one camera of all its photos, if it is known."""
        cameras = {self.facts.photos[name].camera_id for name in question.filenames if name in self.facts.photos}
        return cameras.pop() if len(cameras) == 1 else None

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
    def _camera_order(self) -> CameraOrder:
        return CameraOrder.of(self.facts.photos.values())
