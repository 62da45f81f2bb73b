"""Ports for accounts: users, one-time tokens, rate limits, mail, passwords and signing keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.models import User
from domain.one_time_tokens import OneTimeToken, Purpose


class UserStore(Protocol):
    async def add(self, user: User, invitation: OneTimeToken | None = None) -> None:
        """One transaction over account, user name and invitation, which is used by it.

        Raises EmailTaken, UserNameTaken, or InvalidInvitation when it was used meanwhile.
        """

    async def by_email(self, email: str) -> User | None: ...

    async def by_id(self, user_id: str) -> User | None:
        """Finds the e-mail by an eventually consistent index, then reads the account consistently."""

    async def change(
        self,
        user: User,
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        session_epoch: int | None = None,
    ) -> User:
        """None leaves a value as it is.

        Raises Conflict unless the stored session_epoch and email_verified are still `user`'s.
        """

    async def storage_bytes(self, user_id: str) -> int: ...


class OneTimeTokenStore(Protocol):
    async def add(self, token: OneTimeToken) -> None:
        """Digests are unique. Deleted some time after the end."""

    async def find(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        """None when there is none, or it was used."""

    async def use(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        """The same, and nobody gets it again."""


class RateLimits(Protocol):
    async def acquire(self, key: str, *, limit: int, expires_at: datetime, amount: int = 1) -> bool:
        """Adds `amount` to the counter `key` unless it would pass `limit`; exact under any concurrency."""

    async def release(self, key: str, *, amount: int = 1) -> None:
        """Takes `amount` off again; never below zero."""


class Mailer(Protocol):
    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Raises Undelivered when the mail was not taken."""


class Undelivered(Exception):
    """The mail service did not take a mail."""


class PasswordHasher(Protocol):
    """Slow on purpose: both run beside the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """None takes the same time as a real hash, and is never right."""

    def is_outdated(self, password_hash: str) -> bool: ...


MIN_KEY_BYTES = 32


@dataclass(frozen=True)
class Key:
    kid: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < MIN_KEY_BYTES:
            raise ValueError(f"a key of tokens needs at least {MIN_KEY_BYTES} bytes")


class KeysUnreadable(Exception):
    """Where the keys are kept does not answer, or has none."""


class KeySource(Protocol):
    async def read(self) -> Sequence[Key]:
        """Newest first, at least one. Raises KeysUnreadable."""
