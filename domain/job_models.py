"""Background jobs: what is to be done, and to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

LEASE = timedelta(minutes=2)
"""How long a worker holds a job without renewing its lease."""


class JobKind(Enum):
    """The subject of ACCOUNT and PASSWORD_RESET is a user id, that of all others an event id."""

    EVENT = "event"
    PHOTOS = "photos"
    LIVE_PHOTOS = "live-photos"
    ACCOUNT = "account"
    REMINDER = "reminder"
    ARCHIVE = "archive"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a job, not a secret


class Job(NamedTuple):
    kind: JobKind
    subject: str
    archive_id: str = ""

    @property
    def name(self) -> str:
        """Unique among the jobs of the subject."""
        return f"{self.kind.value}#{self.archive_id}" if self.archive_id else self.kind.value

    @classmethod
    def named(cls, subject: str, name: str) -> Job:
        """Raises ValueError when there is no such name."""
        kind, _, archive_id = name.partition("#")
        return cls(JobKind(kind), subject, archive_id)


@dataclass(frozen=True)
class HeldJob:
    """`version` increases whenever the job is put again."""

    job: Job
    version: int
    made_at: datetime
