"""Jobs on record: what is to be done, and to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

LEASE = timedelta(minutes=2)
"""For how long a worker that says nothing holds a job."""


class JobKind(Enum):
    """What is to be done. The subject of ACCOUNT and PASSWORD_RESET is a user's id, of all others an event's."""

    EVENT = "event"
    PHOTOS = "photos"
    ACCOUNT = "account"
    REMINDER = "reminder"
    ARCHIVE = "archive"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - what it is for


class Job(NamedTuple):
    kind: JobKind
    subject: str
    archive_id: str = ""

    @property
    def name(self) -> str:
        """Unique among the jobs of its subject."""
        return f"{self.kind.value}#{self.archive_id}" if self.archive_id else self.kind.value

    @classmethod
    def named(cls, subject: str, name: str) -> Job:
        """Raises ValueError when no job is called that."""
        kind, _, archive_id = name.partition("#")
        return cls(JobKind(kind), subject, archive_id)


@dataclass(frozen=True)
class HeldJob:
    """`version` moves on whenever the job is asked for again."""

    job: Job
    version: int
    made_at: datetime
