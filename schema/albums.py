"""The album that an access code opens, as its viewers see it."""

from datetime import datetime
from functools import partial

import strawberry

from domain import albums
from schema import ids
from schema.connections import After, Connection, FirstPhotos
from schema.context import Context, Info
from schema.enums import OrderDirection, PhotoOrder
from schema.errors import USER_ERRORS, UserError
from schema.nodes import Node
from schema.photo_lists import Direction, OrderBy, listing_of
from schema.photos import Photo, page_of_album
from schema.scalars import ByteCount
from schema.shared_read import SharedRead


@strawberry.type(description="The photos that one access code opens.")
class Album(Node):
    id: strawberry.ID = strawberry.field(
        description="The album's id, an opaque string. Each code of an event has another album."
    )
    event_name: str = strawberry.field(description="The name of the event.")
    photographer: str = strawberry.field(description="The photographer's user name.")
    public_url: str = strawberry.field(description="The path of the event's page: `user_name/slug`.")
    label: str | None = strawberry.field(description="The name of the person or group the code is for.")
    expires_at: datetime = strawberry.field(description="When the event expires and its photos are deleted.")
    time_zone: str = strawberry.field(description="The event's IANA time zone: the day of `expiresAt` is named in it.")
    model: strawberry.Private[albums.Album]
    totals: strawberry.Private[SharedRead[albums.Totals]]

    @classmethod
    def of(cls, context: Context, album: albums.Album) -> "Album":
        event = album.event
        context.check_reader(event.user_id, event.event_id)
        return cls(
            id=strawberry.ID(ids.album_id(event.event_id, album.tag)),
            event_name=event.name,
            photographer=event.public_url.split("/", 1)[0],
            public_url=event.public_url,
            label=album.accessor.label,
            expires_at=event.expires_at,
            time_zone=event.time_zone,
            model=album,
            totals=SharedRead(partial(context.service.albums.totals, album, load=context.load_photos)),
        )

    @strawberry.field(description="The number of photos in the album.")
    async def photo_count(self) -> int:
        return (await self.totals.result()).photo_count

    @strawberry.field(description="The total size of the originals, in bytes, without the videos of Live Photos.")
    async def total_bytes(self) -> ByteCount:
        return ByteCount((await self.totals.result()).size_bytes)

    @strawberry.field(description="Whether the album has Live Photos: photos with `livePhotoVideo`.")
    async def has_live_photos(self) -> bool:
        return (await self.totals.result()).has_live_photos

    @strawberry.field(description="The photos. All of them are READY.")
    async def photos(
        self,
        info: Info,
        first: FirstPhotos = 100,
        after: After = strawberry.UNSET,
        order_by: OrderBy = PhotoOrder.TAKEN_AT,
        direction: Direction = OrderDirection.ASCENDING,
    ) -> Connection[Photo]:
        listing = listing_of(info.context, first, after, order_by, direction)
        page = await info.context.service.albums.photo_page(self.model, listing, load=info.context.load_photos)
        return page_of_album(info.context, page, self.model.event, listing)


@strawberry.input(description="Input of `redeemAccessCode`.")
class RedeemAccessCodeInput:
    public_url: str = strawberry.field(
        description="The path of the event's page, `user_name/slug`; or the path of the link on a printed card, "
        "`q/...`, in any case."
    )
    access_code: str = strawberry.field(
        description="The code. Case, spaces and dashes are ignored; O is read as 0, I and L as 1."
    )
    link_key: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The key that follows the code and a dot in the fragment of the link or QR code. With a valid "
        "key, no rate limit applies.",
    )
    counts_as_opening: bool = strawberry.field(
        default=True,
        description="Whether this counts for the code's `openCount`, `firstOpenedAt` and `lastOpenedAt`. Pass false "
        "for a link that a mail scanner may have followed, and call `reportOpening` at the viewer's first gesture.",
    )


@strawberry.type(description="The payload of `redeemAccessCode`.")
class RedeemAccessCodePayload:
    album: Album | None = strawberry.field(default=None, description="The open album. Null if there are `userErrors`.")
    viewer_token: str | None = strawberry.field(
        default=None,
        description="Send `Authorization: Bearer <viewerToken>` to query `album` later. Null if there are "
        "`userErrors`.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the viewer token expires: after 30 days, or with the event if that is earlier. Null if "
        "there are `userErrors`.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="The payload of `reportOpening`.")
class ReportOpeningPayload:
    reported: bool = strawberry.field(description="Always true. Failures are reported in `errors`.")


@strawberry.input(description="Input of `reportDownloads`.")
class ReportDownloadsInput:
    photo_ids: list[strawberry.ID] = strawberry.field(description="The ids of the saved photos, at most 500.")


@strawberry.type(description="The payload of `reportDownloads`.")
class ReportDownloadsPayload:
    reported: bool = strawberry.field(description="Always true. Failures are reported in `errors`.")
