"""The sorting of an event by QR cards: what is proposed, what to look at, and what was published."""

from typing import Annotated

import strawberry

from domain import models
from domain.sorting.current import CurrentSorting
from schema import ids
from schema.accessors import Accessor, page_of_accessors
from schema.connections import MAX_ITEMS, After, Connection, First
from schema.context import Context, Info
from schema.list_pages import page_of
from schema.publications import NextPublication, Publication
from schema.series import Series
from schema.sorting_changes import CARDS_LAST
from schema.sorting_questions import SortingQuestion
from schema.sorting_view import SortingView

MAX_PUBLICATIONS = 20


@strawberry.type(
    description="How the photos of an event are sorted by its QR cards: a proposal that changes with every photo, "
    "card and correction. Viewers see nothing of it until it is published."
)
class Sorting:
    version: str = strawberry.field(
        description="Changes with the series, the open questions, and the codes of any photo. `publishSorting` "
        "requires it."
    )
    pending_photo_count: int = strawberry.field(
        description="The number of photos that are not prepared yet. A card may be among them, so nothing can be "
        "published before."
    )
    card_count: int = strawberry.field(description="The number of photos that show cards.")
    are_cards_last: bool = strawberry.field(description=CARDS_LAST)
    view: strawberry.Private[SortingView]

    @classmethod
    async def of(cls, context: Context, current: CurrentSorting) -> "Sorting":
        return cls(
            version=current.proposal.version,
            pending_photo_count=current.pending_photo_count,
            card_count=current.card_count,
            are_cards_last=current.facts.stored.are_cards_last,
            view=await SortingView.of(context, current),
        )

    @strawberry.field(description="The number of series.")
    def series_count(self) -> int:
        return len(self.view.model.proposal.series)

    @strawberry.field(description="The number of questions that are open.")
    def question_count(self) -> int:
        return len(self.view.model.proposal.questions)

    @strawberry.field(
        description="The number of series at which the photographer should take a last look before publishing: nobody "
        "has seen the first and the last photo of these as they are now."
    )
    def needs_look_count(self) -> int:
        return len(self.view.model.needing_look)

    @strawberry.field(description="The series with this id. Null if there is none now.")
    def one_series(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a series.")]
    ) -> Series | None:
        found = self.view.model.series_by_id.get(ids.name_of(id))
        return Series.of(self.view, found) if found else None

    @strawberry.field(description="The series, in the order of time.")
    def series(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Series]:
        return page_of(
            info,
            "series",
            self.view.model.proposal.series,
            first,
            after,
            id_of=lambda each: each.id,
            convert=lambda page: [Series.of(self.view, each) for each in page],
        )

    @strawberry.field(description="The questions that are open, gravest first.")
    def questions(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[SortingQuestion]:
        return page_of(
            info,
            "questions",
            self.view.model.proposal.questions,
            first,
            after,
            id_of=lambda each: each.id,
            convert=lambda page: [SortingQuestion.of(self.view, each) for each in page],
        )

    @strawberry.field(description="Codes without photos whose card no photo shows, ordered by code.")
    def unseen(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Accessor]:
        size, last = info.context.page_size(first, MAX_ITEMS), ids.after("accessors", after)
        found = [each for each in self.view.model.unseen if last is None or each.access_code > last]
        page = models.Page(tuple(found[:size]), has_next=len(found) > size)
        return page_of_accessors(info.context, self.view.model.event, page, after)

    @strawberry.field(description="What `publishSorting` would change now, without `seriesIds`.")
    def next_publication(self) -> NextPublication:
        return NextPublication.of(self.view.model)

    @strawberry.field(description=f"What was published, newest first: the last {MAX_PUBLICATIONS}.")
    def publications(self) -> list[Publication]:
        newest = self.view.model.facts.stored.log[::-1][:MAX_PUBLICATIONS]
        return [Publication.of(self.view.model, each) for each in newest]
