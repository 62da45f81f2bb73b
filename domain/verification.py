"""Whether a photographer's e-mail address is confirmed: what is uploaded or shown to others needs one."""

from __future__ import annotations

from domain.errors import EmailNotVerified
from domain.models import Photographer
from domain.sessions import Sessions


class EmailVerification:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def is_verified(self, photographer: Photographer) -> bool:
        if photographer.email_verified:
            return True
        # The token may be older than the confirmation, so the account is read only when the token says no.
        return (await self._sessions.user_of(photographer)).email_verified

    async def require(self, photographer: Photographer) -> None:
        """Raises EmailNotVerified."""
        if not await self.is_verified(photographer):
            raise EmailNotVerified
