"""Series: whose the photos of a camera are, as an event's cards and corrections say."""

from datetime import UTC, datetime

import strawberry

from domain.codes import EVERYBODY_CARD
from domain.sorting import records
from domain.sorting.camera_order import NEIGHBOURS
from domain.sorting.current import SeriesState
from domain.sorting.records import SeriesKind
from schema import ids
from schema.accessors import Accessor
from schema.connections import MAX_PHOTOS, After, Connection, FirstPhotos
from schema.context import Info
from schema.enums import register
from schema.list_pages import page_of
from schema.photos import Photo
from schema.sorting_view import MAX_CODES, SortingView

MAX_CARDS = 10

register(
    SeriesKind,
    "Where a series comes from. Values may be added.",
    {
        SeriesKind.SUBJECTS: "It follows the card of a code, or cards of several.",
        SeriesKind.EVERYBODY: "It follows the card for everybody.",
        SeriesKind.NOBODY: "It follows the stop card.",
        SeriesKind.UNREAD_CARD: "It follows a card that could not be read. It is for nobody until it is named.",
        SeriesKind.BEFORE_FIRST_CARD: "It precedes the camera's first card. It is for nobody.",
        SeriesKind.NO_CARDS: "The camera has no cards. It is proposed by the time of another camera's series.",
    },
)
register(
    SeriesState,
    "Whether a series was published.",
    {
        SeriesState.UNPUBLISHED: "Nothing of it was published.",
        SeriesState.PUBLISHED: "All of its photos are given to their codes.",
        SeriesState.CHANGED: "Something of it was published, and the proposal has changed since.",
    },
)


@strawberry.type(description="Photos that were assigned one by one, to the same codes.")
class AssignedTo:
    photos: list[Photo] = strawberry.field(description="The photos.")
    everybody: bool = strawberry.field(description="Whether they are for everybody.")
    accessors: list[Accessor] = strawberry.field(description="The codes that they are for. Empty: for nobody.")


@strawberry.type(description="Successive photos of one camera that are proposed for the same codes.")
class Series:
    id: strawberry.ID = strawberry.field(
        description="The series' id, an opaque string. It stays as long as the series starts with the same photo."
    )
    kind: SeriesKind = strawberry.field(description="What kind of series it is.")
    camera_id: strawberry.ID | None = strawberry.field(description="The `id` of the camera. Null if it is unknown.")
    starts_at: datetime | None = strawberry.field(description="When its first photo was taken.")
    ends_at: datetime | None = strawberry.field(description="When its last photo was taken.")
    photo_count: int = strawberry.field(
        description="The number of its photos, without cards and those that were assigned one by one."
    )
    card_count: int = strawberry.field(description="The number of its cards, deleted ones included.")
    state: SeriesState = strawberry.field(description="Whether it was published.")
    model: strawberry.Private[records.Series]
    sorting: strawberry.Private[SortingView]

    @classmethod
    def of(cls, sorting: SortingView, series: records.Series) -> "Series":
        return cls(
            id=strawberry.ID(ids.name_id(series.id)),
            kind=series.kind,
            camera_id=strawberry.ID(series.camera_id) if series.camera_id else None,
            starts_at=_moment(series.starts_at_seconds),
            ends_at=_moment(series.ends_at_seconds),
            photo_count=len(sorting.model.kept_in(series)),
            card_count=len(series.cards),
            state=sorting.model.state_of(series),
            model=series,
            sorting=sorting,
        )

    @strawberry.field(
        description="Stands for what a last look at the series shows: for whom it is, its first and its last photo. It "
        "changes with these. Null if there are no photos."
    )
    def look_id(self) -> strawberry.ID | None:
        look_id = self.sorting.model.look_id(self.model)
        return strawberry.ID(look_id) if look_id else None

    @strawberry.field(
        description="Whether its codes would get photos by the next publication, and nobody has taken a last look at "
        "it as it is now."
    )
    def needs_look(self) -> bool:
        return self.model.id in self.sorting.model.needing_look

    @strawberry.field(
        description=f"The codes that its photos are for, ordered by code: at most {MAX_CODES}. Empty if they are for "
        "everybody or nobody. Photos that were assigned one by one may be for others."
    )
    def accessors(self) -> list[Accessor]:
        return self.sorting.accessors_of(sorted(self.model.codes))

    @strawberry.field(description=f"Its cards, in order, without deleted ones: at most {MAX_CARDS}.")
    def cards(self) -> list[Photo]:
        return self.sorting.photos_of(self.model.cards[:MAX_CARDS])

    @strawberry.field(
        description=f"Its first photos, in order: at most {NEIGHBOURS}. Without those that were assigned one by one."
    )
    def first_photos(self) -> list[Photo]:
        return self.sorting.photos_of(self.sorting.model.kept_in(self.model)[:NEIGHBOURS])

    @strawberry.field(
        description=f"Its last photos, in order: at most {NEIGHBOURS}. Without those that were assigned one by one."
    )
    def last_photos(self) -> list[Photo]:
        return self.sorting.photos_of(self.sorting.model.kept_in(self.model)[-NEIGHBOURS:])

    @strawberry.field(description="Its photos that were assigned one by one, by whom they are for.")
    def assigned(self) -> list[AssignedTo]:
        found = self.sorting.model.assigned_in(self.model)
        self.sorting.context.count_items(sum(map(len, found.values())))
        return [
            AssignedTo(
                photos=self.sorting.photos_of(names),
                everybody=EVERYBODY_CARD in chosen,
                accessors=self.sorting.accessors_of(sorted(chosen)),
            )
            for chosen, names in found.items()
        ]

    @strawberry.field(description="Its photos, in the order of the camera's clock, without cards.")
    def photos(self, info: Info, first: FirstPhotos = 100, after: After = strawberry.UNSET) -> Connection[Photo]:
        return page_of(
            info,
            "series photos",
            self.model.photos,
            first,
            after,
            id_of=lambda name: name,
            convert=self.sorting.photos_of,
            maximum=MAX_PHOTOS,
        )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
