"""Refusals that a person can put right, as clients see them."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry import enum_value
from strawberry.extensions import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from domain.errors import UserRefusal, UserRefusals
from schema.context import Info


@strawberry.enum(description="What went wrong, for programs. New ones may come: treat those as INVALID_INPUT.")
class UserErrorCode(Enum):
    INVALID_INPUT = enum_value(
        "INVALID_INPUT", description="A value can't be used as it is; `field` and `message` say which and why."
    )
    EMAIL_TAKEN = enum_value("EMAIL_TAKEN", description="There is already an account with this e-mail address.")
    USER_NAME_TAKEN = enum_value("USER_NAME_TAKEN", description="Somebody else has this user name.")
    WRONG_CREDENTIALS = enum_value(
        "WRONG_CREDENTIALS", description="E-mail address or password is wrong; it is not said which."
    )
    INVALID_TOKEN = enum_value(
        "INVALID_TOKEN", description="The link from the mail was used up, replaced, or is too old."
    )
    SIGN_UP_CLOSED = enum_value("SIGN_UP_CLOSED", description="Nobody can create an account here.")
    INVITATION_REQUIRED = enum_value(
        "INVITATION_REQUIRED", description="An account can only be created by the link of an invitation."
    )
    INVALID_INVITATION = enum_value(
        "INVALID_INVITATION", description="The invitation was used, has expired, or is for another e-mail address."
    )
    EVENT_NAME_TAKEN = enum_value(
        "EVENT_NAME_TAKEN", description="The photographer already has an event with this public link."
    )
    EVENT_EXPIRED = enum_value("EVENT_EXPIRED", description="The event has ended; its photos are deleted.")
    FILE_TYPE_NOT_ALLOWED = enum_value("FILE_TYPE_NOT_ALLOWED", description="The service takes no files of this type.")
    FILE_TOO_LARGE = enum_value("FILE_TOO_LARGE", description="The file is larger than the service takes.")
    QUOTA_EXCEEDED = enum_value("QUOTA_EXCEEDED", description="The photographer's storage is full.")
    INVALID_ACCESS_CODE = enum_value("INVALID_ACCESS_CODE", description="The code does not open an album at this link.")
    ALBUM_EMPTY = enum_value("ALBUM_EMPTY", description="There is nothing to download yet.")
    EMAIL_NOT_VERIFIED = enum_value(
        "EMAIL_NOT_VERIFIED", description="The account's e-mail address must be confirmed first."
    )


@strawberry.type(description="One problem with the input that a person can put right.")
class UserError:
    code: UserErrorCode = strawberry.field(description="What went wrong, for programs.")
    message: str = strawberry.field(description="What went wrong and what to do, in English, fit to be shown.")
    field: list[str] | None = strawberry.field(
        default=None,
        description='The path to the value inside `input`, such as ["files", "3", "filename"]; '
        "null when it is not about a single value.",
    )


USER_ERRORS = "Empty when all went well; otherwise the result beside it is null and nothing was changed."
"""What every payload says about its `userErrors`."""


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
