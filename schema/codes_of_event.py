"""Which codes list each photo of an event: one read for all photos of a request."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from strawberry.types.nodes import Selection

from domain.models import Accessor
from schema.shared_read import SharedRead

T = TypeVar("T")

MAX_CODES_OF_PHOTO = 10
FIELDS = frozenset({"accessors", "accessorCount"})


@dataclass
class CodesOfEvent:
    """`found` are the codes by filename, once they are read."""

    by_photo: SharedRead[Mapping[str, tuple[Accessor, ...]]]
    found: Mapping[str, tuple[Accessor, ...]] | None = None

    async def read(self) -> None:
        self.found = await self.by_photo.result()

    def answer(self, filename: str, convert: Callable[[tuple[Accessor, ...]], T]) -> T:
        """What `convert` makes of a photo's codes, or an awaitable of it while they are not read.

        Resolvers may return either. A list of photos is completed by a plan only if the codes were read before.
        """
        if self.found is not None:
            return convert(self.found.get(filename, ()))
        return cast(T, _Later(self, filename, convert))


@dataclass
class _Later:
    """Unlike a coroutine, it may be dropped: the list executor tries its plan first."""

    codes: CodesOfEvent
    filename: str
    convert: Callable[[tuple[Accessor, ...]], Any]

    def __await__(self) -> Generator[Any, None, Any]:
        yield from self.codes.read().__await__()
        return self.codes.answer(self.filename, self.convert)


def selects_codes(selections: Sequence[Selection]) -> bool:
    """Whether the selection contains a photo's codes, or their number."""
    return any(
        getattr(selection, "name", None) in FIELDS or selects_codes(selection.selections) for selection in selections
    )
