"""Secrets that work once: the link of an invitation or of a password reset carries one. Only digests are stored."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import Enum
from typing import Protocol

from domain.models import Model

MAX_SECRET_CHARACTERS = 200


class Purpose(Enum):
    INVITATION = "invitation"


class OneTimeToken(Model):
    """What a secret stands for. `subject` is a digest of the invited e-mail address.

    `is_mailed` says that the secret was sent to that address by mail and shown to nobody else: whoever has it can
    read the mails of the address.
    """

    purpose: Purpose
    digest: str
    subject: str
    expires_at: datetime
    is_mailed: bool = False


class OneTimeTokenStore(Protocol):
    async def add(self, token: OneTimeToken) -> None:
        """Digests are unique. Deleted some time after the end."""

    async def find(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        """None when there is none, or it was used."""

    async def use(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        """The same, and nobody gets it again."""


def digest_of(secret: str) -> str:
    """Secrets are random and long: a plain digest can't be guessed back."""
    return hashlib.sha256(secret.strip()[:MAX_SECRET_CHARACTERS].encode(errors="replace")).hexdigest()
