"""Access codes."""

from typing import Annotated

import strawberry

from domain.accessors import Person
from schema import accessors as types
from schema import ids
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none
from schema.payloads import DeletePayload


@strawberry.mutation(description="Issues an access code for some or all photos of an event.", extensions=[UserErrors()])
async def issue_access_code(info: Info, input: Annotated[types.IssueAccessCodeInput, INPUT]) -> types.AccessorPayload:
    event, accessor = await info.context.service.accessors.issue(
        info.context.photographer(),
        input.event_id,
        keys=[ids.photo_key(id) for id in input.photo_ids],
        all_photos=input.all_photos,
        person=_person(input),
    )
    return types.AccessorPayload(accessor=types.Accessor.of(info.context, event, accessor))


@strawberry.mutation(
    description="Issues many access codes without photos, for a list of names or for blank cards.",
    extensions=[UserErrors()],
)
async def issue_access_codes(
    info: Info, input: Annotated[types.IssueAccessCodesInput, INPUT]
) -> types.AccessorsPayload:
    event, accessors = await info.context.service.accessors.issue_many(
        info.context.photographer(),
        input.event_id,
        input.labels,
        people=[Person(each.label, each.email, each.group) for each in input.people],
    )
    return types.AccessorsPayload(
        accessors=[types.Accessor.of(info.context, event, accessor) for accessor in accessors]
    )


@strawberry.mutation(
    description="Changes whom an access code is for, and its photos. Concurrent changes from several devices are "
    "merged.",
    extensions=[UserErrors()],
)
async def update_access_code(info: Info, input: Annotated[types.UpdateAccessCodeInput, INPUT]) -> types.AccessorPayload:
    event, accessor = await info.context.service.accessors.update(
        info.context.photographer(),
        input.event_id,
        input.access_code,
        person=_person(input),
        all_photos=unset_to_none(input.all_photos),
        add=[ids.photo_key(id) for id in input.add_photo_ids],
        remove=[ids.photo_key(id) for id in input.remove_photo_ids],
    )
    return types.AccessorPayload(accessor=types.Accessor.of(info.context, event, accessor))


@strawberry.mutation(
    description="Revokes an access code. It takes effect immediately, also in open albums. The photos are kept.",
    extensions=[UserErrors()],
)
async def revoke_access_code(info: Info, input: Annotated[types.RevokeAccessCodeInput, INPUT]) -> DeletePayload:
    await info.context.service.accessors.revoke(info.context.photographer(), input.event_id, input.access_code)
    return DeletePayload(deleted_ids=[strawberry.ID(input.access_code)])


def _person(input: types.IssueAccessCodeInput | types.UpdateAccessCodeInput) -> Person:
    return Person(unset_to_none(input.label), unset_to_none(input.email), unset_to_none(input.group))
