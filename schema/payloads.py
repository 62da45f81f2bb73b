"""Payloads that several mutations share."""

import strawberry

from schema.errors import USER_ERRORS, UserError


@strawberry.type(description="What is gone.")
class DeletePayload:
    deleted_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The ids, or access codes, of what was deleted."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
