"""Photographers, their sessions, and what changes them."""

from datetime import datetime

import strawberry

from domain import models
from domain.ports.events import EventPosition
from domain.sign_up_mode import SignUpMode
from schema import ids
from schema.connections import MAX_ITEMS, After, Connection, First
from schema.context import Info
from schema.enums import describe
from schema.errors import USER_ERRORS, UserError
from schema.events import Event
from schema.scalars import ByteCount

strawberry.enum(SignUpMode, description="Who may create an account. New values may come: treat those as CLOSED.")
describe(
    SignUpMode,
    {
        SignUpMode.OPEN: "Everybody.",
        SignUpMode.INVITED: "Who has an invitation.",
        SignUpMode.CLOSED: "Nobody.",
    },
)


@strawberry.type(
    description="A photographer's account. Only its owner ever sees it; who has the link that was mailed to confirm "
    "its address sees no more than the account's own data: its events and photos take an access token."
)
class User:
    id: strawberry.ID = strawberry.field(description="The account's UUID.")
    email: str = strawberry.field(description="The e-mail address to sign in with, in lower case.")
    user_name: str = strawberry.field(description="The first part of every public link of this photographer.")
    email_verified: bool = strawberry.field(
        description="Whether the link that was mailed to the address has been opened."
    )
    created_at: datetime = strawberry.field(description="When the account was made.")

    @classmethod
    def of(cls, user: models.User) -> "User":
        return cls(
            id=strawberry.ID(user.user_id),
            email=user.email,
            user_name=user.user_name,
            email_verified=user.email_verified,
            created_at=user.created_at,
        )

    @strawberry.field(description="Bytes of all photos in all living events; what the quota counts.")
    async def storage_bytes(self, info: Info) -> ByteCount:
        return ByteCount(await info.context.service.accounts.storage_bytes(info.context.owner(self.id)))

    @strawberry.field(description="The photographer's living events, newest first.")
    async def events(self, info: Info, first: First = 20, after: After = strawberry.UNSET) -> Connection[Event]:
        context = info.context
        page = await context.service.events.page(
            context.owner(self.id), first=context.page_size(first, MAX_ITEMS), after=_position(after)
        )
        return Connection(
            nodes=[Event.of(context, event) for event in page.items],
            list_name="events",
            positions=[(event.created_at.isoformat(), event.event_id) for event in page.items],
            has_next=page.has_next,
            has_previous=bool(after),
        )


def _position(after: str | None) -> EventPosition | None:
    if not after:
        return None
    created_at, event_id = ids.position("events", after, parts=2)
    return EventPosition(ids.instant(created_at), event_id)


@strawberry.type(description="A session that is open. Send `Authorization: Bearer <accessToken>` with each request.")
class Session:
    access_token: str = strawberry.field(
        description="Opens everything of this photographer until `expiresAt`, fifteen minutes from now."
    )
    expires_at: datetime = strawberry.field(
        description="When the access token ends. Call `refreshSession` before, or on UNAUTHENTICATED."
    )
    refresh_token: str | None = strawberry.field(
        description="For `refreshSession`, for thirty days: keep it in the device's key store. Null in a browser, "
        "which gets it in a cookie that scripts can't read."
    )
    device_token: str | None = strawberry.field(
        description="For the next `signIn` on this device, for a year, also after signing out: somebody who guesses "
        "passwords of this account can't slow that down. It opens nothing. Null in a browser, which gets a cookie."
    )
    user: User = strawberry.field(description="Who signed in.")


@strawberry.input(description="A new account.")
class SignUpInput:
    email: str = strawberry.field(description="A link to confirm it is mailed to this address.")
    user_name: str = strawberry.field(
        description="Short and public: it starts every link of this photographer. It can't be changed."
    )
    password: str = strawberry.field(description="At least eight characters. The most common ones are refused.")
    invitation: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What follows `#invitation=` in an invitation's link; needed where `signUpMode` is INVITED. The "
        "e-mail address must be the invited one.",
    )


@strawberry.input(description="Who signs in.")
class SignInInput:
    email: str = strawberry.field(description="The account's e-mail address, in any case.")
    password: str = strawberry.field(description="The account's password.")
    device_token: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The `deviceToken` of the last session on this device. Browsers leave it out: their cookie is "
        "sent along.",
    )


@strawberry.input(description="What goes on with a session.")
class RefreshSessionInput:
    refresh_token: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The session's `refreshToken`. Browsers leave it out: their cookie is sent along.",
    )


@strawberry.input(description="What the link in the confirmation mail carries.")
class VerifyEmailInput:
    token: str = strawberry.field(
        description="The part of the mailed link after `#`. It works once, for three days, until the account's "
        "sessions are ended."
    )


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The account's e-mail address.")


@strawberry.input(description="A new password, and the right to set it.")
class ResetPasswordInput:
    token: str = strawberry.field(description="The part of the mailed link after `#`. It works once, for an hour.")
    new_password: str = strawberry.field(description="At least eight characters; any, also spaces.")


@strawberry.input(description="That the account shall go, with everything in it.")
class DeleteAccountInput:
    password: str = strawberry.field(description="The account's password, once more. Nothing brings it back.")


@strawberry.type(description="A session, or why there is none.")
class SessionPayload:
    session: Session | None = strawberry.field(default=None, description="The open session; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="That every session is ended.")
class SignOutPayload:
    signed_out: bool = strawberry.field(description="Always true: failures are errors.")


@strawberry.type(description="An account, or why it was not changed.")
class UserPayload:
    user: User | None = strawberry.field(default=None, description="The account as it is now; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)


@strawberry.type(description="That the request was taken.")
class RequestPasswordResetPayload:
    accepted: bool = strawberry.field(
        description="Always true, also when there is no such account: nobody learns who has one."
    )
