"""Uploads: clients send files directly to storage by signed requests."""

from datetime import datetime

import strawberry

from domain import models, uploads
from schema.context import Context
from schema.errors import USER_ERRORS, UserError
from schema.photos import Photo
from schema.scalars import ByteCount


@strawberry.type(description="An HTTP header.")
class HttpHeader:
    name: str = strawberry.field(description="The header's name.")
    value: str = strawberry.field(description="The header's value.")


@strawberry.type(description="A signed HTTP request that uploads a file or a part of it to storage.")
class UploadRequest:
    method: str = strawberry.field(description="The HTTP method: `PUT`.")
    url: str = strawberry.field(description="The signed URL. It is valid until the ticket's `expiresAt`.")
    headers: list[HttpHeader] = strawberry.field(
        description="The headers. Send exactly these, since they are signed. Storage refuses a body that does not "
        "match them."
    )
    part_number: int | None = strawberry.field(description="The part's number from 1 in a multipart upload, else null.")
    offset: ByteCount = strawberry.field(description="The offset in bytes where the body of this request starts.")
    size_bytes: ByteCount = strawberry.field(description="The length of the body in bytes.")

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


@strawberry.type(description="A part of a multipart upload that storage has already.")
class StoredPart:
    part_number: int = strawberry.field(description="The `partNumber` of its request.")
    etag: str = strawberry.field(description="The `etag` for `completeUpload`.")
    size_bytes: ByteCount = strawberry.field(description="The length of the part in bytes.")


@strawberry.type(description="The requests that upload one file.")
class UploadTicket:
    photo: Photo = strawberry.field(
        description="The registered photo, UPLOADING. If the filename is taken, it gets another, such as `cake "
        "(2).png`."
    )
    already_uploaded: bool = strawberry.field(description="Whether the same file is already stored under this name.")
    upload_id: str | None = strawberry.field(
        description="The id for `completeUpload` in a multipart upload, else null."
    )
    requests: list[UploadRequest] = strawberry.field(
        description="One request, or one per part, which may be sent in any order and in parallel. Empty if "
        "`alreadyUploaded`."
    )
    stored_parts: list[StoredPart] = strawberry.field(
        description="The parts that storage has already, if the file was requested before. Skip their requests, and "
        "pass them to `completeUpload` with the others. Without `sha256`, make sure that the file has not changed."
    )
    expires_at: datetime | None = strawberry.field(
        description="When the requests expire. Null if there are none. Storage may refuse them earlier with status "
        "403 if the service signs with temporary credentials, as in the cloud: then request the upload again."
    )

    @classmethod
    def of(cls, context: Context, ticket: uploads.Ticket, event: models.Event) -> "UploadTicket":
        return cls(
            photo=Photo.of(context, ticket.photo, event),
            already_uploaded=ticket.already_uploaded,
            upload_id=ticket.photo.upload_id,
            requests=[UploadRequest.of(step) for step in ticket.steps],
            stored_parts=[
                StoredPart(part_number=part.number, etag=part.etag, size_bytes=ByteCount(part.size_bytes))
                for part in ticket.stored_parts
            ],
            expires_at=ticket.expires_at,
        )


@strawberry.input(description="A file to upload.")
class UploadFileInput:
    filename: str = strawberry.field(description="The name of the file. Paths and control characters are removed.")
    content_type: str = strawberry.field(
        description="The media type, such as `image/jpeg`. It must match the content. If the device does not know "
        "it, as often with HEIC, send an empty string or `application/octet-stream`: the type is then "
        "detected."
    )
    size_bytes: ByteCount = strawberry.field(description="The exact size in bytes. Storage refuses any other size.")
    sha256: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The SHA-256 of the file, in base64. If given, storage refuses any other content, and the same "
        "file is never stored twice under its name.",
    )


@strawberry.input(description="Input of `requestUploads`.")
class RequestUploadsInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    files: list[UploadFileInput] = strawberry.field(description="The files, 1 to 100.")
    valid_for_seconds: int = strawberry.field(
        default=3600,
        description="How long the requests are valid, from 15 minutes to a day: more for uploads in the background. "
        "They never outlive the event. See `expiresAt` of the ticket.",
    )


@strawberry.input(description="An uploaded part.")
class UploadPartInput:
    part_number: int = strawberry.field(description="The `partNumber` of the request.")
    etag: str = strawberry.field(description="The ETag header of storage's response, unchanged.")


@strawberry.input(description="Input of `completeUpload`.")
class CompleteUploadInput:
    photo_id: strawberry.ID = strawberry.field(description="The `photo.id` of the ticket.")
    upload_id: str = strawberry.field(description="The `uploadId` of the ticket.")
    parts: list[UploadPartInput] = strawberry.field(description="All parts of the file.")


@strawberry.type(description="The payload of `requestUploads`.")
class RequestUploadsPayload:
    tickets: list[UploadTicket] | None = strawberry.field(
        default=None, description="A ticket for each file, in the order of `files`. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
