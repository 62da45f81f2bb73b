"""Pages of lists: first/after, in the manner of Relay's connections."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

import strawberry

from schema import ids

T = TypeVar("T")

MAX_ITEMS = 100
MAX_PHOTOS = 500

First = Annotated[int, strawberry.argument(description=f"How many to return: 1 to {MAX_ITEMS}, or BAD_REQUEST.")]
FirstPhotos = Annotated[
    int, strawberry.argument(description=f"How many photos to return: 1 to {MAX_PHOTOS}, or BAD_REQUEST.")
]
After = Annotated[
    str | None,
    strawberry.argument(description="The `endCursor` of the page before; absent or null: from the start."),
]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after this page. Exact, never a guess.")
    has_previous_page: bool = strawberry.field(
        description="Whether there is something before this page, that is: whether `after` was given."
    )
    start_cursor: str | None = strawberry.field(description="The first item's cursor; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="The last item's cursor, to pass as `after` for the next page; null on an empty page."
    )


@strawberry.type(description="An item with its place in the list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Opaque. Pass it as `after` to go on behind this item.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The items of this page, in the list's order.")
    list_name: strawberry.Private[str]
    positions: strawberry.Private[Sequence[tuple[str, ...]]]
    has_next: strawberry.Private[bool]
    has_previous: strawberry.Private[bool]

    @strawberry.field(description="The items of this page with a cursor each; `nodes` is the same without.")
    def edges(self) -> list[Edge[T]]:
        return [Edge(cursor=self._cursor(index), node=node) for index, node in enumerate(self.nodes)]

    @strawberry.field(description="Whether the list goes on, and from where.")
    def page_info(self) -> PageInfo:
        return PageInfo(
            has_next_page=self.has_next,
            has_previous_page=self.has_previous,
            start_cursor=self._cursor(0) if self.nodes else None,
            end_cursor=self._cursor(-1) if self.nodes else None,
        )

    def _cursor(self, index: int) -> str:
        return ids.cursor(self.list_name, *self.positions[index])
