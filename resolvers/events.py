"""Events."""

from typing import Annotated

import strawberry

from domain.models import Photographer, Watermark
from resolvers.errors import UserErrors
from resolvers.inputs import INPUT, unset_to_none
from schema import events as shown
from schema.accessors import DeletePayload
from schema.context import Info
from schema.watermarks import WatermarkInput


@strawberry.field(description="One of the photographer's own living events; null for any other id.")
async def event(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The event's `id`.")]
) -> shown.Event | None:
    who = info.context.who
    if not isinstance(who, Photographer):
        return None
    found = await info.context.service.events.find(who, id)
    return shown.Event.of(info.context, found) if found else None


@strawberry.mutation(description="Creates an event with its public link.", extensions=[UserErrors()])
async def create_event(info: Info, input: Annotated[shown.CreateEventInput, INPUT]) -> shown.EventPayload:
    created = await info.context.service.events.create(
        info.context.photographer(),
        name=input.name,
        seconds_to_live=input.seconds_to_live,
        strip_location=input.strip_location,
        watermark=_watermark(input.watermark),
    )
    return shown.EventPayload(event=shown.Event.of(info.context, created))


@strawberry.mutation(
    description="Changes an event: its name, its end, what viewers see and learn.", extensions=[UserErrors()]
)
async def update_event(info: Info, input: Annotated[shown.UpdateEventInput, INPUT]) -> shown.EventPayload:
    updated = await info.context.service.events.update(
        info.context.photographer(),
        input.event_id,
        name=unset_to_none(input.name),
        seconds_to_live=unset_to_none(input.seconds_to_live),
        strip_location=unset_to_none(input.strip_location),
        watermark=_watermark(input.watermark),
    )
    return shown.EventPayload(event=shown.Event.of(info.context, updated))


@strawberry.mutation(
    description="Deletes an event with all of its photos and access codes: gone for everybody at once. A mail tells "
    "when everything is removed; from then on its link may be used again.",
    extensions=[UserErrors()],
)
async def delete_event(info: Info, input: Annotated[shown.DeleteEventInput, INPUT]) -> DeletePayload:
    await info.context.service.deletions.delete_event(info.context.photographer(), input.event_id)
    return DeletePayload(deleted_ids=[input.event_id])


def _watermark(asked: WatermarkInput | None) -> Watermark | None:
    wanted = unset_to_none(asked)
    return wanted.to_model() if wanted else None
