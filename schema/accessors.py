"""Access codes as their photographer sees them, and the inputs and payloads of their mutations."""

from datetime import datetime

import strawberry

from domain import models
from schema import ids
from schema.connections import After, Connection, FirstPhotos
from schema.context import Context, Info
from schema.enums import OrderDirection, PhotoOrder
from schema.errors import USER_ERRORS, UserError
from schema.nodes import Node
from schema.photo_lists import Direction, OrderBy, listing_of
from schema.photos import Photo, page_of_own_photos

EMAIL = "The e-mail address. Only the photographer sees it, and no mail is sent to it."
GROUP = "The group, such as a class or team, at most 100 characters. Only the photographer sees it."


@strawberry.type(description="An access code and the photos it opens, for one person or one group.")
class Accessor(Node):
    id: strawberry.ID = strawberry.field(
        description="The id of the code, an opaque string. It contains the code: keep it as secret."
    )
    access_code: str = strawberry.field(description="The code: six symbols, such as `ABC34D`. Unique within the event.")
    label: str | None = strawberry.field(
        description="The name the photographer gave this person or group. Viewers see it."
    )
    email: str | None = strawberry.field(
        description="The e-mail address of this person. Only the photographer sees it, and no mail is sent to it."
    )
    group: str | None = strawberry.field(
        description="The group of this person, such as a class or team. Only the photographer sees it."
    )
    all_photos: bool = strawberry.field(
        description="Whether the code opens every photo of the event, including later uploads. If false, it opens "
        "its own list."
    )
    created_at: datetime = strawberry.field(description="When the code was issued.")
    first_opened_at: datetime | None = strawberry.field(description="When the code was first opened, else null.")
    last_opened_at: datetime | None = strawberry.field(description="When the code was last opened. Null until then.")
    open_count: int = strawberry.field(
        description="How many times the code was opened: redeemed, or reported by `reportOpening`."
    )
    download_count: int = strawberry.field(description="How many photos viewers reported as saved with this code.")
    event: strawberry.Private[models.Event]
    model: strawberry.Private[models.Accessor]

    @classmethod
    def of(cls, context: Context, event: models.Event, accessor: models.Accessor) -> "Accessor":
        context.owner(event.user_id)
        return cls(
            id=strawberry.ID(ids.accessor_id(event.event_id, accessor.access_code)),
            access_code=accessor.access_code,
            label=accessor.label,
            email=accessor.email,
            group=accessor.group,
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
        description="The link to share. It contains the event's page, the code and a key, so nothing has to be "
        "typed and no rate limit applies. Anyone with the link can see the photos."
    )
    def url(self, info: Info) -> str:
        return info.context.service.accessors.url(self.event, self.model)

    @strawberry.field(
        description="The same link in a short form of capital letters, for the QR code of a printed card: its QR code "
        "is smaller, so cameras read it from farther away."
    )
    def card_url(self, info: Info) -> str:
        return info.context.service.accessors.card_url(self.event, self.access_code)

    @strawberry.field(description="The number of photos the code opens, including those not yet READY.")
    def photo_count(self, info: Info) -> int:
        return info.context.service.accessors.photo_count(self.event, self.model)

    @strawberry.field(description="The photos the code opens.")
    async def photos(
        self,
        info: Info,
        first: FirstPhotos = 100,
        after: After = strawberry.UNSET,
        order_by: OrderBy = PhotoOrder.TAKEN_AT,
        direction: Direction = OrderDirection.ASCENDING,
    ) -> Connection[Photo]:
        listing = listing_of(info.context, first, after, order_by, direction)
        load = info.context.load_photos
        page = await info.context.service.accessors.photo_page(self.event, self.model, listing, load=load)
        return await page_of_own_photos(info, page, self.event, listing)


def page_of_accessors(
    context: Context, event: models.Event, page: models.Page[models.Accessor], after: str | None
) -> Connection[Accessor]:
    return Connection(
        nodes=[Accessor.of(context, event, accessor) for accessor in page.items],
        list_name="accessors",
        position_of=lambda index: (page.items[index].access_code,),
        has_next=page.has_next,
        has_previous=bool(after),
    )


@strawberry.input(description="Input of `issueAccessCode`.")
class IssueAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The photos the code opens. More can be added later."
    )
    all_photos: bool = strawberry.field(
        default=False, description="Whether the code opens every photo of the event, including later uploads."
    )
    label: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The name of the person or group, at most 100 characters. Viewers see it too.",
    )
    email: str | None = strawberry.field(default=strawberry.UNSET, description=EMAIL)
    group: str | None = strawberry.field(default=strawberry.UNSET, description=GROUP)


@strawberry.input(description="A person or group that gets an access code. Every field may be absent: a blank card.")
class PersonInput:
    label: str = strawberry.field(default="", description="The name, at most 100 characters. Viewers see it too.")
    email: str = strawberry.field(default="", description=EMAIL)
    group: str = strawberry.field(default="", description=GROUP)


@strawberry.input(description="Input of `issueAccessCodes`.")
class IssueAccessCodesInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    labels: list[str] = strawberry.field(
        description='The labels of new codes, in order. Use "" for none. It may be empty if there are `people`.'
    )
    people: list[PersonInput] = strawberry.field(
        default_factory=list,
        description="The people of further new codes, in order. Request 1 to 500 codes in total.",
    )


@strawberry.input(description="Input of `updateAccessCode`. Fields that are absent or null stay unchanged.")
class UpdateAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    access_code: str = strawberry.field(description="The `accessCode`, as issued.")
    label: str | None = strawberry.field(default=strawberry.UNSET, description='The new label. "" removes it.')
    email: str | None = strawberry.field(default=strawberry.UNSET, description=f'{EMAIL} "" removes it.')
    group: str | None = strawberry.field(default=strawberry.UNSET, description=f'{GROUP} "" removes it.')
    all_photos: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the code opens every photo of the event. Its own list is kept in either case.",
    )
    add_photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Photos to add to the code's list. Those already in it are ignored."
    )
    remove_photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Photos to remove from the code's list. The photos themselves are not deleted.",
    )


@strawberry.input(description="Input of `revokeAccessCode`.")
class RevokeAccessCodeInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    access_code: str = strawberry.field(description="The `accessCode`, as issued.")


@strawberry.type(description="The payload of `issueAccessCode` and `updateAccessCode`.")
class AccessorPayload:
    accessor: Accessor | None = strawberry.field(
        default=None, description="The access code after the mutation. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="The payload of `issueAccessCodes`.")
class AccessorsPayload:
    accessors: list[Accessor] | None = strawberry.field(
        default=None,
        description="The new codes, in the order of `labels` and then `people`. Null if there are `userErrors`.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
