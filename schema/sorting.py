"""The sorting of an event by QR cards: what is proposed, what to look at, and what was published."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import strawberry

from domain import models
from domain.codes import EVERYBODY_CARD
from domain.models import RenditionKind
from domain.sorting import log, records
from domain.sorting.current import NEIGHBOURS, CurrentSorting
from schema import ids
from schema.accessors import Accessor, page_of_accessors
from schema.connections import MAX_ITEMS, MAX_PHOTOS, After, Connection, First, FirstPhotos
from schema.context import Context, Info
from schema.enums import SeriesKind, SeriesState, SortingQuestionKind
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo
from schema.sorting_changes import CARDS_LAST, SortingChange, SortingChangeInput

T = TypeVar("T")
N = TypeVar("N")

MAX_CARDS = 10
MAX_CODES = 50
MAX_PUBLICATIONS = 20


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
    sorting: strawberry.Private["Sorting"]

    @classmethod
    def of(cls, sorting: "Sorting", series: records.Series) -> "Series":
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
        size = info.context.page_size(first, MAX_PHOTOS)
        names = self.model.photos
        start = _start("series photos", after, names, lambda name: name)
        page = names[start : start + size]
        return _connection("series photos", self.sorting.photos_of(page), page, start, len(names))


@strawberry.type(description="Something in the proposal that the photographer should look at.")
class SortingQuestion:
    id: strawberry.ID = strawberry.field(description="The question's id, an opaque string. It stays with its place.")
    kind: SortingQuestionKind = strawberry.field(description="What the question is.")
    photo_count: int = strawberry.field(description="The number of photos that depend on the answer.")
    gap_seconds: float | None = strawberry.field(description="The pause before the place, where that is the question.")
    model: strawberry.Private[records.Question]
    sorting: strawberry.Private["Sorting"]

    @classmethod
    def of(cls, sorting: "Sorting", question: records.Question) -> "SortingQuestion":
        return cls(
            id=strawberry.ID(question.id),
            kind=question.kind,
            photo_count=len(question.filenames),
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
    model: strawberry.Private[CurrentSorting]
    context: strawberry.Private[Context]
    original_kind: strawberry.Private[RenditionKind | None]

    @classmethod
    async def of(cls, context: Context, current: CurrentSorting) -> "Sorting":
        photographer = context.owner(current.event.user_id)
        return cls(
            version=current.proposal.version,
            pending_photo_count=current.pending_photo_count,
            card_count=current.card_count,
            are_cards_last=current.facts.stored.are_cards_last,
            model=current,
            context=context,
            original_kind=await context.service.photos.original_for_owner(photographer),
        )

    @strawberry.field(description="The number of series.")
    def series_count(self) -> int:
        return len(self.model.proposal.series)

    @strawberry.field(description="The number of questions that are open.")
    def question_count(self) -> int:
        return len(self.model.proposal.questions)

    @strawberry.field(description="The series with this id. Null if there is none now.")
    def one_series(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of a series.")]
    ) -> Series | None:
        found = self.model.series_by_id.get(ids.name_of(id))
        return Series.of(self, found) if found else None

    @strawberry.field(description="The series, in the order of time.")
    def series(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Series]:
        found = self.model.proposal.series
        return _page(info, "series", found, first, after, lambda each: each.id, lambda each: Series.of(self, each))

    @strawberry.field(description="The questions that are open, gravest first.")
    def questions(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[SortingQuestion]:
        found = self.model.proposal.questions
        return _page(
            info, "questions", found, first, after, lambda each: each.id, lambda each: SortingQuestion.of(self, each)
        )

    @strawberry.field(description="Codes without photos whose card no photo shows, ordered by code.")
    def unseen(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Accessor]:
        size, last = info.context.page_size(first, MAX_ITEMS), ids.after("accessors", after)
        found = [each for each in self.model.unseen if last is None or each.access_code > last]
        page = models.Page(tuple(found[:size]), has_next=len(found) > size)
        return page_of_accessors(info.context, self.model.event, page, after)

    @strawberry.field(description="What `publishSorting` would change now, without `seriesIds`.")
    def next_publication(self) -> NextPublication:
        return NextPublication(**_counts(self.model.next_publication))

    @strawberry.field(description=f"What was published, newest first: the last {MAX_PUBLICATIONS}.")
    def publications(self) -> list[Publication]:
        newest = self.model.facts.stored.log[::-1][:MAX_PUBLICATIONS]
        return [Publication.of(self.model, each) for each in newest]

    def accessors_of(self, codes: Sequence[str]) -> list[Accessor]:
        known = self.model.facts.accessors
        found = [known[code] for code in codes if code in known]
        return [Accessor.of(self.context, self.model.event, each) for each in found[:MAX_CODES]]

    def photos_of(self, filenames: Sequence[str]) -> list[Photo]:
        known, event = self.model.facts.photos, self.model.event
        found = [known[name] for name in filenames if name in known]
        return [Photo.of(self.context, photo, event, self.original_kind) for photo in found]


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


def _counts(change: log.Difference | log.Publication) -> dict[str, int]:
    def photos(gifts: log.Gifts) -> int:
        return len(frozenset(name for names in gifts.values() for name in names))

    return {
        "access_code_count": len(change.added.keys() - {EVERYBODY_CARD}),
        "photo_count": photos(change.added),
        "everybody_photo_count": len(change.added.get(EVERYBODY_CARD, ())),
        "removed_photo_count": photos(change.removed),
    }


def _page(
    info: Info,
    list_name: str,
    found: Sequence[T],
    first: int,
    after: str | None,
    id_of: Callable[[T], str],
    convert: Callable[[T], N],
) -> Connection[N]:
    size, start = info.context.page_size(first, MAX_ITEMS), _start(list_name, after, found, id_of)
    page = found[start : start + size]
    nodes = [convert(each) for each in page]
    return _connection(list_name, nodes, [id_of(each) for each in page], start, len(found))


def _connection(list_name: str, nodes: list[N], page: Sequence[str], start: int, total: int) -> Connection[N]:
    return Connection(
        nodes=nodes,
        list_name=list_name,
        position_of=lambda index: (page[index], str(start + index + 1)),
        has_next=start + len(page) < total,
        has_previous=start > 0,
    )


def _start(list_name: str, after: str | None, found: Sequence[T], id_of: Callable[[T], str]) -> int:
    """Where the page starts: behind the item of the cursor, or where that was if it is gone."""
    if not after:
        return 0
    last, index = ids.position(list_name, after, 2)
    places = (place for place, each in enumerate(found, start=1) if id_of(each) == last)
    return next(places, int(index) if index.isdecimal() and len(index) < 9 else 0)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
