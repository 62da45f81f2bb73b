"""Checks that a photographer's session is still open, in parallel with a request's first reads."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import EmailNotVerified, Unauthenticated
from domain.models import Photographer, User
from domain.ports.accounts import UserStore
from domain.tokens import SESSION_ENDED


@dataclass(frozen=True)
class Sessions:
    users: UserStore

    async def user_of(self, photographer: Photographer) -> User:
        """Returns the account, in one consistent read.

        Raises Unauthenticated once the session was ended: by signing out, a new password or deleting the account.
        """
        user = await self.users.by_email(photographer.email)
        known = (photographer.user_id, photographer.session_epoch)
        if user is None or (user.user_id, user.session_epoch) != known:
            raise Unauthenticated(SESSION_ENDED, reason="TOKEN_EXPIRED")
        return user

    async def is_email_verified(self, photographer: Photographer) -> bool:
        if photographer.email_verified:
            return True
        # The token may be older than the verification, so the account is read only when the token says no.
        return (await self.user_of(photographer)).email_verified

    async def require_verified_email(self, photographer: Photographer) -> None:
        """Uploading and sharing need a verified address. Raises EmailNotVerified."""
        if not await self.is_email_verified(photographer):
            raise EmailNotVerified
