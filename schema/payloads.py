"""Payloads that several mutations share."""

import strawberry

from schema.errors import USER_ERRORS, UserError


@strawberry.type(description="The payload of mutations that delete or revoke.")
class DeletePayload:
    deleted_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The ids of the deleted objects, or the revoked access code."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
