"""Photos and their renditions."""

from datetime import datetime

import strawberry

from domain import models
from domain.download_names import rendition_name
from domain.models import RenditionKind
from domain.photos import Photos
from schema import ids
from schema.connections import Connection
from schema.context import Context
from schema.enums import PhotoRejection, PhotoStatus
from schema.errors import USER_ERRORS, UserError
from schema.scalars import ByteCount


@strawberry.type(description="A photo in one size, with short-lived signed addresses.")
class Rendition:
    content_type: str = strawberry.field(description="The file's type, such as `image/webp`.")
    width: int | None = strawberry.field(description="In pixels, after rotation; null when unknown.")
    height: int | None = strawberry.field(description="In pixels, after rotation; null when unknown.")
    size_bytes: ByteCount | None = strawberry.field(description="The exact size of the file; null when unknown.")
    kind: strawberry.Private[RenditionKind]
    photo: strawberry.Private["Photo"]

    @strawberry.field(
        description="The name to save the file under, as `downloadUrl` does: `cake.png`, `cake-preview.jpg`. It ends "
        "in an extension of what the file is, whatever the photo's `filename` is, and every system takes it. Two "
        "photos may have the same one."
    )
    def filename(self) -> str:
        return rendition_name(self.photo.model, self.kind, self.content_type)

    @strawberry.field(
        description="Shows the file. Signed: works for up to an hour and never past the event's end; ask again "
        "for a new one. The same address is given for some minutes, so that caches work."
    )
    def url(self) -> str:
        return self._link(attachment=False)

    @strawberry.field(description="The same file, to be saved under its `filename` (Content-Disposition: attachment).")
    def download_url(self) -> str:
        return self._link(attachment=True)

    def _link(self, *, attachment: bool) -> str:
        return self.photo.photos.link(self.photo.model, self.kind, until=self.photo.until, attachment=attachment)


