"""Access codes, as the photographer sees them, and what changes them."""

from datetime import datetime

import strawberry

from domain import models
from schema import ids
from schema.connections import MAX_PHOTOS, After, Connection, FirstPhotos
from schema.context import Context, Info
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo, page_of_own_photos


@strawberry.type(description="An access code with its photos: what one subject, or one group, gets to see.")
class Accessor:
    access_code: str = strawberry.field(description="Six symbols, `ABC34D`. Unique within its event.")
    label: str | None = strawberry.field(description="Whom it is for, in the photographer's words; viewers see it too.")
    all_photos: bool = strawberry.field(
        description="True: it opens every photo of the event, also later ones. False: just its own list."
    )
    created_at: datetime = strawberry.field(description="When it was issued.")
    first_opened_at: datetime | None = strawberry.field(description="When it was first redeemed; null until then.")
    last_opened_at: datetime | None = strawberry.field(description="When it was last redeemed; null until then.")
    open_count: int = strawberry.field(description="How often it was redeemed.")
    download_count: int = strawberry.field(description="How many photos were saved with it, as far as viewers tell.")
    event: strawberry.Private[models.Event]
    model: strawberry.Private[models.Accessor]

    @classmethod
    def of(cls, context: Context, event: models.Event, accessor: models.Accessor) -> "Accessor":
        context.owner(event.user_id)
        return cls(
            access_code=accessor.access_code,
            label=accessor.label,
            all_photos=accessor.all_photos,
            created_at=accessor.created_at,
            first_opened_at=accessor.first_opened_at,
            last_opened_at=accessor.last_opened_at,
            open_count=accessor.open_count,
            download_count=accessor.download_count,
            event=event,
            model=accessor,
        )

    @strawberry.field(
        description="The link to give away: event page, code, and a key that spares typing and is never rate limited. "
        "Whoever has it sees these photos."
    )
    def url(self, info: Info) -> str:
        return info.context.service.accessors.url(self.event, self.model)

    @strawberry.field(description="How many photos it opens, also those still on their way.")
    def photo_count(self, info: Info) -> int:
        return info.context.service.accessors.photo_count(self.event, self.model)

    @strawberry.field(description="The photos that it opens, in order of filename.")
    async def photos(self, info: Info, first: FirstPhotos = 100, after: After = strawberry.UNSET) -> Connection[Photo]:
        page = await info.context.service.accessors.photos(
            self.model,
            first=info.context.page_size(first, MAX_PHOTOS),
            after=ids.after("photos", after),
            load=info.context.load_photos,
        )
        return await page_of_own_photos(info.context, page, self.event.expires_at, after)


def page_of_accessors(
    context: Context, event: models.Event, page: models.Page[models.Accessor], after: str | None
) -> Connection[Accessor]:
    return Connection(
        nodes=[Accessor.of(context, event, accessor) for accessor in page.items],
        list_name="accessors",
        positions=[(accessor.access_code,) for accessor in page.items],
        has_next=page.has_next,
        has_previous=bool(after),
    )


@strawberry.input(description="One new access code.")
class IssueAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The photos that it opens; more can be added later."
    )
    all_photos: bool = strawberry.field(
        default=False, description="Whether it opens every photo of the event, also later ones."
    )
    label: str | None = strawberry.field(
        default=strawberry.UNSET, description="Whom it is for: at most 100 characters. Viewers see it."
    )


@strawberry.input(description="Many new access codes without photos.")
class IssueAccessCodesInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    labels: list[str] = strawberry.field(
        description='One code for each, in this order, 1 to 500: the names of a list, or "" for a blank card.'
    )


@strawberry.input(description="What to change of an access code. What is absent or null stays as it is.")
class UpdateAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    access_code: str = strawberry.field(description="The code, as issued.")
    label: str | None = strawberry.field(default=strawberry.UNSET, description='Another label; "" takes it away.')
    all_photos: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether it opens every photo. The own list is kept meanwhile."
    )
    add_photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos to add to its list; those that are there already stay."
    )
    remove_photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos to take off its list; the photos themselves stay."
    )


@strawberry.input(description="Which access code to end.")
class RevokeAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    access_code: str = strawberry.field(description="The code, as issued.")


@strawberry.type(description="An access code, or why there is none.")
class AccessorPayload:
    accessor: Accessor | None = strawberry.field(
        default=None, description="The code as it is now; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="New access codes, or why there are none.")
class AccessorsPayload:
    accessors: list[Accessor] | None = strawberry.field(
        default=None, description="The codes in the order of their labels; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
