"""Questions about the sorting of an event."""

import strawberry

from domain.sorting import records
from domain.sorting.current import NEIGHBOURS
from schema.accessors import Accessor
from schema.enums import SortingQuestionKind
from schema.photos import Photo
from schema.series import Series
from schema.sorting_view import SortingView


@strawberry.type(description="Something in the proposal that the photographer should look at.")
class SortingQuestion:
    id: strawberry.ID = strawberry.field(description="The question's id, an opaque string. It stays with its place.")
    kind: SortingQuestionKind = strawberry.field(description="What the question is.")
    photo_count: int = strawberry.field(description="The number of photos that depend on the answer.")
    gap_seconds: float | None = strawberry.field(description="The pause before the place, where that is the question.")
    model: strawberry.Private[records.Question]
    sorting: strawberry.Private[SortingView]

    @classmethod
    def of(cls, sorting: SortingView, question: records.Question) -> "SortingQuestion":
        return cls(
            id=strawberry.ID(question.id),
            kind=question.kind,
            photo_count=len(question.filenames),
            gap_seconds=question.gap_seconds,
            model=question,
            sorting=sorting,
        )

    @strawberry.field(description="The series that the question is about. Null if it is about several.")
    def series(self) -> Series | None:
        found = self.sorting.model.series_by_id.get(self.model.series_id or "")
        return Series.of(self.sorting, found) if found else None

    @strawberry.field(description="The photo at the place of the question, such as a card. Null if there is none.")
    def photo(self) -> Photo | None:
        return next(iter(self.sorting.photos_of([self.model.at] if self.model.at else [])), None)

    @strawberry.field(description=f"The photos of the camera before the place, in order: at most {NEIGHBOURS}.")
    def photos_before(self) -> list[Photo]:
        return self.sorting.photos_of(self.sorting.model.neighbours(self.model)[0])

    @strawberry.field(description=f"The photos of the camera from the place on, in order: at most {NEIGHBOURS}.")
    def photos_after(self) -> list[Photo]:
        return self.sorting.photos_of(self.sorting.model.neighbours(self.model)[1])

    @strawberry.field(description="Whom the photos may be for, most likely ones first.")
    def suggestions(self) -> list[Accessor]:
        return self.sorting.accessors_of(self.model.codes)
