"""Downloads of many photos."""

from typing import Annotated

import strawberry

from domain.archive_models import ArchiveSize
from domain.errors import InvalidInput, NotFound, Unauthenticated
from domain.models import Viewer
from schema import archives as types
from schema import ids
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none


@strawberry.field(description="An archive that the caller requested. Null if missing or no longer accessible.")
async def archive(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the archive.")]
) -> types.Archive | None:
    principal = info.context.principal
    if principal is None:
        return None
    found = await info.context.service.archives.find(principal, *ids.archive_key(id))
    return types.Archive.of(info.context, found) if found else None


@strawberry.mutation(
    description="Requests some or all photos as one ZIP file. A repeated request for the same photos returns "
    "the same archive.",
    extensions=[UserErrors()],
)
async def request_archive(info: Info, input: Annotated[types.RequestArchiveInput, INPUT]) -> types.ArchivePayload:
    principal, event_id = info.context.principal, unset_to_none(input.event_id)
    photo_ids = unset_to_none(input.photo_ids)
    size = unset_to_none(input.size) or ArchiveSize.FULL
    keys = None if photo_ids is None else [ids.photo_key(id) for id in photo_ids]
    if principal is None:
        raise Unauthenticated
    if isinstance(principal, Viewer):
        if event_id not in (None, principal.event_id):
            raise NotFound
        download = await info.context.service.archives.of_album(
            principal, keys, live_photo_videos=input.live_photo_videos, size=size
        )
        return types.ArchivePayload(archive=types.Archive.of(info.context, download))
    if event_id is None:
        raise InvalidInput("`eventId` is required.", ["event_id"])
    download = await info.context.service.archives.of_event(
        principal, event_id, keys, live_photo_videos=input.live_photo_videos, size=size
    )
    return types.ArchivePayload(archive=types.Archive.of(info.context, download))
