"""How many mails leave in a day: whoever makes the service send mails can't run up its bill or its bounces."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from domain.ports.accounts import Mailer, Undelivered
from domain.rate_limiting import Budget, LimitKey, RateLimiter, anonymized

DAY_SECONDS = 24 * 3600
MAILS_OF_RECIPIENT = Budget(100, DAY_SECONDS)
"""More than resets and confirmations that strangers ask for (3 and 1 an hour) can use up together."""


class MailLimit(Enum):
    """Which limit was reached."""

    DAY = "day"
    RECIPIENT = "recipient"


class LimitedMailer:
    """Implements `Mailer` over another one. A mail over a limit counts as undelivered: jobs try it again later."""

    def __init__(
        self,
        mailer: Mailer,
        rate_limiter: RateLimiter,
        *,
        name: str,
        mails_a_day: int,
        on_limit: Callable[[MailLimit], None],
    ) -> None:
        """`name` says which mails are counted together."""
        self._mailer = mailer
        self._rate_limiter = rate_limiter
        self._of_day = LimitKey(name, Budget(mails_a_day, DAY_SECONDS))
        self._on_limit = on_limit

    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Raises Undelivered."""
        of_recipient = LimitKey(f"{self._of_day.name}#{anonymized(to.lower())}", MAILS_OF_RECIPIENT)
        attempt = await self._rate_limiter.acquire([of_recipient, self._of_day])
        if attempt.refused:
            await attempt.release()
            is_day = any(counted == self._of_day for counted, _ in attempt.refused)
            self._on_limit(MailLimit.DAY if is_day else MailLimit.RECIPIENT)
            raise Undelivered
        try:
            await self._mailer.send(to=to, subject=subject, text=text)
        except Undelivered:
            await attempt.release()
            raise
