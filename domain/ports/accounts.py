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
        """Stores the account and its user name and uses the invitation, in one transaction.

        Raises EmailTaken, UserNameTaken, or InvalidInvitation when the invitation was used meanwhile.
        """

    async def by_email(self, email: str) -> User | None: ...

    async def by_id(self, user_id: str) -> User | None:
        """Finds the e-mail address by an eventually consistent index, then reads the account consistently."""

    async def change(
        self,
        user: User,
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        session_epoch: int | None = None,
    ) -> User:
        """None leaves a value unchanged.

        Raises Conflict unless the stored session_epoch and email_verified are still `user`'s.
        """

    async def storage_bytes(self, user_id: str) -> int: ...


class OneTimeTokenStore(Protocol):
    async def add(self, token: OneTimeToken) -> None:
        """Digests are unique. Storage deletes a token some time after it expires."""

    async def find(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        """Returns None when there is no such token or it was used."""


class RateLimits(Protocol):
    async def acquire(self, key: str, *, limit: int, expires_at: datetime, amount: int = 1) -> bool:
        """Adds `amount` to the counter `key` unless that exceeds `limit`. Exact under any concurrency."""

    async def release(self, key: str, *, amount: int = 1) -> None:
        """Subtracts `amount`, but never below zero."""


class Mailer(Protocol):
    async def send(self, *, to: str, subject: str, text: str) -> None:
        """Raises Undelivered when the mail service did not accept the mail."""


class Undelivered(Exception):
    """A mail was not accepted, by the mail service or by a limit."""


class PasswordHasher(Protocol):
    """Hashing is slow on purpose, so it never runs on the event loop."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """A `password_hash` of None takes the same time as a real one and never matches."""

    def is_outdated(self, password_hash: str) -> bool: ...


MIN_KEY_BYTES = 32


@dataclass(frozen=True)
class Key:
    kid: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < MIN_KEY_BYTES:
            raise ValueError(f"a signing key needs at least {MIN_KEY_BYTES} bytes")


class KeysUnreadable(Exception):
    """The source of keys does not respond or has no keys."""


class KeySource(Protocol):
    async def read(self) -> Sequence[Key]:
        """Newest first, at least one. Raises KeysUnreadable."""
