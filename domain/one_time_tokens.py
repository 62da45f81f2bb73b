"""One-time secrets, in the links of invitations and password resets. Only digests are stored."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import Enum

from domain.models import Model

MAX_SECRET_CHARACTERS = 200


class Purpose(Enum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a purpose, not a secret


class OneTimeToken(Model):
    """The stored side of a secret.

    For an invitation, `subject` is a digest of the e-mail address; `is_mailed` means that the secret was only mailed
    there, so that whoever has it can read the mails of that address. For a password reset, `subject` is the user id,
    and the secret is valid while the account has this `session_epoch`.
    """

    purpose: Purpose
    digest: str
    subject: str
    expires_at: datetime
    is_mailed: bool = False
    session_epoch: int | None = None


def digest_of(secret: str) -> str:
    """Secrets are long and random, so a plain digest can't be reversed by guessing."""
    return hashlib.sha256(secret.strip()[:MAX_SECRET_CHARACTERS].encode(errors="replace")).hexdigest()
