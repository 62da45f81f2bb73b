"""Accounts and sessions."""

from typing import Annotated

import strawberry

from domain.accounts import OpenSession
from domain.errors import Unauthenticated
from domain.models import Photographer
from domain.sign_up_mode import SignUpMode
from schema import accounts as types
from schema.context import DEVICE_COOKIE, REFRESH_COOKIE, Context, Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none
from schema.payloads import DeletePayload


@strawberry.field(description="The signed-in photographer. Null without a photographer's access token.")
async def me(info: Info) -> types.User | None:
    principal = info.context.principal
    if not isinstance(principal, Photographer):
        return None
    return types.User.of(await info.context.service.accounts.me(principal))


@strawberry.field(description="Who may create an account. Query it before showing a sign-up form.")
def sign_up_mode(info: Info) -> SignUpMode:
    return info.context.service.accounts.sign_up_policy.mode


@strawberry.mutation(
    description="Creates an account, signs in, and mails a link to confirm the e-mail address.",
    extensions=[UserErrors()],
)
async def sign_up(info: Info, input: Annotated[types.SignUpInput, INPUT]) -> types.SessionPayload:
    context = info.context
    opened = await context.service.accounts.sign_up(
        email=input.email,
        user_name=input.user_name,
        password=input.password,
        address=context.caller.address,
        invitation=unset_to_none(input.invitation),
    )
    return _opened(context, opened)


@strawberry.mutation(description="Signs in with e-mail address and password.", extensions=[UserErrors()])
async def sign_in(info: Info, input: Annotated[types.SignInInput, INPUT]) -> types.SessionPayload:
    context = info.context
    opened = await context.service.accounts.sign_in(
        email=input.email,
        password=input.password,
        address=context.caller.address,
        device_token=unset_to_none(input.device_token) or context.caller.device_cookie,
    )
    return _opened(context, opened)


@strawberry.mutation(
    description="Exchanges a valid refresh token for new tokens. Fails with UNAUTHENTICATED if the session has ended.",
    extensions=[UserErrors()],
)
async def refresh_session(info: Info, input: Annotated[types.RefreshSessionInput, INPUT]) -> types.SessionPayload:
    token = input.refresh_token or info.context.caller.refresh_cookie
    if not token:
        raise Unauthenticated
    return _opened(info.context, await info.context.service.accounts.refresh(token))


@strawberry.mutation(
    description="Ends all sessions of the account, on all devices. Access tokens and mailed links become "
    "invalid immediately."
)
async def sign_out(info: Info) -> types.SignOutPayload:
    await info.context.service.accounts.sign_out(info.context.photographer())
    info.context.clear_cookies(REFRESH_COOKIE)
    return types.SignOutPayload(signed_out=True)


@strawberry.mutation(
    description="Confirms an e-mail address by the token of the mailed link.", extensions=[UserErrors()]
)
async def verify_email(info: Info, input: Annotated[types.VerifyEmailInput, INPUT]) -> types.UserPayload:
    user = await info.context.service.accounts.verify_email(input.token)
    return types.UserPayload(user=types.User.of(user))


@strawberry.mutation(description="Mails a link to set a new password, if an account has the e-mail address.")
async def request_password_reset(
    info: Info, input: Annotated[types.RequestPasswordResetInput, INPUT]
) -> types.RequestPasswordResetPayload:
    context = info.context
    await context.service.accounts.request_password_reset(input.email, address=context.caller.address)
    return types.RequestPasswordResetPayload(accepted=True)


@strawberry.mutation(
    description="Sets a new password by the token of the mailed link, ends all other sessions, and signs in.",
    extensions=[UserErrors()],
)
async def reset_password(info: Info, input: Annotated[types.ResetPasswordInput, INPUT]) -> types.SessionPayload:
    opened = await info.context.service.accounts.reset_password(input.token, input.new_password)
    return _opened(info.context, opened)


@strawberry.mutation(
    description="Sets a new password, ends all other sessions, and opens a new one.",
    extensions=[UserErrors()],
)
async def change_password(info: Info, input: Annotated[types.ChangePasswordInput, INPUT]) -> types.SessionPayload:
    context = info.context
    opened = await context.service.accounts.change_password(
        context.photographer(), input.password, input.new_password, address=context.caller.address
    )
    return _opened(context, opened)


@strawberry.mutation(
    description="Deletes the account with its events, photos and access codes, and ends all sessions. "
    "A mail confirms when the deletion is complete.",
    extensions=[UserErrors()],
)
async def delete_account(info: Info, input: Annotated[types.DeleteAccountInput, INPUT]) -> DeletePayload:
    context = info.context
    photographer = context.photographer()
    await context.service.deletions.delete_account(photographer, input.password, address=context.caller.address)
    context.clear_cookies(REFRESH_COOKIE, DEVICE_COOKIE)
    return DeletePayload(deleted_ids=[strawberry.ID(photographer.user_id)])


def _opened(context: Context, opened: OpenSession) -> types.SessionPayload:
    # Lets the payload's fields be read, in the request that opens the session.
    context.principal = Photographer.of(opened.user)
    session = types.Session(
        access_token=opened.access_token,
        expires_at=opened.expires_at,
        refresh_token=context.deliver_token(REFRESH_COOKIE, opened.refresh_token, opened.refresh_expires_at),
        device_token=context.deliver_token(DEVICE_COOKIE, opened.device_token, opened.device_expires_at),
        user=types.User.of(opened.user),
    )
    return types.SessionPayload(session=session)
