"""Who may sign up: everybody, invited people, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import InvalidInvitation, InvitationRequired, SignUpClosed
from domain.models import Clock
from domain.one_time_tokens import OneTimeToken, Purpose, digest_of
from domain.ports.accounts import OneTimeTokenStore
from domain.rate_limiting import anonymized
from domain.sign_up_mode import SignUpMode

INVITATION_LIFE = timedelta(days=14)


def invitation(secret: str, email: str, now: datetime, *, is_mailed: bool) -> OneTimeToken:
    """Allows one sign-up with `email`, which must be normalized by `validation.email`."""
    return OneTimeToken(
        purpose=Purpose.INVITATION,
        digest=digest_of(secret),
        subject=anonymized(email),
        expires_at=now + INVITATION_LIFE,
        is_mailed=is_mailed,
    )


@dataclass(frozen=True)
class SignUpPolicy:
    mode: SignUpMode
    tokens: OneTimeTokenStore
    clock: Clock

    def check_mode(self, secret: str | None) -> None:
        """Raises SignUpClosed, or InvitationRequired when there is no `secret`."""
        if self.mode is SignUpMode.CLOSED:
            raise SignUpClosed
        if self.mode is SignUpMode.INVITED and not secret:
            raise InvitationRequired

    async def invitation_of(self, secret: str, email: str) -> OneTimeToken:
        """Returns an unused invitation. Raises InvalidInvitation, also for an invitation of another address."""
        found = await self.tokens.find(Purpose.INVITATION, digest_of(secret))
        if found is None or found.subject != anonymized(email) or self.clock() >= found.expires_at:
            raise InvalidInvitation
        return found
