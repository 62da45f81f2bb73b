"""Photos and their renditions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import strawberry

from domain import live_photos, models
from domain.capture_time import EventClock
from domain.download_names import rendition_name
from domain.models import RenditionKind
from domain.photo_order import Listing
from domain.photos import Photos
from schema import ids
from schema.codes_of_event import MAX_CODES_OF_PHOTO, selects_codes
from schema.connections import Connection
from schema.context import Context, Info
from schema.enums import PhotoRejection, PhotoStatus
from schema.errors import USER_ERRORS, UserError
from schema.nodes import Node
from schema.photo_lists import list_name, position_words
from schema.scalars import ByteCount

if TYPE_CHECKING:
    from schema.accessors import Accessor

T = TypeVar("T")


@strawberry.type(description="A file of a photo: thumbnail, preview or original, with short-lived signed URLs.")
class Rendition:
    content_type: str = strawberry.field(description="The media type of the file, such as `image/webp`.")
    width: int | None = strawberry.field(description="The width in pixels, after rotation. Null if unknown.")
    height: int | None = strawberry.field(description="The height in pixels, after rotation. Null if unknown.")
    size_bytes: ByteCount | None = strawberry.field(description="The exact size of the file in bytes. Null if unknown.")
    kind: strawberry.Private[RenditionKind]
    file: strawberry.Private[models.Photo]
    photo: strawberry.Private["Photo"]

    @strawberry.field(
        description="The filename to save the file as, such as `cake.png` or `cake-preview.jpg`. `downloadUrl` uses "
        "it too. Its extension matches the content, it is valid on all common systems, and it may not "
        "be unique within the event."
    )
    def filename(self) -> str:
        return rendition_name(self.file, self.kind, self.content_type)

    @strawberry.field(
        description="A signed URL that displays the file. It expires after an hour at most, and never later than "
        "the event. Query again for a new one. Queries within a few minutes return the same URL, so "
        "that it can be cached."
    )
    def url(self) -> str:
        return self._link(attachment=False)

    @strawberry.field(
        description="A signed URL that downloads the file as `filename` (Content-Disposition: attachment). It "
        "expires like `url`."
    )
    def download_url(self) -> str:
        return self._link(attachment=True)

    def _link(self, *, attachment: bool) -> str:
        return self.photo.photos.link(self.file, self.kind, until=self.photo.event.expires_at, attachment=attachment)


@strawberry.type(description="An uploaded photo or video.")
class Photo(Node):
    id: strawberry.ID = strawberry.field(description="The photo's id, an opaque string. It never changes.")
    filename: str = strawberry.field(
        description="The name of the uploaded file, unique within the event, such as `cake.png` or `cake (2).png`. "
        "To save a file, use the `filename` of its rendition."
    )
    content_type: str = strawberry.field(description="The media type of the original, such as `image/jpeg`.")
    size_bytes: ByteCount = strawberry.field(description="The exact size of the original in bytes.")
    status: PhotoStatus = strawberry.field(description="The state of the photo.")
    rejection: str | None = strawberry.field(
        description="Why the photo was rejected, as an English sentence for the photographer. Null unless `status` "
        "is REJECTED."
    )
    rejection_code: PhotoRejection | None = strawberry.field(
        description="Why the photo was rejected, as a code that an app can translate. Null unless `status` is "
        "REJECTED, and for photos rejected before this field existed: show `rejection` for those."
    )
    width: int | None = strawberry.field(description="The width in pixels, after rotation. Null until READY.")
    height: int | None = strawberry.field(description="The height in pixels, after rotation. Null until READY.")
    duration_seconds: float | None = strawberry.field(description="The duration of a video in seconds, else null.")
    taken_at: datetime | None = strawberry.field(
        description="When the photo was taken, according to the camera. If the camera wrote no time zone, the "
        "event's `timeZone` is assumed. Null if unknown."
    )
    uploaded_at: datetime | None = strawberry.field(description="When the upload was completed. Null until then.")
    placeholder: str | None = strawberry.field(description="A ThumbHash in base64, to draw while the thumbnail loads.")
    location_may_remain: bool = strawberry.field(
        description="Whether the original may contain a location that can't be removed. If so, viewers of an event "
        "with `stripLocation` get only thumbnail and preview."
    )
    is_card: bool = strawberry.field(
        description="Whether the photo shows a QR card, read or not. Viewers never see these."
    )
    model: strawberry.Private[models.Photo]
    event: strawberry.Private[models.Event]
    photos: strawberry.Private[Photos]
    context: strawberry.Private[Context]
    original_kind: strawberry.Private[RenditionKind | None] = RenditionKind.ORIGINAL

    @classmethod
    def of(
        cls,
        context: Context,
        photo: models.Photo,
        event: models.Event,
        original_kind: RenditionKind | None = RenditionKind.ORIGINAL,
    ) -> "Photo":
        """`event` is the photo's. No signed URL is valid longer.

        `original_kind` is the rendition that the principal gets as the original. None if they get none.
        """
        context.check_reader(photo.user_id, photo.event_id)
        return cls(
            id=strawberry.ID(ids.photo_id(photo.key)),
            filename=photo.filename,
            content_type=photo.content_type,
            size_bytes=ByteCount(photo.size_bytes),
            status=photo.status,
            rejection=photo.rejection,
            rejection_code=photo.rejection_code,
            width=photo.width,
            height=photo.height,
            duration_seconds=photo.duration_seconds,
            taken_at=EventClock.of(event).taken_at(photo),
            uploaded_at=photo.uploaded_at,
            placeholder=photo.placeholder,
            location_may_remain=photo.location_may_remain,
            is_card=event.is_card(photo),
            model=photo,
            event=event,
            photos=context.service.photos,
            context=context,
            original_kind=original_kind,
        )

    @strawberry.field(description="A WebP file for grids, about 512 pixels on the long side. Null until READY.")
    def thumbnail(self) -> Rendition | None:
        return self._derived(RenditionKind.THUMBNAIL, self.model.thumbnail)

    @strawberry.field(description="A JPEG file for screens, about 2048 pixels on the long side. Null until READY.")
    def preview(self) -> Rendition | None:
        return self._derived(RenditionKind.PREVIEW, self.model.preview)

    @strawberry.field(
        description="The uploaded file, byte for byte. For viewers of an event with `stripLocation`, the location "
        "is removed; it is null for them if `locationMayRemain`. Also null until the upload is "
        "complete, if the photo was rejected, and for photographers who have not confirmed their e-mail "
        "address."
    )
    def original(self) -> Rendition | None:
        if self.original_kind is None or self.status not in (PhotoStatus.PROCESSING, PhotoStatus.READY):
            return None
        return self._file(self.model, self.original_kind)

    @strawberry.field(
        description="The video of a Live Photo, as uploaded. It is to this photo what `original` is: for viewers of an "
        "event with `stripLocation` without the location, and null if that can't be removed. Null for other photos."
    )
    def live_photo_video(self) -> Rendition | None:
        video = live_photos.video_of(self.model)
        if video is None or self.model.status is not PhotoStatus.READY:
            return None
        is_viewer = isinstance(self.context.principal, models.Viewer)
        kind = self.photos.original_for_viewers(self.event, video) if is_viewer else self.original_kind
        return None if kind is None else self._file(video, kind)

    def _file(self, file: models.Photo, kind: RenditionKind) -> Rendition:
        return Rendition(
            content_type=file.content_type,
            width=file.width,
            height=file.height,
            size_bytes=ByteCount(file.size_bytes),
            kind=kind,
            file=file,
            photo=self,
        )

    @strawberry.field(
        description=f"The first {MAX_CODES_OF_PHOTO} codes whose own list has the photo, ordered by code. Codes for "
        "all photos are not among them. Empty for viewers."
    )
    def accessors(self) -> list[Annotated["Accessor", strawberry.lazy("schema.accessors")]]:
        from schema.accessors import Accessor

        return self._of_codes(
            lambda codes: [Accessor.of(self.context, self.event, code) for code in codes[:MAX_CODES_OF_PHOTO]]
        )

    @strawberry.field(description="The number of codes whose own list has the photo. 0 for viewers.")
    def accessor_count(self) -> int:
        return self._of_codes(len)

    def _of_codes(self, convert: Callable[[tuple[models.Accessor, ...]], T]) -> T:
        if isinstance(self.context.principal, models.Viewer):
            return convert(())
        return self.context.codes_of(self.event.event_id).answer(self.filename, convert)

    def _derived(self, kind: RenditionKind, stored: models.Rendition | None) -> Rendition | None:
        if stored is None or self.status is not PhotoStatus.READY:
            return None
        return Rendition(
            content_type=stored.content_type,
            width=stored.width,
            height=stored.height,
            size_bytes=ByteCount(stored.size_bytes),
            kind=kind,
            file=self.model,
            photo=self,
        )


async def page_of_own_photos(
    info: Info, page: models.Page[models.Photo], event: models.Event, listing: Listing
) -> Connection[Photo]:
    """For the event's photographer."""
    return _page(await own_photos(info, page.items, event), page, listing)


