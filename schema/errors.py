"""Errors that a user can correct, as part of each mutation's payload."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry import enum_value
from strawberry.extensions import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from domain.errors import UserRefusal, UserRefusals
from schema.context import Info


@strawberry.enum(description="The cause of a `UserError`. Values may be added: treat unknown ones as INVALID_INPUT.")
class UserErrorCode(Enum):
    INVALID_INPUT = enum_value("INVALID_INPUT", description="A value is invalid: see `field` and `message`.")
    EMAIL_TAKEN = enum_value("EMAIL_TAKEN", description="An account with this e-mail address already exists.")
    USER_NAME_TAKEN = enum_value("USER_NAME_TAKEN", description="The user name is taken.")
    WRONG_CREDENTIALS = enum_value("WRONG_CREDENTIALS", description="The e-mail address or the password is wrong.")
    INVALID_TOKEN = enum_value("INVALID_TOKEN", description="The mailed link was used, replaced, or has expired.")
    SIGN_UP_CLOSED = enum_value("SIGN_UP_CLOSED", description="Signing up is closed.")
    INVITATION_REQUIRED = enum_value("INVITATION_REQUIRED", description="Signing up requires an invitation.")
    INVALID_INVITATION = enum_value("INVALID_INVITATION", description="Used, expired, or for another e-mail address.")
    EVENT_NAME_TAKEN = enum_value("EVENT_NAME_TAKEN", description="Another event has this public link.")
    EVENT_EXPIRED = enum_value("EVENT_EXPIRED", description="The event has expired and its photos are deleted.")
    FILE_TYPE_NOT_ALLOWED = enum_value("FILE_TYPE_NOT_ALLOWED", description="The file type is not supported.")
    FILE_TOO_LARGE = enum_value("FILE_TOO_LARGE", description="The file is too large.")
    QUOTA_EXCEEDED = enum_value("QUOTA_EXCEEDED", description="The photographer's storage is full.")
    STORAGE_FULL = enum_value("STORAGE_FULL", description="The server's disk is full. Try again, with pauses.")
    INVALID_ACCESS_CODE = enum_value("INVALID_ACCESS_CODE", description="The code opens no album of this event.")
    ALBUM_EMPTY = enum_value("ALBUM_EMPTY", description="The event or album has no photos to download yet.")
    SORTING_CHANGED = enum_value("SORTING_CHANGED", description="The proposal is not the one that was seen.")
    PHOTOS_PENDING = enum_value("PHOTOS_PENDING", description="Photos are still being uploaded or prepared.")
    EMAIL_NOT_VERIFIED = enum_value("EMAIL_NOT_VERIFIED", description="The e-mail address must be confirmed first.")


@strawberry.type(description="An error in the input that the user can correct.")
class UserError:
    code: UserErrorCode = strawberry.field(description="The cause, for programs.")
    message: str = strawberry.field(description="The cause and what to do: an English sentence to display.")
    field: list[str] | None = strawberry.field(
        default=None,
        description='The path of the value in `input`, such as ["files", "3", "filename"]. '
        "Null if the error is not about a single value.",
    )


USER_ERRORS = "Why the mutation failed. Empty if it succeeded; otherwise nothing was changed and the result is null."
"""The description of every payload's `userErrors`."""


class UserErrors(FieldExtension):
    """Turns a UserRefusal or UserRefusals of a mutation into its payload, empty except for `userErrors`."""

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
