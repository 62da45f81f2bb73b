"""Events as their photographer sees them, and the inputs and payloads of their mutations."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain import codes, models
from domain.camera_survey import CameraSurvey
from schema import ids
from schema.accessors import Accessor, page_of_accessors
from schema.cameras import Camera, survey_of
from schema.connections import MAX_ITEMS, After, Connection, First, FirstPhotos
from schema.context import Context, Info
from schema.enums import OrderDirection, PhotoFilter, PhotoOrder
from schema.errors import USER_ERRORS, UserError
from schema.nodes import Node
from schema.photo_lists import Direction, OrderBy, listing_of
from schema.photos import Photo, page_of_own_photos
from schema.scalars import ByteCount
from schema.shared_read import SharedRead
from schema.sorting import Sorting
from schema.watermarks import Watermark, WatermarkInput


@strawberry.type(description="An event: photos with a public link, an expiry, and access codes that open some or all.")
class Event(Node):
    id: strawberry.ID = strawberry.field(description="The event's id, a UUID.")
    name: str = strawberry.field(description="The event's name.")
    public_url: str = strawberry.field(
        description="The path of the event's page, `user_name/slug`, relative to the service's address. Viewers "
        "enter their code there. It never changes."
    )
    creation_date: date = strawberry.field(description="The day the event was created, in UTC.")
    created_at: datetime = strawberry.field(description="When the event was created.")
    seconds_to_live: int = strawberry.field(description="The lifetime of the event from `createdAt`, in seconds.")
    expires_at: datetime = strawberry.field(
        description="When the event expires: `createdAt` plus `secondsToLive`. From then on, nobody can open the "
        "event, and everything in it is deleted."
    )
    strip_location: bool = strawberry.field(
        description="Whether the location is removed from the originals that viewers download. The photographer's "
        "own originals keep it."
    )
    time_zone: str = strawberry.field(
        description="The time zone in which camera times without one are read: an IANA name such as `Europe/Berlin`."
    )
    photo_count: int = strawberry.field(description="The number of photos, READY or not, without REJECTED ones.")
    total_bytes: ByteCount = strawberry.field(
        description="The total size of the originals of these photos, in bytes, with the videos of Live Photos."
    )
    has_live_photos: bool = strawberry.field(
        description="Whether the event has Live Photos: photos with `livePhotoVideo`."
    )
    model: strawberry.Private[models.Event]
    survey: strawberry.Private[SharedRead[CameraSurvey]]

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
            time_zone=event.time_zone,
            photo_count=event.photo_count,
            total_bytes=ByteCount(event.total_bytes),
            has_live_photos=event.live_photo_count > 0,
            model=event,
            survey=survey_of(context, event),
        )

    @strawberry.field(description="The watermark on previews. Null if there is none.")
    def watermark(self) -> Watermark | None:
        return Watermark.of(self.model.watermark) if self.model.watermark.text else None

    @strawberry.field(description="The photos of the event.")
    async def photos(
        self,
        info: Info,
        first: FirstPhotos = 100,
        after: After = strawberry.UNSET,
        filter: Annotated[
            PhotoFilter | None, strawberry.argument(description="The photos to return. If absent or null, all of them.")
        ] = strawberry.UNSET,
        order_by: OrderBy = PhotoOrder.TAKEN_AT,
        direction: Direction = OrderDirection.ASCENDING,
    ) -> Connection[Photo]:
        listing = listing_of(info.context, first, after, order_by, direction)
        page = await info.context.service.photos.page(self.model, listing, filter or PhotoFilter.ALL)
        return await page_of_own_photos(info, page, self.model, listing)

    @strawberry.field(
        description="The cameras with photos that are READY, ordered by their first photo. Beyond 16 cameras, some may "
        "be missing."
    )
    async def cameras(self, info: Info) -> list[Camera]:
        found = await info.context.service.cameras.of_event(self.model)
        return [Camera.of(info.context, self.model, camera, self.survey) for camera in found]

    @strawberry.field(description="One of `cameras`. Null if there is none with this id.")
    async def camera(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the camera.")]
    ) -> Camera | None:
        found = await info.context.service.cameras.of_event(self.model, id)
        return Camera.of(info.context, self.model, found[0], self.survey) if found else None

    @strawberry.field(description="The number of READY photos that tell no time. Lists by time have them at the end.")
    async def untimed_photo_count(self) -> int:
        return (await self.survey.result()).untimed_count

    @strawberry.field(
        description="The number of READY photos that tell their time but belong to none of `cameras`: no offset "
        "corrects them."
    )
    async def unknown_camera_photo_count(self) -> int:
        return (await self.survey.result()).unknown_camera_count

    @strawberry.field(
        description='The link in the QR code of the card "everybody": photos that are taken after it are for all. It '
        "opens no album."
    )
    def everybody_card_url(self, info: Info) -> str:
        return info.context.service.accessors.card_url(self.model, codes.EVERYBODY_CARD)

    @strawberry.field(
        description='The link in the QR code of the card "stop": photos that are taken after it are for nobody. It '
        "opens no album."
    )
    def stop_card_url(self, info: Info) -> str:
        return info.context.service.accessors.card_url(self.model, codes.STOP_CARD)

    @strawberry.field(
        description="How the photos are sorted by QR cards. Reads all photos of the event, so query it alone."
    )
    async def sorting(self, info: Info) -> Sorting:
        return await Sorting.of(info.context, await info.context.sorting_of(self.model))

    @strawberry.field(description="The access codes of the event, ordered by code.")
    async def accessors(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Accessor]:
        page = await info.context.service.accessors.page(
            self.model.event_id, first=info.context.page_size(first, MAX_ITEMS), after=ids.after("accessors", after)
        )
        return page_of_accessors(info.context, self.model, page, after)


@strawberry.input(description="Input of `createEvent`.")
class CreateEventInput:
    name: str = strawberry.field(
        description="The name. The public link is derived from it: `Anna & Ben` becomes `anna_ben`."
    )
    seconds_to_live: int = strawberry.field(
        default=604800,
        description="The lifetime of the event in seconds, from one hour to one year. The default is a week.",
    )
    strip_location: bool = strawberry.field(
        default=True, description="Whether the location is removed from the originals that viewers download."
    )
    watermark: WatermarkInput | None = strawberry.field(
        default=strawberry.UNSET, description="The watermark on previews. The default is none."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The time zone of the event: an IANA name such as `Europe/Berlin`. The default is `UTC`.",
    )


@strawberry.input(description="Input of `updateEvent`. Fields that are absent or null stay unchanged.")
class UpdateEventInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The new name. The public link does not change, since it may be on printed cards and in mails.",
    )
    seconds_to_live: int | None = strawberry.field(
        default=strawberry.UNSET, description="The new lifetime in seconds from `createdAt`, longer or shorter."
    )
    strip_location: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the location is removed from the originals that viewers download. Applies to all "
        "photos at once.",
    )
    watermark: WatermarkInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="The new watermark, for photos that are uploaded from now on. Use an empty `text` to remove it.",
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The new time zone, an IANA name. Photos whose camera wrote no time zone move by the difference.",
    )


@strawberry.input(description="Input of `deleteEvent`.")
class DeleteEventInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")


@strawberry.type(description="The payload of `createEvent`, `updateEvent` and `updateCamera`.")
class EventPayload:
    event: Event | None = strawberry.field(
        default=None, description="The event after the mutation. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