async def own_photos(info: Info, photos: Sequence[models.Photo], event: models.Event) -> list[Photo]:
    """For the event's photographer."""
    context = info.context
    if selects_codes(info.selected_fields):
        context.count_items(MAX_CODES_OF_PHOTO * len(photos))
        await context.codes_of(event.event_id).read()
    principal, kind = context.principal, None
    if isinstance(principal, models.Photographer):
        kind = await context.service.photos.original_for_owner(principal)
    return [Photo.of(context, photo, event, kind) for photo in photos]


def page_of_album(
    context: Context, page: models.Page[models.Photo], event: models.Event, listing: Listing
) -> Connection[Photo]:
    """For a viewer."""
    return _page([photo_of_album(context, photo, event) for photo in page.items], page, listing)


def photo_of_album(context: Context, photo: models.Photo, event: models.Event) -> Photo:
    """For a viewer."""
    return Photo.of(context, photo, event, context.service.photos.original_for_viewers(event, photo))


def _page(photos: list[Photo], page: models.Page[models.Photo], listing: Listing) -> Connection[Photo]:
    return Connection(
        nodes=photos,
        list_name=list_name(listing.order, is_descending=listing.is_descending),
        position_of=lambda index: position_words(listing.position_after(page.items[: index + 1])),
        has_next=page.has_next,
        has_previous=bool(listing.after),
    )


@strawberry.input(description="Input of `deletePhotos`.")
class DeletePhotosInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        description="The ids of at most 500 photos. Deleted ones are ignored."
    )


@strawberry.type(description="The payload of `completeUpload`.")
class PhotoPayload:
    photo: Photo | None = strawberry.field(
        default=None, description="The photo after the mutation. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
