"""Events."""

from typing import Annotated

import strawberry

from domain.errors import Unauthenticated
from domain.models import Photographer, Watermark
from schema import events as types
from schema.cameras import UpdateCameraInput
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none
from schema.payloads import DeletePayload
from schema.watermarks import WatermarkInput


@strawberry.field(
    description="An event of the photographer. Null if it does not exist, has expired, or belongs to another "
    "photographer. Without a token it fails with UNAUTHENTICATED."
)
async def event(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the event.")]
) -> types.Event | None:
    principal = info.context.principal
    if principal is None:
        raise Unauthenticated
    if not isinstance(principal, Photographer):
        return None
    found = await info.context.service.events.find(principal, id)
    return types.Event.of(info.context, found) if found else None


@strawberry.mutation(description="Creates an event and its public link.", extensions=[UserErrors()])
async def create_event(info: Info, input: Annotated[types.CreateEventInput, INPUT]) -> types.EventPayload:
    time_zone = unset_to_none(input.time_zone)
    created = await info.context.service.events.create(
        info.context.photographer(),
        name=input.name,
        seconds_to_live=input.seconds_to_live,
        strip_location=input.strip_location,
        watermark=_watermark(input.watermark),
        time_zone="UTC" if time_zone is None else time_zone,
    )
    return types.EventPayload(event=types.Event.of(info.context, created))


@strawberry.mutation(
    description="Changes an event's name, expiry, location setting, watermark or time zone.", extensions=[UserErrors()]
)
async def update_event(info: Info, input: Annotated[types.UpdateEventInput, INPUT]) -> types.EventPayload:
    updated = await info.context.service.events.update(
        info.context.photographer(),
        input.event_id,
        name=unset_to_none(input.name),
        seconds_to_live=unset_to_none(input.seconds_to_live),
        strip_location=unset_to_none(input.strip_location),
        watermark=_watermark(input.watermark),
        time_zone=unset_to_none(input.time_zone),
    )
    return types.EventPayload(event=types.Event.of(info.context, updated))


@strawberry.mutation(
    description="Corrects the clock of a camera: capture times and the order of photos follow.",
    extensions=[UserErrors()],
)
async def update_camera(info: Info, input: Annotated[UpdateCameraInput, INPUT]) -> types.EventPayload:
    updated = await info.context.service.cameras.set_offset(
        info.context.photographer(), input.event_id, input.camera_id, input.offset_seconds
    )
    return types.EventPayload(event=types.Event.of(info.context, updated))


@strawberry.mutation(
    description="Deletes an event with all of its photos and access codes. Nobody can open it from then on. A "
    "mail confirms when the deletion is complete. Then the public link can be used again.",
    extensions=[UserErrors()],
)
async def delete_event(info: Info, input: Annotated[types.DeleteEventInput, INPUT]) -> DeletePayload:
    await info.context.service.deletions.delete_event(info.context.photographer(), input.event_id)
    return DeletePayload(deleted_ids=[input.event_id])


def _watermark(input: WatermarkInput | None) -> Watermark | None:
    watermark = unset_to_none(input)
    return watermark.to_model() if watermark else None
