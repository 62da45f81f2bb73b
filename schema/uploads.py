"""Uploads: files go straight to storage, by requests that the service signs."""

from datetime import datetime

import strawberry

from domain import uploads
from schema.context import Context
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo
from schema.scalars import ByteCount


@strawberry.type(description="An HTTP header.")
class HttpHeader:
    name: str = strawberry.field(description="Its name.")
    value: str = strawberry.field(description="Its value.")


@strawberry.type(description="One request to send to storage.")
class UploadRequest:
    method: str = strawberry.field(description="`PUT`.")
    url: str = strawberry.field(description="Where to, signed. Good until the ticket's `expiresAt`.")
    headers: list[HttpHeader] = strawberry.field(
        description="All of them are signed: send exactly these. Storage refuses other bytes than they announce."
    )
    part_number: int | None = strawberry.field(description="1, 2, 3 ... in a multipart upload; otherwise null.")
    offset: ByteCount = strawberry.field(description="Where in the file the body of this request starts.")
    size_bytes: ByteCount = strawberry.field(description="How long the body is.")

    @classmethod
    def of(cls, step: uploads.UploadStep) -> "UploadRequest":
        return cls(
            method=step.request.method,
            url=step.request.url,
            headers=[HttpHeader(name=name, value=value) for name, value in step.request.headers],
            part_number=step.part_number,
            offset=ByteCount(step.offset),
            size_bytes=ByteCount(step.size_bytes),
        )


@strawberry.type(description="The right to upload one file.")
class UploadTicket:
    photo: Photo = strawberry.field(
        description="The photo as registered, UPLOADING. Its filename may differ from the asked one: `cake (2).png`."
    )
    already_uploaded: bool = strawberry.field(
        description="The same file is stored under this name already: send nothing."
    )
    upload_id: str | None = strawberry.field(description="For `completeUpload`, in a multipart upload; otherwise null.")
    requests: list[UploadRequest] = strawberry.field(
        description="One, or one a part, in any order and side by side; none when `alreadyUploaded`."
    )
    expires_at: datetime | None = strawberry.field(
        description="Until when the requests are good: ask again after that. Null when there are none."
    )

    @classmethod
    def of(cls, context: Context, ticket: uploads.Ticket, until: datetime) -> "UploadTicket":
        return cls(
            photo=Photo.of(context, ticket.photo, until),
            already_uploaded=ticket.already_uploaded,
            upload_id=ticket.photo.upload_id,
            requests=[UploadRequest.of(step) for step in ticket.steps],
            expires_at=ticket.expires_at,
        )


@strawberry.input(description="A file to upload.")
class UploadFileInput:
    filename: str = strawberry.field(description="Its name on the device. Paths and control characters are cut off.")
    content_type: str = strawberry.field(
        description="Its type, such as `image/jpeg`; the content must agree. Empty or `application/octet-stream` where "
        "the device does not know it (HEIC, often): then the content decides."
    )
    size_bytes: ByteCount = strawberry.field(description="Its exact size; storage refuses any other.")
    sha256: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The SHA-256 of the file, in base64. When given, storage refuses other bytes, and the same file "
        "is never stored twice under its name.",
    )


@strawberry.input(description="Files to upload to an event.")
class RequestUploadsInput:
    event_id: strawberry.ID = strawberry.field(description="The event's `id`.")
    files: list[UploadFileInput] = strawberry.field(description="1 to 100 files.")


@strawberry.input(description="A part that storage has taken.")
class UploadPartInput:
    part_number: int = strawberry.field(description="The request's `partNumber`.")
    etag: str = strawberry.field(description="The ETag header of storage's answer, as it came.")


@strawberry.input(description="What ends a multipart upload.")
class CompleteUploadInput:
    photo_id: strawberry.ID = strawberry.field(description="The ticket's `photo.id`.")
    upload_id: str = strawberry.field(description="The ticket's `uploadId`.")
    parts: list[UploadPartInput] = strawberry.field(description="Every part.")


@strawberry.type(description="Tickets for all files, or why there are none.")
class RequestUploadsPayload:
    tickets: list[UploadTicket] | None = strawberry.field(
        default=None, description="One a file, in the order of the input; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
