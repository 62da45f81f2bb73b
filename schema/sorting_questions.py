"""Questions about the sorting of an event."""

import strawberry

from domain.sorting import records
from domain.sorting.camera_order import NEIGHBOURS
from domain.sorting.records import QuestionKind
from schema.accessors import Accessor
from schema.enums import register
from schema.photos import Photo
from schema.series import Series
from schema.sorting_view import SortingView

register(
    QuestionKind,
    "What a question about the sorting is. Values may be added.",
    {
        QuestionKind.CARDS_LAST: "Was each card photographed after its person? It looks so.",
        QuestionKind.TWO_SEQUENCES: "Are these two cameras, or was the clock changed?",
        QuestionKind.NO_CARDS: "The camera has no cards. Is the proposal by time right?",
        QuestionKind.NO_TIME: "Whose are these photos, which tell no time?",
        QuestionKind.NO_CAMERA: "Whose are these photos, which tell no camera?",
        QuestionKind.UNREAD_CARD: "Whose is this card, which could not be read?",
        QuestionKind.MISSED_CARD: "Does somebody else begin here, after a pause?",
        QuestionKind.OTHER_CAMERA: "Does somebody else begin here? Another camera saw a card meanwhile.",
        QuestionKind.SAME_CARD_AGAIN: "The card came again. Does the series go on?",
        QuestionKind.HASTY_CARD: "Does this series begin with the card, which came without a pause?",
        QuestionKind.SAME_INSTANT: "Photo and card have the same time. Are they in the right order?",
        QuestionKind.SEEN_TWICE: "The card was seen at two places. Is it the same person?",
        QuestionKind.FAMILY: "Are these photos for all of the cards in a row?",
        QuestionKind.ONLY_CARDS: "Is it right that no photo follows the card?",
        QuestionKind.BEFORE_FIRST_CARD: "Are these photos, before the first card, for nobody?",
    },
    name="SortingQuestionKind",
)


@strawberry.type(description="Something in the proposal that the photographer should look at.")
class SortingQuestion:
    id: strawberry.ID = strawberry.field(description="The question's id, an opaque string. It stays with its place.")
    kind: QuestionKind = strawberry.field(description="What the question is.")
    photo_count: int = strawberry.field(description="The number of photos that depend on the answer.")
    camera_id: strawberry.ID | None = strawberry.field(
        description="The `id` of the camera of these photos. Null if it is unknown, or there are several."
    )
    gap_seconds: float | None = strawberry.field(description="The pause before the place, where that is the question.")
    model: strawberry.Private[records.Question]
    sorting: strawberry.Private[SortingView]

    @classmethod
    def of(cls, sorting: SortingView, question: records.Question) -> "SortingQuestion":
        camera_id = sorting.model.camera_of(question)
        return cls(
            id=strawberry.ID(question.id),
            kind=question.kind,
            photo_count=len(question.filenames),
            camera_id=strawberry.ID(camera_id) if camera_id else None,
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
