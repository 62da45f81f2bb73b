"""Errors as clients see them: refusals with their code, internal faults hidden."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from domain.errors import ProgramRefusal, Refusal, UserRefusal

INTERNAL = "INTERNAL"
HIDDEN = "Something went wrong on our side."
MAX_MESSAGE_CHARACTERS = 1000
"""graphql-core's messages quote the request, at any length."""


def internal_cause(error: GraphQLError) -> BaseException | None:
    """The exception behind an internal error; None for a refusal or an invalid query."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return None if cause is None or isinstance(cause, Refusal) else cause


def format_error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """The error for the response: `message`, `locations`, `path` and `extensions.code`."""
    formatted: dict[str, Any] = {"message": error.message[:MAX_MESSAGE_CHARACTERS], "extensions": _extensions(error)}
    if internal_cause(error):
        formatted = hidden_error(request_id)
    if error.locations:
        formatted["locations"] = [location.formatted for location in error.locations]
    if error.path:
        formatted["path"] = error.path
    return formatted


def hidden_error(request_id: str) -> dict[str, Any]:
    """The error for an internal fault: its id in the log, and nothing about it."""
    return {"message": HIDDEN, "extensions": {"code": INTERNAL, "requestId": request_id}}


def _extensions(error: GraphQLError) -> Mapping[str, Any]:
    refusal = error.original_error
    if not isinstance(refusal, ProgramRefusal):
        # Only mutations have `userErrors`. In a query, the code of a UserRefusal becomes the reason.
        reason = {"reason": refusal.code} if isinstance(refusal, UserRefusal) else {}
        return {"code": "BAD_REQUEST", **reason, **(error.extensions or {})}
    extensions: dict[str, Any] = {"code": refusal.code}
    if refusal.reason:
        extensions["reason"] = refusal.reason
    if refusal.retry_after_seconds:
        extensions["retryAfterSeconds"] = refusal.retry_after_seconds
    return extensions
