"""Downloads of many photos."""

from typing import Annotated

import strawberry

from domain.errors import InvalidInput, NotFound, Unauthenticated
from domain.models import Viewer
from resolvers.errors import UserErrors
from resolvers.inputs import INPUT, unset_to_none
from schema import archives as shown
from schema import ids
from schema.context import Info


@strawberry.field(description="An archive that the caller asked for and may still see; null for any other id.")
async def archive(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The archive's `id`.")]
) -> shown.Archive | None:
    who = info.context.who
    if who is None:
        return None
    found = await info.context.service.archives.find(who, *ids.archive_key(id))
    return shown.Archive.of(info.context, found) if found else None


@strawberry.mutation(
    description="Asks for some or all photos as one ZIP file. Asked again for the same photos, it is the same file.",
    extensions=[UserErrors()],
)
async def request_archive(info: Info, input: Annotated[shown.RequestArchiveInput, INPUT]) -> shown.ArchivePayload:
    who, event_id, photo_ids = info.context.who, unset_to_none(input.event_id), unset_to_none(input.photo_ids)
    keys = None if photo_ids is None else [ids.photo_key(id) for id in photo_ids]
    if who is None:
        raise Unauthenticated
    if isinstance(who, Viewer):
        if event_id not in (None, who.event_id):
            raise NotFound
        download = await info.context.service.archives.of_album(who, keys)
        return shown.ArchivePayload(archive=shown.Archive.of(info.context, download))
    if event_id is None:
        raise InvalidInput("Say which event: eventId.", ["event_id"])
    download = await info.context.service.archives.of_event(who, event_id, keys)
    return shown.ArchivePayload(archive=shown.Archive.of(info.context, download))
