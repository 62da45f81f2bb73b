"""Photographers and their sessions, and the inputs and payloads of their mutations."""

from datetime import datetime

import strawberry

from domain import models
from domain.ports.events import EventPosition
from domain.sign_up_mode import SignUpMode
from schema import ids
from schema.connections import MAX_ITEMS, After, Connection, First
from schema.context import Info
from schema.enums import register
from schema.errors import USER_ERRORS, UserError
from schema.events import Event
from schema.nodes import Node
from schema.scalars import ByteCount

register(
    SignUpMode,
    "Who may create an account. Treat unknown values as CLOSED, since values may be added.",
    {
        SignUpMode.OPEN: "Anyone can sign up.",
        SignUpMode.INVITED: "Signing up requires an invitation.",
        SignUpMode.CLOSED: "Nobody can sign up.",
    },
)


@strawberry.type(
    description="A photographer's account, visible to its owner only. `verifyEmail` returns it too, but its events and "
    "storage require an access token."
)
class User(Node):
    id: strawberry.ID = strawberry.field(description="The account's id, a UUID.")
    email: str = strawberry.field(description="The e-mail address to sign in with, in lower case.")
    user_name: str = strawberry.field(description="The public name. Every public link of an event starts with it.")
    email_verified: bool = strawberry.field(description="Whether the e-mail address is confirmed, by the mailed link.")
    created_at: datetime = strawberry.field(description="When the account was created.")

    @classmethod
    def of(cls, user: models.User) -> "User":
        return cls(
            id=strawberry.ID(user.user_id),
            email=user.email,
            user_name=user.user_name,
            email_verified=user.email_verified,
            created_at=user.created_at,
        )

    @strawberry.field(description="The size of the photos in unexpired events, in bytes. The quota limits it.")
    async def storage_bytes(self, info: Info) -> ByteCount:
        return ByteCount(await info.context.service.accounts.storage_bytes(info.context.owner(self.id)))

    @strawberry.field(description="How large the photos in unexpired events may be, in bytes.")
    async def storage_limit_bytes(self, info: Info) -> ByteCount:
        service = info.context.service
        await service.accounts.me(info.context.owner(self.id))
        return ByteCount(service.uploads.quota_bytes)

    @strawberry.field(description="The photographer's events that have not expired, newest first.")
    async def events(self, info: Info, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]:
        context = info.context
        page = await context.service.events.page(
            context.owner(self.id), first=context.page_size(first, MAX_ITEMS), after=_position(after)
        )
        return Connection(
            nodes=[Event.of(context, event) for event in page.items],
            list_name="events",
            position_of=lambda index: (page.items[index].created_at.isoformat(), page.items[index].event_id),
            has_next=page.has_next,
            has_previous=bool(after),
        )


def _position(after: str | None) -> EventPosition | None:
    if not after:
        return None
    created_at, event_id = ids.position("events", after, parts=2)
    return EventPosition(ids.instant(created_at), event_id)


@strawberry.type(description="An open session. Send `Authorization: Bearer <accessToken>` with each request.")
class Session:
    access_token: str = strawberry.field(description="The photographer's token for requests. Valid for 15 minutes.")
    expires_at: datetime = strawberry.field(description="When the access token expires. Call `refreshSession` before.")
    refresh_token: str | None = strawberry.field(
        description="The token for `refreshSession`, valid for thirty days. Store it in the device's key store. "
        "Null in a browser, which gets an HttpOnly cookie instead."
    )
    device_token: str | None = strawberry.field(
        description="Pass this token to the next `signIn` on this device, even after signing out. It exempts the "
        "device from rate limits caused by others who guess this account's password, and grants no "
        "access. Valid for a year. Null in a browser, which gets an HttpOnly cookie instead."
    )
    user: User = strawberry.field(description="The photographer who signed in.")


@strawberry.input(description="Input of `signUp`.")
class SignUpInput:
    email: str = strawberry.field(description="The e-mail address. A confirmation link is mailed to it.")
    user_name: str = strawberry.field(description="The public name that starts every link. It can't be changed later.")
    password: str = strawberry.field(description="At least eight characters. The most common passwords are refused.")
    invitation: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The token that follows `#invitation=` in the invitation's link. Required if `signUpMode` is "
        "INVITED. `email` must be the invited address.",
    )


@strawberry.input(description="Input of `signIn`.")
class SignInInput:
    email: str = strawberry.field(description="The account's e-mail address, in upper or lower case.")
    password: str = strawberry.field(description="The account's password.")
    device_token: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The `deviceToken` of the last session on this device. Omit it in a browser, which sends its "
        "cookie.",
    )


@strawberry.input(description="Input of `refreshSession`.")
class RefreshSessionInput:
    refresh_token: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The session's `refreshToken`. Omit it in a browser, which sends its cookie.",
    )


@strawberry.input(description="Input of `verifyEmail`.")
class VerifyEmailInput:
    token: str = strawberry.field(
        description="The token that follows `#` in the mailed link. It is valid once, for three days, or until the "
        "account's sessions are ended."
    )


@strawberry.input(description="Input of `requestPasswordReset`.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The account's e-mail address.")


@strawberry.input(description="Input of `resetPassword`.")
class ResetPasswordInput:
    token: str = strawberry.field(description="The token after `#` in the mailed link. Valid once, for an hour.")
    new_password: str = strawberry.field(
        description="At least eight characters. The most common passwords are refused."
    )


@strawberry.input(description="Input of `changePassword`.")
class ChangePasswordInput:
    password: str = strawberry.field(description="The current password.")
    new_password: str = strawberry.field(
        description="At least eight characters. The most common passwords are refused."
    )


@strawberry.input(description="Input of `deleteAccount`.")
class DeleteAccountInput:
    password: str = strawberry.field(description="The account's password, to confirm the deletion. It can't be undone.")


@strawberry.type(description="The payload of mutations that open or refresh a session.")
class SessionPayload:
    session: Session | None = strawberry.field(
        default=None, description="The open session. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="The payload of `signOut`.")
class SignOutPayload:
    signed_out: bool = strawberry.field(description="Always true. Failures are reported in `errors`.")


@strawberry.type(description="The payload of `verifyEmail`.")
class UserPayload:
    user: User | None = strawberry.field(
        default=None, description="The account after the mutation. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="The payload of `requestPasswordReset`.")
class RequestPasswordResetPayload:
    accepted: bool = strawberry.field(description="Always true, so that nobody can find out who has an account.")
