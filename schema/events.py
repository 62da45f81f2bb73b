"""Events, as their photographer sees them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain import models
from schema import ids
from schema.accessors import Accessor, page_of_accessors
from schema.connections import MAX_ITEMS, MAX_PHOTOS, After, Connection, First, FirstPhotos
from schema.context import Context, Info
from schema.enums import PhotoFilter
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo, page_of_own_photos
from schema.scalars import ByteCount
from schema.watermarks import Watermark, WatermarkInput


@strawberry.type(description="A set of photos with one public link, one end, and access codes that open parts of it.")
class Event:
    id: strawberry.ID = strawberry.field(description="The event's UUID.")
    name: str = strawberry.field(description="What the photographer calls it.")
    public_url: str = strawberry.field(
        description="`user_name/slug`, without the service's address: where viewers type their code. Never changes."
    )
    creation_date: date = strawberry.field(description="The day it was created, in UTC.")
    created_at: datetime = strawberry.field(description="The instant it was created.")
    seconds_to_live: int = strawberry.field(description="For how long it lives from `createdAt`, in seconds.")
    expires_at: datetime = strawberry.field(
        description="`createdAt` plus `secondsToLive`: from this second on nothing opens it, and all is deleted."
    )
    strip_location: bool = strawberry.field(
        description="Whether viewers get originals without the place where they were taken. The photographer's own "
        "originals stay as they are."
    )
    photo_count: int = strawberry.field(description="All photos, also those on their way; not the rejected ones.")
    total_bytes: ByteCount = strawberry.field(description="The size of those originals together.")
    model: strawberry.Private[models.Event]

    @classmethod
    def of(cls, context: Context, event: models.Event) -> "Event":
        context.owner(event.user_id)
        return cls(
            id=strawberry.ID(event.event_id),
            name=event.name,
            public_url=event.public_url,
            creation_date=event.creation_date,
            created_at=event.created_at,
            seconds_to_live=event.seconds_to_live,
            expires_at=event.expires_at,
            strip_location=event.strip_location,
            photo_count=event.photo_count,
            total_bytes=ByteCount(event.total_bytes),
            model=event,
        )

    @strawberry.field(description="What is written over previews; null for nothing.")
    def watermark(self) -> Watermark | None:
        return Watermark.of(self.model.watermark) if self.model.watermark.text else None

    @strawberry.field(description="The event's photos in order of filename.")
    async def photos(
        self,
        info: Info,
        first: FirstPhotos = 100,
        after: After = strawberry.UNSET,
        filter: Annotated[
            PhotoFilter | None, strawberry.argument(description="Which photos; absent or null: all of them.")
        ] = strawberry.UNSET,
    ) -> Connection[Photo]:
        page = await info.context.service.photos.page(
            self.model.event_id,
            first=info.context.page_size(first, MAX_PHOTOS),
            after=ids.after("photos", after),
            which=filter or PhotoFilter.ALL,
        )
        return await page_of_own_photos(info.context, page, self.expires_at, after)

    @strawberry.field(description="The event's access codes, in order of code.")
    async def accessors(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Accessor]:
        page = await info.context.service.accessors.page(
            self.model.event_id, first=info.context.page_size(first, MAX_ITEMS), after=ids.after("accessors", after)
        )
        return page_of_accessors(info.context, self.model, page, after)


@strawberry.input(description="A new event.")
class CreateEventInput:
    name: str = strawberry.field(description="The public link is made from it: `Anna & Ben` becomes `anna_ben`.")
    seconds_to_live: int = strawberry.field(
        default=604800, description="For how long it lives, in seconds: one hour to one year. A week, unless said."
    )
    strip_location: bool = strawberry.field(
        default=True, description="Whether viewers get originals without the place where they were taken."
    )
    watermark: WatermarkInput | None = strawberry.field(
        default=strawberry.UNSET, description="What to write over previews. Nothing, unless said."
    )


@strawberry.input(description="What to change of an event. What is absent or null stays as it is.")
class UpdateEventInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Another name. The public link stays, since it is on cards and in mails."
    )
    seconds_to_live: int | None = strawberry.field(
        default=strawberry.UNSET, description="Another life, in seconds from `createdAt`: longer, or shorter."
    )
    strip_location: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether viewers get originals without the place where they were taken; at once for all photos.",
    )
    watermark: WatermarkInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Another watermark, for photos that arrive from now on; one with an empty text for none.",
    )


@strawberry.input(description="Which event to delete, with all of its photos and access codes.")
class DeleteEventInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")


@strawberry.type(description="An event, or why it was not made or changed.")
class EventPayload:
    event: Event | None = strawberry.field(default=None, description="The event as it is now; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