@strawberry.type(description="An uploaded photo or video.")
class Photo:
    filename: str = strawberry.field(
        description="Its name as uploaded, unique within its event: `cake.png`, `cake (2).png`. Whoever saves the "
        "photo takes the `filename` of its rendition."
    )
    content_type: str = strawberry.field(description="The original's type, such as `image/jpeg`.")
    size_bytes: ByteCount = strawberry.field(description="The original's exact size.")
    status: PhotoStatus = strawberry.field(description="How far it has come.")
    rejection: str | None = strawberry.field(
        description="Why it was rejected, in English words for the photographer; null unless status is REJECTED."
    )
    rejection_code: PhotoRejection | None = strawberry.field(
        description="The same for programs, which say it in their reader's language. Null unless status is REJECTED, "
        "and for photos that were rejected before there was this field: show `rejection` then."
    )
    width: int | None = strawberry.field(description="In pixels, after rotation; null until READY.")
    height: int | None = strawberry.field(description="In pixels, after rotation; null until READY.")
    duration_seconds: float | None = strawberry.field(description="How long a video runs; null for photos.")
    taken_at: datetime | None = strawberry.field(
        description="When the camera took it. A camera that tells no time zone is taken to mean UTC. Null when unknown."
    )
    uploaded_at: datetime | None = strawberry.field(description="When its bytes arrived; null until then.")
    placeholder: str | None = strawberry.field(
        description="A ThumbHash in base64, about 25 bytes: draw it until the thumbnail is there. Null until READY."
    )
    location_may_remain: bool = strawberry.field(
        description="True when the place where it was taken may stand in the file in a way that can't be taken out. "
        "Viewers of an event with `stripLocation` get no original of it then, only thumbnail and preview."
    )
    model: strawberry.Private[models.Photo]
    until: strawberry.Private[datetime]
    photos: strawberry.Private[Photos]
    original_kind: strawberry.Private[RenditionKind | None] = RenditionKind.ORIGINAL

    @classmethod
    def of(
        cls,
        context: Context,
        photo: models.Photo,
        until: datetime,
        original_kind: RenditionKind | None = RenditionKind.ORIGINAL,
    ) -> "Photo":
        """`until` is the end of the photo's event: no signed address outlives it.

        `original_kind` is what its original is for who asks; None where they get none.
        """
        context.check_reader(photo.user_id, photo.event_id)
        return cls(
            filename=photo.filename,
            content_type=photo.content_type,
            size_bytes=ByteCount(photo.size_bytes),
            status=photo.status,
            rejection=photo.rejection,
            rejection_code=photo.rejection_code,
            width=photo.width,
            height=photo.height,
            duration_seconds=photo.duration_seconds,
            taken_at=photo.taken_at,
            uploaded_at=photo.uploaded_at,
            placeholder=photo.placeholder,
            location_may_remain=photo.location_may_remain,
            model=photo,
            until=until,
            photos=context.service.photos,
            original_kind=original_kind,
        )

    @strawberry.field(description="Opaque and lasting. Names this photo wherever `photoId` is asked for.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(ids.photo_id(self.model.key))

    @strawberry.field(description="For grids: about 512 pixels on the long side, WebP. Null until READY.")
    def thumbnail(self) -> Rendition | None:
        return self._derived(RenditionKind.THUMBNAIL, self.model.thumbnail)

    @strawberry.field(description="For a screen: about 2048 pixels on the long side, JPEG. Null until READY.")
    def preview(self) -> Rendition | None:
        return self._derived(RenditionKind.PREVIEW, self.model.preview)

    @strawberry.field(
        description="The file as uploaded, byte by byte; for viewers of an event with `stripLocation` without the "
        "place where it was taken. Null until it has arrived, when rejected, for a photographer whose e-mail address "
        "is not confirmed, and for those viewers of a photo with `locationMayRemain`."
    )
    def original(self) -> Rendition | None:
        if self.original_kind is None or self.status not in (PhotoStatus.PROCESSING, PhotoStatus.READY):
            return None
        return Rendition(
            content_type=self.content_type,
            width=self.width,
            height=self.height,
            size_bytes=self.size_bytes,
            kind=self.original_kind,
            photo=self,
        )

    def _derived(self, kind: RenditionKind, stored: models.Rendition | None) -> Rendition | None:
        if stored is None or self.status is not PhotoStatus.READY:
            return None
        return Rendition(
            content_type=stored.content_type,
            width=stored.width,
            height=stored.height,
            size_bytes=ByteCount(stored.size_bytes),
            kind=kind,
            photo=self,
        )


async def page_of_own_photos(
    context: Context, page: models.Page[models.Photo], until: datetime, after: str | None
) -> Connection[Photo]:
    """For the photographer of the event."""
    principal, kind = context.principal, None
    if isinstance(principal, models.Photographer):
        kind = await context.service.photos.original_for_owner(principal)
    return _page([Photo.of(context, photo, until, kind) for photo in page.items], page, after)


def page_of_album(
    context: Context, page: models.Page[models.Photo], event: models.Event, after: str | None
) -> Connection[Photo]:
    """For a viewer."""
    kind_for_viewers, until = context.service.photos.original_for_viewers, event.expires_at
    photos = [Photo.of(context, photo, until, kind_for_viewers(event, photo)) for photo in page.items]
    return _page(photos, page, after)


def _page(photos: list[Photo], page: models.Page[models.Photo], after: str | None) -> Connection[Photo]:
    return Connection(
        nodes=photos,
        list_name="photos",
        positions=[(photo.filename,) for photo in page.items],
        has_next=page.has_next,
        has_previous=bool(after),
    )


@strawberry.input(description="Which photos to delete. They go out of every access code at once.")
class DeletePhotosInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    photo_ids: list[strawberry.ID] = strawberry.field(
        description="The photos' ids, at most 500. One that is gone already is no error."
    )


@strawberry.type(description="A photo, or why it was not changed.")
class PhotoPayload:
    photo: Photo | None = strawberry.field(default=None, description="The photo as it is now; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
