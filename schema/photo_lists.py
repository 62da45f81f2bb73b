"""The arguments and cursors of lists of photos."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from domain.errors import BadRequest
from domain.photo_order import LaneKey, Listing, Position
from schema import ids
from schema.connections import MAX_PHOTOS
from schema.context import Context
from schema.enums import OrderDirection, PhotoOrder

OrderBy = Annotated[PhotoOrder, strawberry.argument(description="What orders the photos.")]
Direction = Annotated[OrderDirection, strawberry.argument(description="The direction of the order.")]


def listing_of(
    context: Context, first: int, after: str | None, order_by: PhotoOrder, direction: OrderDirection
) -> Listing:
    """Raises BadRequest for the cursor of another list, order or direction."""
    is_descending = direction is OrderDirection.DESCENDING
    position = _position(ids.position(list_name(order_by, is_descending=is_descending), after, None)) if after else {}
    return Listing(context.page_size(first, MAX_PHOTOS), position, order_by, is_descending)


def list_name(order: PhotoOrder, *, is_descending: bool) -> str:
    return f"photos {order.value}{' descending' if is_descending else ''}"


def position_words(position: Position) -> Sequence[str]:
    return [word for lane, key in position.items() for word in (lane, f"{key.time}#{key.filename}")]


def _position(words: Sequence[str]) -> Position:
    if len(words) % 2 or not all("#" in place for place in words[1::2]):
        raise BadRequest("The cursor is invalid.")
    return {lane: LaneKey(*place.split("#", 1)) for lane, place in zip(words[::2], words[1::2], strict=True)}
