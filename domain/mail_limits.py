"""Limits mails a day, so that nobody can run up the service's bill or its bounce rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from domain.ports.accounts import Mailer, Undelivered
from domain.rate_limiting import Budget, LimitKey, RateLimiter, anonymized

DAY_SECONDS = 24 * 3600
MAILS_OF_RECIPIENT = Budget(100, DAY_SECONDS)
"""More than strangers can use up with password resets (3 an hour) and confirmations (1 an hour)."""


class MailLimit(Enum):
    """Which limit was reached."""

    DAY = "day"
    RECIPIENT = "recipient"


@dataclass(frozen=True, kw_only=True)
class LimitedMailer:
    """Implements `Mailer` around another one. A mail over a limit is undelivered: jobs retry it later.

    `name` identifies the mails that are counted together.
    """

    mailer: Mailer
    rate_limiter: RateLimiter
    name: str
    mails_a_day: int
    on_limit: Callable[[MailLimit], None]

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Raises Undelivered."""
        of_day = LimitKey(self.name, Budget(self.mails_a_day, DAY_SECONDS))
        of_recipient = LimitKey(f"{self.name}#{anonymized(to.lower())}", MAILS_OF_RECIPIENT)
        attempt = await self.rate_limiter.acquire([of_recipient, of_day])
        if attempt.refused:
            await attempt.release()
            is_day = any(key == of_day for key, _ in attempt.refused)
            self.on_limit(MailLimit.DAY if is_day else MailLimit.RECIPIENT)
            raise Undelivered
        try:
            await self.mailer.send(to=to, subject=subject, text=text)
        except Undelivered:
            await attempt.release()
            raise
