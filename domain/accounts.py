"""Photographers' accounts and sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from domain import passwords, validation
from domain.authentication import Authentication
from domain.email_verification import EmailVerification
from domain.errors import Conflict, Unauthenticated
from domain.invitations import SignUpPolicy
from domain.models import Clock, Photographer, User
from domain.password_resets import PasswordResets
from domain.ports.accounts import PasswordHasher, UserStore
from domain.rate_limiting import Budget, LimitKey, RateLimiter, network_of, wider_network_of
from domain.sessions import Sessions
from domain.tokens import SESSION_ENDED, Audience, Tokens

SIGN_UPS_OF_ADDRESS = Budget(30, 3600)
SIGN_UPS_OF_NETWORK = Budget(60, 3600)
MAX_ATTEMPTS = 5
"""To change an account that other requests change at the same time."""


@dataclass(frozen=True)
class OpenSession:
    access_token: str
    expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    device_token: str
    device_expires_at: datetime
    user: User


@dataclass(frozen=True, kw_only=True)
class Accounts:
    users: UserStore
    sessions: Sessions
    hasher: PasswordHasher
    tokens: Tokens
    authentication: Authentication
    email_verification: EmailVerification
    password_resets: PasswordResets
    rate_limiter: RateLimiter
    sign_up_policy: SignUpPolicy
    clock: Clock
    new_id: Callable[[], str]

    async def sign_up(
        self, *, email: str, user_name: str, password: str, address: str, invitation: str | None = None
    ) -> OpenSession:
        """A mailed invitation verifies the address.

        Raises InvalidInput (all fields at once), EmailTaken, UserNameTaken, RateLimited, SignUpClosed,
        InvitationRequired or InvalidInvitation.
        """
        self.sign_up_policy.check_mode(invitation)
        email, user_name, password = validation.clean(
            ("email", validation.email, email),
            ("user_name", validation.user_name, user_name),
            ("password", passwords.check_password, password),
        )
        attempt = await self.rate_limiter.acquire(
            [
                LimitKey(f"sign-up#{network_of(address)}", SIGN_UPS_OF_ADDRESS),
                LimitKey(f"sign-ups#{wider_network_of(address)}", SIGN_UPS_OF_NETWORK),
            ]
        )
        await attempt.raise_if_limited()
        invited = await self.sign_up_policy.invitation_of(invitation, email) if invitation else None
        user = User(
            user_id=self.new_id(),
            email=email,
            user_name=user_name,
            password_hash=await self.hasher.hash(password),
            email_verified=invited is not None and invited.is_mailed,
            created_at=self.clock(),
        )
        await self.users.add(user, invited)
        if not user.email_verified:
            await self.email_verification.mail_link(user)
        return self._open_session(user)

    async def sign_in(self, *, email: str, password: str, address: str, device_token: str | None = None) -> OpenSession:
        """Raises WrongCredentials (for an unknown e-mail too, after the same work) or RateLimited.

        `device_token` is from the last session on this device: it is exempt from the limits that strangers use up.
        """
        user = await self.authentication.sign_in(
            email=email, password=password, address=address, device_token=device_token
        )
        if not user.email_verified:
            await self.email_verification.mail_link(user)
        return self._open_session(user)

    async def refresh(self, refresh_token: str) -> OpenSession:
        """Raises Unauthenticated when the token is not valid or the account's sessions were ended."""
        await self.tokens.refresh_if_stale(refresh_token)
        claims = self.tokens.claims(refresh_token, Audience.REFRESH)
        user = await self.users.by_id(claims["sub"])
        if user is None or user.session_epoch != claims.get("epoch"):
            raise Unauthenticated(SESSION_ENDED, reason="TOKEN_EXPIRED")
        return self._open_session(user, str(claims.get("device", user.user_id)))

    async def sign_out(self, photographer: Photographer) -> None:
        """Ends every session of the account and with it every access token. Raises Unauthenticated."""
        await self._change(lambda: self.me(photographer), ends_sessions=True)

    async def verify_email(self, token: str) -> User:
        """The link works once, and only until the account's sessions are ended. Raises InvalidToken."""
        return await self._change(lambda: self.email_verification.unverified_user_of(token), email_verified=True)

    async def request_password_reset(self, email: str, *, address: str) -> None:
        """Does the same work whether or not there is an account."""
        await self.password_resets.request(email, address)

    async def reset_password(self, token: str, new_password: str) -> OpenSession:
        """Ends every other session and verifies the address. Raises InvalidToken or InvalidInput."""
        (new_password,) = validation.clean(("new_password", passwords.check_password, new_password))
        await self.password_resets.user_of(token)  # refused before the cost of hashing
        changed = await self._change(
            lambda: self.password_resets.user_of(token),
            password_hash=await self.hasher.hash(new_password),
            email_verified=True,
            ends_sessions=True,
        )
        return self._open_session(changed)

    async def me(self, photographer: Photographer) -> User:
        """Raises Unauthenticated."""
        return await self.sessions.user_of(photographer)

    async def confirm_password(self, photographer: Photographer, password: str, *, address: str) -> User:
        """Returns the account. Raises WrongCredentials or RateLimited."""
        return await self.authentication.confirm_password(await self.me(photographer), password, address)

    async def change_password(
        self, photographer: Photographer, password: str, new_password: str, *, address: str
    ) -> OpenSession:
        """Ends every other session. Raises InvalidInput, WrongCredentials, RateLimited or Unauthenticated."""
        (new_password,) = validation.clean(("new_password", passwords.check_password, new_password))
        await self.confirm_password(photographer, password, address=address)
        changed = await self._change(
            # The session has ended if another request has changed the password meanwhile.
            lambda: self.me(photographer),
            password_hash=await self.hasher.hash(new_password),
            ends_sessions=True,
        )
        return self._open_session(changed)

    async def storage_bytes(self, photographer: Photographer) -> int:
        stored, _ = await asyncio.gather(self.users.storage_bytes(photographer.user_id), self.me(photographer))
        return stored

    async def _change(
        self,
        read: Callable[[], Awaitable[User]],
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        ends_sessions: bool = False,
    ) -> User:
        """Reads and changes an account; repeats both on conflict. Raises what `read` raises, or Conflict."""
        for _ in range(MAX_ATTEMPTS):
            user = await read()
            epoch = user.session_epoch + 1 if ends_sessions else None
            with suppress(Conflict):
                return await self.users.change(
                    user, password_hash=password_hash, email_verified=email_verified, session_epoch=epoch
                )
        raise Conflict

    def _open_session(self, user: User, device_id: str | None = None) -> OpenSession:
        device_id = device_id or self.new_id()
        tokens = self.tokens
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
