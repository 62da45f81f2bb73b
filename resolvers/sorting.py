"""Sorting by QR cards: correcting, publishing and undoing."""

from typing import Annotated

import strawberry

from domain.errors import NotFound
from schema import ids
from schema import sorting_mutations as types
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none
from schema.publications import Publication
from schema.sorting import Sorting
from schema.sorting_changes import SortingChange


@strawberry.mutation(
    description="Corrects the proposal, or answers its questions. Concurrent changes of different photos are merged.",
    extensions=[UserErrors()],
)
async def change_sorting(info: Info, input: Annotated[types.ChangeSortingInput, INPUT]) -> types.ChangeSortingPayload:
    photographer = info.context.photographer()
    changes = [change.to_model(input.event_id) for change in input.changes]
    current, undo = await info.context.service.sorting.change(photographer, input.event_id, changes)
    return types.ChangeSortingPayload(
        sorting=await Sorting.of(info.context, current),
        undo=[SortingChange.of(change, input.event_id) for change in undo],
    )


@strawberry.mutation(
    description="Gives photos to codes as the proposal says, and takes back what earlier publications gave and is "
    "proposed for others now. Photos that the photographer gave to codes are never touched. Idempotent.",
    extensions=[UserErrors()],
)
async def publish_sorting(info: Info, input: Annotated[types.PublishSortingInput, INPUT]) -> types.PublicationPayload:
    series_ids = unset_to_none(input.series_ids)
    current, publication = await info.context.service.publishing.publish(
        info.context.photographer(),
        input.event_id,
        version=input.version,
        series_ids=None if series_ids is None else [ids.name_of(each) for each in series_ids],
    )
    return types.PublicationPayload(
        publication=Publication.of(current, publication) if publication else None,
        sorting=await Sorting.of(info.context, current),
    )


@strawberry.mutation(
    description="Takes back exactly what a publication has changed. Idempotent.", extensions=[UserErrors()]
)
async def undo_publication(info: Info, input: Annotated[types.UndoPublicationInput, INPUT]) -> types.PublicationPayload:
    photographer, number = info.context.photographer(), input.publication_id
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NotFound
    current, publication = await info.context.service.publishing.undo(photographer, input.event_id, int(number))
    return types.PublicationPayload(
        publication=Publication.of(current, publication), sorting=await Sorting.of(info.context, current)
    )
