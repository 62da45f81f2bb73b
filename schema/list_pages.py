"""Pages of lists that are in memory."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from schema import ids
from schema.connections import MAX_ITEMS, Connection
from schema.context import Info

T = TypeVar("T")
N = TypeVar("N")


def page_of(
    info: Info,
    list_name: str,
    found: Sequence[T],
    first: int,
    after: str | None,
    *,
    id_of: Callable[[T], str],
    convert: Callable[[Sequence[T]], list[N]],
    maximum: int = MAX_ITEMS,
) -> Connection[N]:
    """`convert` makes one node of each item. Raises BadRequest, as `page_size` does, or for another list's cursor."""
    size, start = info.context.page_size(first, maximum), _start(list_name, after, found, id_of)
    page = found[start : start + size]
    return Connection(
        nodes=convert(page),
        list_name=list_name,
        position_of=lambda index: (id_of(page[index]), str(start + index + 1)),
        has_next=start + len(page) < len(found),
        has_previous=start > 0,
    )


def _start(list_name: str, after: str | None, found: Sequence[T], id_of: Callable[[T], str]) -> int:
    """Where the page starts: behind the item of the cursor, or where that was if it is gone."""
    if not after:
        return 0
    last, index = ids.position(list_name, after, 2)
    places = (place for place, each in enumerate(found, start=1) if id_of(each) == last)
    return next(places, int(index) if index.isdecimal() and len(index) < 9 else 0)
