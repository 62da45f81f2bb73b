"""What was read of an event to sort it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from domain.codes import EVERYBODY_CARD
from domain.models import Accessor, Event, Photo
from domain.sorting.log import Difference, Gifts, Publication
from domain.sorting.stored import StoredSorting


@dataclass(frozen=True)
class Facts:
    """What was read of an event: its photos that are ready, its codes, and what is stored of its sorting."""

    event: Event
    photos: Mapping[str, Photo]
    accessors: Mapping[str, Accessor]
    stored: StoredSorting

    @property
    def newest_at(self) -> datetime:
        """When the newest photo was registered, or the newest code issued: later than now if a clock was set back."""
        times = [photo.registered_at for photo in self.photos.values()]
        times += [accessor.created_at for accessor in self.accessors.values()]
        return max(times, default=self.event.created_at)

    @property
    def groups(self) -> Mapping[str, str]:
        """The group of each code that has one."""
        return {code: accessor.group for code, accessor in self.accessors.items() if accessor.group}

    @property
    def inputs(self) -> object:
        """What a proposal follows from, besides the photos."""
        stored, event = self.stored, self.event
        decisions = stored.corrections, stored.deleted_cards, stored.answered, stored.are_cards_last
        return decisions, tuple(self.accessors), self.groups, event.time_zone, event.clock_offsets

    @property
    def present(self) -> Gifts:
        """The photos in the list of each code, and in that for everybody."""
        lists = {code: accessor.images for code, accessor in self.accessors.items()}
        any_accessor = next(iter(self.accessors.values()), None)
        return lists | {EVERYBODY_CARD: any_accessor.for_everybody if any_accessor else frozenset()}

    def after(self, difference: Difference) -> Facts:
        """With the lists of codes changed."""
        accessors: dict[str, Accessor] = {}
        for_everybody = difference.of(EVERYBODY_CARD, self.present[EVERYBODY_CARD])
        for code, accessor in self.accessors.items():
            images = difference.of(code, accessor.images)
            accessors[code] = accessor.model_copy(update={"images": images, "for_everybody": for_everybody})
        return replace(self, accessors=accessors)

    def still_there(self, gifts: Gifts, since: datetime) -> dict[str, frozenset[str]]:
        """Without photos that were deleted, and without photos and codes that have got such a name since."""

        def has_photo(filename: str) -> bool:
            photo = self.photos.get(filename)
            return photo is not None and photo.registered_at <= since

        def has_code(code: str) -> bool:
            accessor = self.accessors.get(code)
            return code == EVERYBODY_CARD or (accessor is not None and accessor.created_at <= since)

        return {
            code: kept
            for code, filenames in gifts.items()
            if has_code(code) and (kept := frozenset(filter(has_photo, filenames)))
        }

    @cached_property
    def log(self) -> tuple[Publication, ...]:
        """The log of publications, as far as its photos and codes still exist."""
        return tuple(
            replace(
                entry,
                added=self.still_there(entry.added, entry.published_at),
                removed=self.still_there(entry.removed, entry.published_at),
            )
            for entry in self.stored.log
        )
