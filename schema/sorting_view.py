"""What the types of a sorting have in common: its model, and how codes and filenames become objects."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.models import RenditionKind
from domain.sorting.current import CurrentSorting
from schema.accessors import Accessor
from schema.context import Context
from schema.photos import Photo

MAX_CODES = 50


@dataclass(frozen=True)
class SortingView:
    """For the event's photographer alone."""

    context: Context
    model: CurrentSorting
    original_kind: RenditionKind | None

    @classmethod
    async def of(cls, context: Context, current: CurrentSorting) -> "SortingView":
        photographer = context.owner(current.event.user_id)
        return cls(context, current, await context.service.photos.original_for_owner(photographer))

    def accessors_of(self, codes: Sequence[str]) -> list[Accessor]:
        known = self.model.facts.accessors
        found = [known[code] for code in codes if code in known]
        return [Accessor.of(self.context, self.model.event, each) for each in found[:MAX_CODES]]

    def photos_of(self, filenames: Sequence[str]) -> list[Photo]:
        known, event = self.model.facts.photos, self.model.event
        found = [known[name] for name in filenames if name in known]
        return [Photo.of(self.context, photo, event, self.original_kind) for photo in found]
