"""Password resets by a mailed link.

The response and the work are the same whether or not there is an account: the mail is a job, and only the worker finds
out whether anybody gets it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import emails, validation
from domain.errors import InvalidInput, InvalidToken
from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Clock, User
from domain.one_time_tokens import OneTimeToken, Purpose, digest_of
from domain.ports.accounts import Mailer, OneTimeTokenStore, UserStore
from domain.ports.jobs import JobQueue, JobStore
from domain.rate_limiting import Budget, LimitKey, RateLimiter, anonymized, network_of, wider_network_of

RESETS_OF_ACCOUNT = Budget(3, 3600)
RESETS_OF_ADDRESS = Budget(20, 3600)
RESETS_OF_NETWORK = Budget(40, 3600)
RESET_LIFE = timedelta(hours=1)
MAIL_RETRY_AFTER, MAX_MAIL_DELAY = timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True)
class PasswordResets:
    """The API's side."""

    users: UserStore
    jobs: JobStore
    queue: JobQueue
    tokens: OneTimeTokenStore
    rate_limiter: RateLimiter
    clock: Clock
    new_id: Callable[[], str]

    async def request(self, email: str, address: str) -> None:
        """Never reveals whether a mail will be sent."""
        try:
            email = validation.email(email)
        except InvalidInput:
            return
        keys = [
            LimitKey(f"reset#{anonymized(email)}", RESETS_OF_ACCOUNT),
            LimitKey(f"resets#{network_of(address)}", RESETS_OF_ADDRESS),
            LimitKey(f"resets-of#{wider_network_of(address)}", RESETS_OF_NETWORK),
        ]
        attempt, user = await asyncio.gather(self.rate_limiter.acquire(keys), self.users.by_email(email))
        if attempt.refused:
            await attempt.release()
            return
        job, now = Job(JobKind.PASSWORD_RESET, user.user_id if user else self.new_id()), self.clock()
        await self.jobs.put(job, due_at=now + LEASE, now=now)
        await self.queue.enqueue(job)

    async def user_of(self, secret: str) -> User:
        """Returns the account of a mailed link, which ends with its sessions and so works once. Raises InvalidToken."""
        token = await self.tokens.find(Purpose.PASSWORD_RESET, digest_of(secret))
        if token is None or self.clock() >= token.expires_at:
            raise InvalidToken(field=["token"])
        user = await self.users.by_id(token.subject)
        if user is None or user.session_epoch != token.session_epoch:
            raise InvalidToken(field=["token"])
        return user


@dataclass(frozen=True)
class PasswordResetMails:
    """The worker's side."""

    users: UserStore
    tokens: OneTimeTokenStore
    mailer: Mailer
    clock: Clock
    new_secret: Callable[[], str]
    public_origin: str

    async def mail(self, held: HeldJob) -> datetime | None:
        """Each attempt creates a new link; earlier links stay valid. Does nothing when there is no account."""
        user, now = await self.users.by_id(held.job.subject), self.clock()
        if user is None or now - held.made_at >= MAX_MAIL_DELAY:
            return None
        secret = self.new_secret()
        token = OneTimeToken(
            purpose=Purpose.PASSWORD_RESET,
            digest=digest_of(secret),
            subject=user.user_id,
            expires_at=now + RESET_LIFE,
            session_epoch=user.session_epoch,
        )
        await self.tokens.add(token)
        message = emails.reset_password(user.user_name, f"{self.public_origin}/reset#{secret}")
        return None if await emails.send(self.mailer, user.email, message) else now + MAIL_RETRY_AFTER
