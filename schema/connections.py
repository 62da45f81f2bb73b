"""Paginated lists: Relay's connections with `first` and `after`."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import strawberry

from schema import ids

T = TypeVar("T")

MAX_ITEMS = 100
MAX_PHOTOS = 500

First = Annotated[int, strawberry.argument(description=f"The number of items to return, from 1 to {MAX_ITEMS}.")]
FirstPhotos = Annotated[
    int, strawberry.argument(description=f"The number of photos to return, from 1 to {MAX_PHOTOS}.")
]
After = Annotated[
    str | None,
    strawberry.argument(description="The `endCursor` of the previous page. If absent or null, the first page."),
]


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there are items after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether items precede this page, that is, `after` was given."
    )
    start_cursor: str | None = strawberry.field(description="The cursor of the first item. Null if the page is empty.")
    end_cursor: str | None = strawberry.field(description="The `after` of the next page. Null if this page is empty.")


@strawberry.type(description="An item of a list and its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="An opaque string. Pass it as `after` to continue after this item.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The items of this page, in order.")
    list_name: strawberry.Private[str]
    position_of: strawberry.Private[Callable[[int], Sequence[str]]]
    has_next: strawberry.Private[bool]
    has_previous: strawberry.Private[bool]

    @strawberry.field(description="The items of this page, each with its cursor. Use `nodes` to omit cursors.")
    def edges(self) -> list[Edge[T]]:
        return [Edge(cursor=self._cursor(index), node=node) for index, node in enumerate(self.nodes)]

    @strawberry.field(description="Whether there are more pages, and the cursors to get them.")
    def page_info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            start_cursor=self._cursor(0) if self.nodes else None,
            end_cursor=self._cursor(len(self.nodes) - 1) if self.nodes else None,
        )

    def _cursor(self, index: int) -> str:
        return ids.cursor(self.list_name, *self.position_of(index))
