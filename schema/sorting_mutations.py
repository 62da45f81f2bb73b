"""Inputs and payloads of the mutations that change a sorting, publish it, and undo that."""

import strawberry

from schema.errors import USER_ERRORS, UserError
from schema.publications import Publication
from schema.sorting import Sorting
from schema.sorting_change_inputs import SortingChangeInput
from schema.sorting_changes import SortingChange


@strawberry.input(description="Input of `changeSorting`.")
class ChangeSortingInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    changes: list[SortingChangeInput] = strawberry.field(
        description="The changes, in order: at most 500, of at most 500 photos in all. An `undo` list is accepted as "
        "a whole, even if it is longer."
    )


@strawberry.input(description="Input of `publishSorting`.")
class PublishSortingInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    version: str = strawberry.field(description="The `version` of the sorting that the photographer has seen.")
    series_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="The ids of the series to publish. If absent or null, all photos."
    )


@strawberry.input(description="Input of `undoPublication`.")
class UndoPublicationInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    publication_id: strawberry.ID = strawberry.field(description="The `id` of the publication.")


@strawberry.type(description="The payload of `changeSorting`.")
class ChangeSortingPayload:
    sorting: Sorting | None = strawberry.field(
        default=None, description="The sorting after the mutation. Null if there are `userErrors`."
    )
    undo: list[SortingChange] = strawberry.field(
        default_factory=list, description="The changes that undo these, for another `changeSorting`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="The payload of `publishSorting` and `undoPublication`.")
class PublicationPayload:
    publication: Publication | None = strawberry.field(
        default=None,
        description="What was published or undone. Null if there are `userErrors`, or nothing was left to publish.",
    )
    sorting: Sorting | None = strawberry.field(
        default=None, description="The sorting after the mutation. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
