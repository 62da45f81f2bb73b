"""Photos: uploading and deleting."""

from typing import Annotated

import strawberry

from domain.uploads import UploadFile
from schema import ids, uploads
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none
from schema.payloads import DeletePayload
from schema.photos import DeletePhotosInput, Photo, PhotoPayload


@strawberry.mutation(
    description="Registers files and returns signed requests to upload them. If one file is refused, none is "
    "registered.",
    extensions=[UserErrors()],
)
async def request_uploads(
    info: Info, input: Annotated[uploads.RequestUploadsInput, INPUT]
) -> uploads.RequestUploadsPayload:
    files = [
        UploadFile(file.filename, file.content_type, file.size_bytes, unset_to_none(file.sha256))
        for file in input.files
    ]
    photographer = info.context.photographer()
    event, tickets = await info.context.service.uploads.request(
        photographer, input.event_id, files, valid_for_seconds=input.valid_for_seconds
    )
    return uploads.RequestUploadsPayload(
        tickets=[uploads.UploadTicket.of(info.context, ticket, event) for ticket in tickets]
    )


@strawberry.mutation(
    description="Completes a multipart upload after all parts are uploaded. Idempotent.",
    extensions=[UserErrors()],
)
async def complete_upload(info: Info, input: Annotated[uploads.CompleteUploadInput, INPUT]) -> PhotoPayload:
    photographer = info.context.photographer()
    key = ids.photo_key(input.photo_id)
    parts = [(part.part_number, part.etag) for part in input.parts]
    event, photo = await info.context.service.uploads.complete(photographer, key, input.upload_id, parts)
    return PhotoPayload(photo=Photo.of(info.context, photo, event))


@strawberry.mutation(
    description="Deletes photos permanently, from the event, all access codes and all archives. Their filenames "
    "can be used again some time later.",
    extensions=[UserErrors()],
)
async def delete_photos(info: Info, input: Annotated[DeletePhotosInput, INPUT]) -> DeletePayload:
    keys = [ids.photo_key(id) for id in input.photo_ids]
    await info.context.service.deletions.delete_photos(info.context.photographer(), input.event_id, keys)
    return DeletePayload(deleted_ids=list(input.photo_ids))
