"""The one place where refusals become answers, and faults are hidden."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from graphql import GraphQLError
from strawberry.extensions import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from domain.errors import ProgramRefusal, Refusal, UserRefusal, UserRefusals
from schema.context import Info
from schema.errors import UserError, UserErrorCode

HIDDEN = "Something went wrong on our side."
MAX_MESSAGE_CHARACTERS = 1000
"""The library's messages quote what was sent, however long."""


class UserErrors(FieldExtension):
    """Answers a refusal that a person can put right with the mutation's payload, empty but for `userErrors`."""

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Info, **arguments: Any
    ) -> Any:
        try:
            return await next_(source, info, **arguments)
        except (UserRefusal, UserRefusals) as refusal:
            refusals = refusal.refusals if isinstance(refusal, UserRefusals) else (refusal,)
            info.context.outcomes += [refusal.code for refusal in refusals]
            payload = cast(Callable[..., Any], info.return_type)
            return payload(user_errors=[_user_error(refusal) for refusal in refusals])


def _user_error(refusal: UserRefusal) -> UserError:
    field = [to_camel_case(name) for name in refusal.field] if refusal.field else None
    return UserError(code=UserErrorCode[refusal.code], message=refusal.message, field=field)


def internal_cause(error: GraphQLError) -> BaseException | None:
    """What went wrong on our side, if it is that: neither a refusal nor a mistake in the query."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return None if cause is None or isinstance(cause, Refusal) else cause


def format_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """The error as a client may see it: `message`, `locations`, `path` and `extensions.code`."""
    shown: dict[str, Any] = {"message": error.message[:MAX_MESSAGE_CHARACTERS], "extensions": _extensions(error)}
    if internal_cause(error):
        shown = {"message": HIDDEN, "extensions": {"code": "INTERNAL", "requestId": request_id}}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = error.path
    return shown


def _extensions(error: GraphQLError) -> Mapping[str, Any]:
    refusal = error.original_error
    if not isinstance(refusal, ProgramRefusal):
        # A UserRefusal outside of a mutation has no payload to go into: its code is the reason.
        reason = {"reason": refusal.code} if isinstance(refusal, UserRefusal) else {}
        return {"code": "BAD_REQUEST", **reason, **(error.extensions or {})}
    extensions: dict[str, Any] = {"code": refusal.code}
    if refusal.reason:
        extensions["reason"] = refusal.reason
    if refusal.retry_after_seconds:
        extensions["retryAfterSeconds"] = refusal.retry_after_seconds
    return extensions
