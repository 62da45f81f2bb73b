"""Every error that callers can cause.

Refusal
├── UserRefusal          a person can fix it: becomes `userErrors`
│   ├── InvalidInput  EmailTaken  UserNameTaken  WrongCredentials  InvalidToken  EmailNotVerified
│   ├── SignUpClosed  InvitationRequired  InvalidInvitation
│   ├── EventNameTaken  EventExpired
│   ├── FileTypeNotAllowed  FileTooLarge  QuotaExceeded
│   └── InvalidAccessCode  AlbumEmpty
├── UserRefusals         several of those at once
└── ProgramRefusal       only the program can fix it: becomes a top-level error with `extensions.code`
    ├── Unauthenticated  Forbidden  NotFound
    ├── RateLimited  BadRequest
    └── Conflict  Contention
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class Refusal(Exception):
    """A request that the service rejects, with the reason."""


class UserRefusal(Refusal):
    code: ClassVar[str]
    sentence: ClassVar[str] = ""
    about: ClassVar[tuple[str, ...] | None] = None
    """The input field, where only one is possible."""

    def __init__(self, message: str = "", field: Sequence[str] | None = None) -> None:
        self.message = message or self.sentence
        self.field = tuple(field) if field else self.about
        super().__init__(self.message)


class InvalidInput(UserRefusal):
    code = "INVALID_INPUT"


class EmailTaken(UserRefusal):
    code = "EMAIL_TAKEN"
    sentence = "There is already an account with this e-mail address. Sign in, or reset the password."
    about = ("email",)


class UserNameTaken(UserRefusal):
    code = "USER_NAME_TAKEN"
    sentence = "This user name is taken. Choose a different one."
    about = ("user_name",)


class WrongCredentials(UserRefusal):
    code = "WRONG_CREDENTIALS"
    sentence = "The e-mail address or the password is wrong."


class InvalidToken(UserRefusal):
    code = "INVALID_TOKEN"
    sentence = "This link is no longer valid. Request a new one."


class EmailNotVerified(UserRefusal):
    code = "EMAIL_NOT_VERIFIED"
    sentence = "Confirm your e-mail address first: open the link in the mail we sent you."


class SignUpClosed(UserRefusal):
    code = "SIGN_UP_CLOSED"
    sentence = "Sign-up is closed: no new accounts can be created."


class InvitationRequired(UserRefusal):
    code = "INVITATION_REQUIRED"
    sentence = "You need an invitation to create an account. Open the link in your invitation."
    about = ("invitation",)


class InvalidInvitation(UserRefusal):
    code = "INVALID_INVITATION"
    sentence = "This invitation has been used, has expired, or is for another e-mail address. Ask for a new one."
    about = ("invitation",)


class EventNameTaken(UserRefusal):
    code = "EVENT_NAME_TAKEN"
    sentence = "You already have an event with this link. Choose a different name."
    about = ("name",)


class EventExpired(UserRefusal):
    code = "EVENT_EXPIRED"
    sentence = "This event has ended and its photos are deleted."


class FileTypeNotAllowed(UserRefusal):
    code = "FILE_TYPE_NOT_ALLOWED"


class FileTooLarge(UserRefusal):
    code = "FILE_TOO_LARGE"


class QuotaExceeded(UserRefusal):
    code = "QUOTA_EXCEEDED"
    sentence = "Your storage is full. Delete photos or events to make space."


class InvalidAccessCode(UserRefusal):
    code = "INVALID_ACCESS_CODE"
    sentence = "This code does not open an album. Check the code and the link."


class AlbumEmpty(UserRefusal):
    code = "ALBUM_EMPTY"
    sentence = "There are no photos to download yet."


class UserRefusals(Refusal):
    """Several errors of one input, each with its field, so that a form can show them together."""

    def __init__(self, refusals: Sequence[UserRefusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(refusal.message for refusal in self.refusals))


class ProgramRefusal(Refusal):
    """`retry_after_seconds` is None when a retry can't succeed."""

    code: ClassVar[str]
    sentence: ClassVar[str]
    retry_after_seconds: int | None = None

    def __init__(self, message: str = "", *, reason: str | None = None) -> None:
        self.message = message or self.sentence
        self.reason = reason
        super().__init__(self.message)


class Unauthenticated(ProgramRefusal):
    """`reason` is TOKEN_EXPIRED, TOKEN_INVALID, CODE_REVOKED or EVENT_EXPIRED; None without a token."""

    code = "UNAUTHENTICATED"
    sentence = "Sign in first."


class Forbidden(ProgramRefusal):
    code = "FORBIDDEN"
    sentence = "This token does not allow that."


class NotFound(ProgramRefusal):
    """The object does not exist or belongs to somebody else: callers can't tell which."""

    code = "NOT_FOUND"
    sentence = "Not found."


class BadRequest(ProgramRefusal):
    code = "BAD_REQUEST"
    sentence = "The request is not valid."


class RateLimited(ProgramRefusal):
    code = "RATE_LIMITED"
    sentence = "Too many attempts. Wait a moment, then try again."
    retry_after_seconds: int

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = max(1, retry_after_seconds)
        super().__init__()


class Contention(ProgramRefusal):
    """Every attempt of a transaction met a conflicting one. Nothing was written."""

    code = "CONFLICT"
    sentence = "Something else changed this at the same time. Try again."
    retry_after_seconds = 1


class Conflict(ProgramRefusal):
    """The condition of a write failed. `names` are the conflicting names, where they are known.

    Use cases read again and repeat the write. Callers see this error only when all attempts failed.
    """

    code = "CONFLICT"
    sentence = Contention.sentence
    retry_after_seconds = 1

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = frozenset(names)
        super().__init__()
