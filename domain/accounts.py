"""Photographers' accounts and sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from domain import emails, passwords, validation
from domain.errors import Conflict, InvalidToken, RateLimited, Unauthenticated, WrongCredentials
from domain.invitations import SignUpPolicy
from domain.models import Clock, Photographer, User
from domain.password_resets import PasswordResets
from domain.ports.accounts import Mailer, PasswordHasher, Undelivered, UserStore
from domain.rate_limiting import Attempt, Budget, LimitKey, RateLimiter, network_of, wider_network_of
from domain.sessions import Sessions
from domain.sign_in_limits import SignInLimits
from domain.sign_up_mode import SignUpMode
from domain.tokens import Audience, TokenClaims, Tokens

SIGN_UPS_OF_ADDRESS = Budget(30, 3600)
SIGN_UPS_OF_NETWORK = Budget(60, 3600)
CONFIRMATIONS_OF_ACCOUNT = Budget(3, 3600)
CONFIRMATIONS_OF_SESSIONS = Budget(1, 3600)
"""A link ends with the sessions that were open when it was mailed: after signing out another one is needed."""

MAX_ATTEMPTS = 5
"""To change an account that others change at the same moment."""


@dataclass(frozen=True)
class OpenSession:
    access_token: str
    expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    device_token: str
    device_expires_at: datetime
    user: User


class Accounts:
    def __init__(
        self,
        *,
        users: UserStore,
        sessions: Sessions,
        hasher: PasswordHasher,
        tokens: Tokens,
        confirmation_mailer: Mailer,
        password_resets: PasswordResets,
        rate_limiter: RateLimiter,
        sign_up_policy: SignUpPolicy,
        clock: Clock,
        new_id: Callable[[], str],
        public_origin: str,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._hasher = hasher
        self._tokens = tokens
        self._confirmation_mailer = confirmation_mailer
        self._password_resets = password_resets
        self._rate_limiter = rate_limiter
        self._limits = SignInLimits(rate_limiter)
        self._sign_up_policy = sign_up_policy
        self._clock = clock
        self._new_id = new_id
        self._public_origin = public_origin

    @property
    def sign_up_mode(self) -> SignUpMode:
        return self._sign_up_policy.mode

    async def sign_up(
        self, *, email: str, user_name: str, password: str, address: str, invitation: str | None = None
    ) -> OpenSession:
        """Raises InvalidInput (all fields at once), EmailTaken, UserNameTaken or RateLimited.

        And SignUpClosed, InvitationRequired or InvalidInvitation. One that was mailed confirms the address.
        """
        self._sign_up_policy.check_mode(invitation)
        email, user_name, password = validation.clean(
            ("email", validation.email, email),
            ("user_name", validation.user_name, user_name),
            ("password", passwords.check_password, password),
        )
        attempt = await self._rate_limiter.acquire(
            [
                LimitKey(f"sign-up#{network_of(address)}", SIGN_UPS_OF_ADDRESS),
                LimitKey(f"sign-ups#{wider_network_of(address)}", SIGN_UPS_OF_NETWORK),
            ]
        )
        await attempt.raise_if_limited()
        invited = await self._sign_up_policy.invitation_of(invitation, email) if invitation else None
        user = User(
            user_id=self._new_id(),
            email=email,
            user_name=user_name,
            password_hash=await self._hasher.hash(password),
            email_verified=invited is not None and invited.is_mailed,
            created_at=self._clock(),
        )
        await self._users.add(user, invited)
        if not user.email_verified:
            await self._ask_to_confirm(user)
        return self._open(user)

    async def sign_in(self, *, email: str, password: str, address: str, device_token: str | None = None) -> OpenSession:
        """Raises WrongCredentials (the same for an unknown e-mail, after the same work) or RateLimited.

        `device_token` is what the last session on the device came with: strangers' attempts don't limit it.
        """
        email = email.strip().lower()[: validation.MAX_EMAIL_CHARACTERS] or "-"
        attempt, user = await self._try(email, address, device_token)
        user = await self._authenticate(attempt, user, password)
        if self._hasher.is_outdated(user.password_hash):
            user = await self._rehash(user, password)
        if not user.email_verified:
            await self._ask_to_confirm(user)
        return self._open(user)

    async def refresh(self, refresh_token: str) -> OpenSession:
        """Raises Unauthenticated when the token is bad, or every session of the account was ended since."""
        await self._tokens.refresh_if_stale(refresh_token)
        claims = self._tokens.claims(refresh_token, Audience.REFRESH)
        user = await self._users.by_id(claims["sub"])
        if user is None or user.session_epoch != claims.get("epoch"):
            raise Unauthenticated("This session was ended. Sign in again.", reason="TOKEN_EXPIRED")
        return self._open(user, str(claims.get("device", user.user_id)))

    async def sign_out(self, photographer: Photographer) -> None:
        """Ends every session of the account, and with it every access token. Raises Unauthenticated."""
        await self._change(lambda: self.me(photographer), ends_sessions=True)

    async def verify_email(self, token: str) -> User:
        """Works once, and only while the sessions last that were open when it was mailed. Raises InvalidToken."""
        claims = await self._mailed_claims(token, Audience.VERIFY_EMAIL)

        async def unverified() -> User:
            user = await self._mailed_user(claims)
            if user.email_verified or user.email != claims.get("email"):
                raise InvalidToken(field=["token"])
            return user

        return await self._change(unverified, email_verified=True)

    async def request_password_reset(self, email: str, *, address: str) -> None:
        """Answers the same, after the same work, whether or not there is an account."""
        await self._password_resets.request(email, address)

    async def reset_password(self, token: str, new_password: str) -> OpenSession:
        """Ends every other session. Raises InvalidToken or InvalidInput. The mail's link proves the address too."""
        (new_password,) = validation.clean(("new_password", passwords.check_password, new_password))
        await self._password_resets.user_of(token)  # before the work of hashing
        changed = await self._change(
            lambda: self._password_resets.user_of(token),
            password_hash=await self._hasher.hash(new_password),
            email_verified=True,
            ends_sessions=True,
        )
        return self._open(changed)

    async def me(self, photographer: Photographer) -> User:
        """Raises Unauthenticated."""
        return await self._sessions.user_of(photographer)

    async def confirm_password(self, photographer: Photographer, password: str, *, address: str) -> User:
        """The account, once its password was given again. Raises WrongCredentials or RateLimited."""
        user = await self.me(photographer)
        return await self._authenticate(await self._limits.of_signed_in(user.user_id, address), user, password)

    async def storage_bytes(self, photographer: Photographer) -> int:
        stored, _ = await asyncio.gather(self._users.storage_bytes(photographer.user_id), self.me(photographer))
        return stored

    async def _change(
        self,
        read: Callable[[], Awaitable[User]],
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        ends_sessions: bool = False,
    ) -> User:
        """Reads and changes an account, again when another change came between. Raises as `read`, or Conflict."""
        for _ in range(MAX_ATTEMPTS):
            user = await read()
            epoch = user.session_epoch + 1 if ends_sessions else None
            with suppress(Conflict):
                return await self._users.change(
                    user, password_hash=password_hash, email_verified=email_verified, session_epoch=epoch
                )
        raise Conflict

    async def _try(self, email: str, address: str, device_token: str | None) -> tuple[Attempt, User | None]:
        if device_token is None:
            return await asyncio.gather(self._limits.of_stranger(email, address), self._users.by_email(email))
        user = await self._users.by_email(email)
        device_id = await self._tokens.trusted_device(device_token, user)
        if user and device_id:
            return await self._limits.of_device(user.user_id, device_id), user
        return await self._limits.of_stranger(email, address), user

    async def _authenticate(self, attempt: Attempt, user: User | None, password: str) -> User:
        await attempt.raise_if_limited()
        try:
            is_right = await self._hasher.verify(password, user.password_hash if user else None)
        except RateLimited:  # too many wait for their turn: this one was not judged
            await attempt.release()
            raise
        if user is None or not is_right:
            raise WrongCredentials(field=["password"])
        await attempt.release()
        return user

    async def _rehash(self, user: User, password: str) -> User:
        try:
            return await self._users.change(user, password_hash=await self._hasher.hash(password))
        except Conflict:  # the sessions were ended meanwhile, or the password was changed
            current = await self._users.by_email(user.email)
            if current is None or current.password_hash != user.password_hash:
                raise WrongCredentials(field=["password"]) from None
            return current

    async def _ask_to_confirm(self, user: User) -> None:
        counted = [
            LimitKey(f"confirm#{user.user_id}", CONFIRMATIONS_OF_ACCOUNT),
            LimitKey(f"confirm#{user.user_id}#{user.session_epoch}", CONFIRMATIONS_OF_SESSIONS),
        ]
        attempt = await self._rate_limiter.acquire(counted)
        if attempt.refused:
            await attempt.release()
            return
        link = f"{self._public_origin}/verify#{self._tokens.email_verification(user).text}"
        message = emails.confirm_address(user.user_name, link)
        try:
            await self._confirmation_mailer.send(to=user.email, subject=message.subject, text=message.text)
        except Undelivered:
            # The account must not fail with the mail: the next sign-in sends it again.
            await attempt.release()

    async def _mailed_claims(self, token: str, audience: Audience) -> TokenClaims:
        await self._tokens.refresh_if_stale(token.strip())
        try:
            return self._tokens.claims(token.strip(), audience)
        except Unauthenticated:
            raise InvalidToken(field=["token"]) from None

    async def _mailed_user(self, claims: TokenClaims) -> User:
        user = await self._users.by_id(claims["sub"])
        if user is None or user.session_epoch != claims.get("epoch"):
            raise InvalidToken(field=["token"])
        return user

    def _open(self, user: User, device_id: str | None = None) -> OpenSession:
        device_id = device_id or self._new_id()
        tokens = self._tokens
        access, refresh, device = tokens.access(user), tokens.refresh(user, device_id), tokens.device(user, device_id)
        return OpenSession(
            access_token=access.text,
            expires_at=access.expires_at,
            refresh_token=refresh.text,
            refresh_expires_at=refresh.expires_at,
            device_token=device.text,
            device_expires_at=device.expires_at,
            user=user,
        )
