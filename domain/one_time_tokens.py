"""Secrets that work once: the link of an invitation or of a password reset carries one. Only digests are stored."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import Enum

from domain.models import Model

MAX_SECRET_CHARACTERS = 200


class Purpose(Enum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - what it is for


class OneTimeToken(Model):
    """What a secret stands for.

    Of an invitation `subject` is a digest of the e-mail address, and `is_mailed` says that the secret was sent there by
    mail and shown to nobody else: whoever has it can read the mails of the address. Of a password reset it is the
    user's id, and the secret is good while the account has this `session_epoch`.
    """

    purpose: Purpose
    digest: str
    subject: str
    expires_at: datetime
    is_mailed: bool = False
    session_epoch: int | None = None


def digest_of(secret: str) -> str:
    """Secrets are random and long: a plain digest can't be guessed back."""
    return hashlib.sha256(secret.strip()[:MAX_SECRET_CHARACTERS].encode(errors="replace")).hexdigest()
