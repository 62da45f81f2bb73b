"""Verifies a photographer's e-mail address with a mailed link."""

from __future__ import annotations

from dataclasses import dataclass

from domain import emails
from domain.errors import InvalidToken, Unauthenticated
from domain.models import User
from domain.ports.accounts import Mailer, UserStore
from domain.rate_limiting import Budget, LimitKey, RateLimiter
from domain.tokens import Audience, Tokens

CONFIRMATIONS_OF_ACCOUNT = Budget(3, 3600)
CONFIRMATIONS_OF_SESSIONS = Budget(1, 3600)
"""A link ends with the sessions that were open when it was mailed, so signing out allows another mail."""


@dataclass(frozen=True)
class EmailVerification:
    users: UserStore
    tokens: Tokens
    rate_limiter: RateLimiter
    mailer: Mailer
    public_origin: str

    async def mail_link(self, user: User) -> None:
        """Never raises for an undelivered mail: the next sign-in sends another one."""
        keys = [
            LimitKey(f"confirm#{user.user_id}", CONFIRMATIONS_OF_ACCOUNT),
            LimitKey(f"confirm#{user.user_id}#{user.session_epoch}", CONFIRMATIONS_OF_SESSIONS),
        ]
        attempt = await self.rate_limiter.acquire(keys)
        if attempt.refused:
            await attempt.release()
            return
        link = f"{self.public_origin}/verify#{self.tokens.email_verification(user).text}"
        if not await emails.send(self.mailer, user.email, emails.confirm_address(user.user_name, link)):
            await attempt.release()

    async def unverified_user_of(self, token: str) -> User:
        """Raises InvalidToken when the link is wrong, was used, or ended with the account's sessions."""
        token = token.strip()
        await self.tokens.refresh_if_stale(token)
        try:
            claims = self.tokens.claims(token, Audience.VERIFY_EMAIL)
        except Unauthenticated:
            raise InvalidToken(field=["token"]) from None
        user = await self.users.by_id(claims["sub"])
        if user is None or user.session_epoch != claims.get("epoch"):
            raise InvalidToken(field=["token"])
        if user.email_verified or user.email != claims.get("email"):
            raise InvalidToken(field=["token"])
        return user
