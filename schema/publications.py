"""What was published of a sorting, and what would be."""

from datetime import datetime

import strawberry

from domain.codes import EVERYBODY_CARD
from domain.sorting import log
from domain.sorting.current import CurrentSorting


@strawberry.type(description="What was published at one time.")
class Publication:
    id: strawberry.ID = strawberry.field(description="The publication's id, unique in its event.")
    published_at: datetime = strawberry.field(description="When it was published.")
    access_code_count: int = strawberry.field(description="The number of codes that it gave photos to.")
    photo_count: int = strawberry.field(description="The number of photos that it gave to codes, or to everybody.")
    everybody_photo_count: int = strawberry.field(description="The number of photos that it gave to everybody.")
    removed_photo_count: int = strawberry.field(
        description="The number of photos that it took from codes, because they were proposed for others since an "
        "earlier publication."
    )
    undone_at: datetime | None = strawberry.field(description="When it was undone. Null if it was not.")
    opened_count: int = strawberry.field(
        description="The number of its codes that guests have opened since, or had until it was undone."
    )

    @classmethod
    def of(cls, current: CurrentSorting, publication: log.Publication) -> "Publication":
        return cls(
            id=strawberry.ID(str(publication.number)),
            published_at=publication.published_at,
            **_counts(publication),
            undone_at=publication.undone_at,
            opened_count=current.opened_since(publication),
        )


@strawberry.type(description="What `publishSorting` would change now.")
class NextPublication:
    access_code_count: int = strawberry.field(description="The number of codes that would get photos.")
    photo_count: int = strawberry.field(description="The number of photos that codes, or everybody, would get.")
    everybody_photo_count: int = strawberry.field(description="The number of photos that everybody would get.")
    removed_photo_count: int = strawberry.field(
        description="The number of photos that would be taken from codes: they were published, and are proposed for "
        "others now."
    )

    @classmethod
    def of(cls, current: CurrentSorting) -> "NextPublication":
        return cls(**_counts(current.next_publication))


def _counts(change: log.Difference | log.Publication) -> dict[str, int]:
    def photos(gifts: log.Gifts) -> int:
        return len(frozenset(name for names in gifts.values() for name in names))

    return {
        "access_code_count": len(change.added.keys() - {EVERYBODY_CARD}),
        "photo_count": photos(change.added),
        "everybody_photo_count": len(change.added.get(EVERYBODY_CARD, ())),
        "removed_photo_count": photos(change.removed),
    }
