"""Every error that callers can cause.

Refusal
├── UserRefusal          a person can fix it: becomes `userErrors`
│   ├── InvalidInput  EmailTaken  UserNameTaken  WrongCredentials  InvalidToken  EmailNotVerified
│   ├── SignUpClosed  InvitationRequired  InvalidInvitation
│   ├── EventNameTaken  EventExpired
│   ├── FileTypeNotAllowed  FileTooLarge  QuotaExceeded  StorageFull
│   ├── InvalidAccessCode  AlbumEmpty
│   └── SortingChanged  PhotosPending
├── UserRefusals         several of those at once
└── ProgramRefusal       only the program can fix it: becomes a top-level error with `extensions.code`
    ├── Unauthenticated  Forbidden  NotFound
    ├── RateLimited  BadRequest
    └── Conflict  Contention
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar


class Refusal(Exception):
    """A request that the service rejects, with the reason. Each class has its name as `code`: EVENT_EXPIRED."""

    code: ClassVar[str]

    def __init_subclass__(cls, code: str | None = None) -> None:
        cls.code = code or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).upper()


class UserRefusal(Refusal):
    sentence: ClassVar[str] = ""
    about: ClassVar[tuple[str, ...] | None] = None
    """The input field, where only one is possible."""

    def __init__(self, message: str = "", field: Sequence[str] | None = None) -> None:
        self.message = message or self.sentence
        self.field = tuple(field) if field else self.about
        super().__init__(self.message)


class InvalidInput(UserRefusal):
    """A value is not valid: `field` and `message` say which and why."""


class EmailTaken(UserRefusal):
    sentence = "There is already an account with this email address. Sign in, or reset the password."
    about = ("email",)


class UserNameTaken(UserRefusal):
    sentence = "This user name is taken. Choose a different one."
    about = ("user_name",)


class WrongCredentials(UserRefusal):
    sentence = "The email address or the password is wrong."


class InvalidToken(UserRefusal):
    sentence = "This link is no longer valid. Request a new one."


class EmailNotVerified(UserRefusal):
    sentence = "Confirm your email address first: open the link in the email we sent you."


class SignUpClosed(UserRefusal):
    sentence = "Sign-up is closed: no new accounts can be created."


class InvitationRequired(UserRefusal):
    sentence = "You need an invitation to create an account. Open the link in your invitation."
    about = ("invitation",)


class InvalidInvitation(UserRefusal):
    sentence = "This invitation has been used, has expired, or is for another email address. Ask for a new one."
    about = ("invitation",)


class EventNameTaken(UserRefusal):
    sentence = "You already have an event with this link. Choose a different name."
    about = ("name",)


class EventExpired(UserRefusal):
    sentence = "This event has ended and its photos are deleted."


class FileTypeNotAllowed(UserRefusal):
    """The file is neither a photo nor a video that is supported."""


class FileTooLarge(UserRefusal):
    """The file is larger than its type may be."""


class QuotaExceeded(UserRefusal):
    sentence = "Your storage is full. Delete photos or events to free up space."


class StorageFull(UserRefusal):
    """Storage has no room: of the whole service, not of this photographer."""

    code = "STORAGE_FULL"
    sentence = "The server's disk is full. Ask whoever runs it to free up space. Nothing already uploaded is lost."


class InvalidAccessCode(UserRefusal):
    sentence = "This code does not open an album. Check the code and the link."


class AlbumEmpty(UserRefusal):
    sentence = "There are no photos to download yet."


class SortingChanged(UserRefusal):
    sentence = "The proposal has changed in the meantime. Look at it again, then publish."


class PhotosPending(UserRefusal):
    sentence = "Some photos are still being prepared, and a card may be among them. Publish when all are ready."


class UserRefusals(Refusal):
    """Several errors of one input, each with its field, so that a form can show them together."""

    def __init__(self, refusals: Sequence[UserRefusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(refusal.message for refusal in self.refusals))


class ProgramRefusal(Refusal):
    """`retry_after_seconds` is None when a retry can't succeed."""

    sentence: ClassVar[str]
    retry_after_seconds: int | None = None

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        self.message = message or self.sentence
        self.reason = reason
        super().__init__(self.message)


class Unauthenticated(ProgramRefusal):
    """`reason` is TOKEN_EXPIRED, TOKEN_INVALID, CODE_REVOKED or EVENT_EXPIRED; None without a token."""

    sentence = "Sign in first."


class Forbidden(ProgramRefusal):
    sentence = "This token does not allow that."


class NotFound(ProgramRefusal):
    """The object does not exist or belongs to somebody else: callers can't tell which."""

    sentence = "Not found."


class BadRequest(ProgramRefusal):
    sentence = "The request is not valid."


class RateLimited(ProgramRefusal):
    sentence = "Too many attempts. Wait a moment, then try again."
    retry_after_seconds: int

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = max(1, retry_after_seconds)
        super().__init__()


class Contention(ProgramRefusal, code="CONFLICT"):
    """Every attempt of a transaction met a conflicting one. Nothing was written."""

    sentence = "Something else changed this at the same time. Try again."
    retry_after_seconds = 1


class Conflict(ProgramRefusal):
    """The condition of a write failed. `names` are the conflicting names, where they are known.

    Use cases read again and repeat the write. Callers see this error only when all attempts failed.
    """

    sentence = Contention.sentence
    retry_after_seconds = 1

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = frozenset(names)
        super().__init__()
