"""The album: what one access code opens, as its viewer sees it."""

from asyncio import Future, ensure_future
from datetime import datetime

import strawberry

from domain import albums
from schema import ids
from schema.connections import MAX_PHOTOS, After, Connection, FirstPhotos
from schema.context import Context, Info
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo, page_of_album
from schema.scalars import ByteCount


@strawberry.type(description="What one access code opens.")
class Album:
    event_name: str = strawberry.field(description="What the photographer calls the event.")
    photographer: str = strawberry.field(description="The photographer's user name.")
    public_url: str = strawberry.field(description="`user_name/slug`: the event's page, without the service's address.")
    label: str | None = strawberry.field(description="Whom the code is for, in the photographer's words.")
    expires_at: datetime = strawberry.field(
        description="When the photos are deleted: from this second on nothing opens them."
    )
    model: strawberry.Private[albums.Album]
    counted: strawberry.Private[Future[tuple[int, int]] | None] = None

    @classmethod
    def of(cls, context: Context, album: albums.Album) -> "Album":
        event = album.event
        context.check_reader(event.user_id, event.event_id)
        return cls(
            event_name=event.name,
            photographer=event.public_url.split("/", 1)[0],
            public_url=event.public_url,
            label=album.accessor.label,
            expires_at=event.expires_at,
            model=album,
        )

    @strawberry.field(description="How many photos there are to see.")
    async def photo_count(self, info: Info) -> int:
        return (await self._totals(info))[0]

    @strawberry.field(description="The size of their originals together.")
    async def total_bytes(self, info: Info) -> ByteCount:
        return ByteCount((await self._totals(info))[1])

    @strawberry.field(description="The photos, in order of filename. Each one is READY.")
    async def photos(self, info: Info, first: FirstPhotos = 100, after: After = strawberry.UNSET) -> Connection[Photo]:
        page = await info.context.service.albums.photos(
            self.model,
            first=info.context.page_size(first, MAX_PHOTOS),
            after=ids.after("photos", after),
            load=info.context.load_photos,
        )
        return page_of_album(info.context, page, self.model.event, after)

    def _totals(self, info: Info) -> Future[tuple[int, int]]:
        """Both totals come of one count, made when the first is asked for."""
        if self.counted is None:
            self.counted = ensure_future(info.context.service.albums.totals(self.model, load=info.context.load_photos))
        return self.counted


@strawberry.input(description="A code as typed, or as the link carries it.")
class RedeemAccessCodeInput:
    public_url: str = strawberry.field(description="The event's page: `user_name/slug`.")
    access_code: str = strawberry.field(
        description="As typed: case, spaces and dashes are forgiven, and O for 0, I or L for 1."
    )
    link_key: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What follows the code in the link's or QR's fragment, after the point. "
        "A redeem with a good key is never rate limited.",
    )


@strawberry.type(description="The open album, or why it stays closed.")
class RedeemAccessCodePayload:
    album: Album | None = strawberry.field(default=None, description="The album; null with `userErrors`.")
    viewer_token: str | None = strawberry.field(
        default=None,
        description="Send `Authorization: Bearer <viewerToken>` to read `album` again. Null with `userErrors`.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the viewer token ends: with the event, or after 30 days.",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.input(description="Which photos a viewer has saved.")
class ReportDownloadsInput:
    photo_ids: list[strawberry.ID] = strawberry.field(description="The photos' ids, at most 500.")


@strawberry.type(description="That the report was taken.")
class ReportDownloadsPayload:
    reported: bool = strawberry.field(description="Always true: failures are errors.")
