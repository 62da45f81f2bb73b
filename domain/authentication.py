"""Checks passwords: at sign-in, and again before dangerous operations."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain import validation
from domain.errors import Conflict, RateLimited, WrongCredentials
from domain.models import User
from domain.ports.accounts import PasswordHasher, UserStore
from domain.rate_limiting import Attempt
from domain.sign_in_limits import SignInLimits
from domain.tokens import Tokens


@dataclass(frozen=True)
class Authentication:
    users: UserStore
    hasher: PasswordHasher
    tokens: Tokens
    limits: SignInLimits

    async def sign_in(self, *, email: str, password: str, address: str, device_token: str | None) -> User:
        """Returns the account, with its password hash brought up to date. Raises WrongCredentials or RateLimited."""
        email = email.strip().lower()[: validation.MAX_EMAIL_CHARACTERS] or "-"
        attempt, user = await self._begin_attempt(email, address, device_token)
        user = await self._authenticate(attempt, user, password)
        return await self._rehash(user, password) if self.hasher.is_outdated(user.password_hash) else user

    async def confirm_password(self, user: User, password: str, address: str) -> User:
        """For somebody who is signed in. Raises WrongCredentials or RateLimited."""
        return await self._authenticate(await self.limits.of_signed_in(user.user_id, address), user, password)

    async def _begin_attempt(self, email: str, address: str, device_token: str | None) -> tuple[Attempt, User | None]:
        if device_token is None:
            return await asyncio.gather(self.limits.of_stranger(email, address), self.users.by_email(email))
        user = await self.users.by_email(email)
        device_id = await self.tokens.trusted_device(device_token, user)
        if user and device_id:
            return await self.limits.of_device(user.user_id, device_id), user
        return await self.limits.of_stranger(email, address), user

    async def _authenticate(self, attempt: Attempt, user: User | None, password: str) -> User:
        await attempt.raise_if_limited()
        try:
            is_right = await self.hasher.verify(password, user.password_hash if user else None)
        except RateLimited:  # the hasher's queue is full, so this password was not judged
            await attempt.release()
            raise
        if user is None or not is_right:
            raise WrongCredentials(field=["password"])
        await attempt.release()
        return user

    async def _rehash(self, user: User, password: str) -> User:
        try:
            return await self.users.change(user, password_hash=await self.hasher.hash(password))
        except Conflict:  # meanwhile the sessions were ended or the password was changed
            current = await self.users.by_email(user.email)
            if current is None or current.password_hash != user.password_hash:
                raise WrongCredentials(field=["password"]) from None
            return current
