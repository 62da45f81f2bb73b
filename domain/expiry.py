"""The end of events: the sweep that finds expired events, and the reminder that is mailed two days before.

Access ends exactly on time without the sweep, because every read checks the clock. The sweep makes sure that
everything is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import emails
from domain.all_codes import all_codes
from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Accessor, Clock, Event
from domain.ports.accounts import Mailer, UserStore
from domain.ports.events import AccessorStore, EventStore
from domain.ports.jobs import DeletionMarks, JobQueue, JobStore

REMINDER_BEFORE_END = timedelta(days=2)
MAIL_RETRY_AFTER = timedelta(minutes=15)
CODES_A_READ = 100


@dataclass(frozen=True)
class SweepReport:
    """`oldest_seconds` is how long the most overdue deletion has been waiting."""

    marked: int
    enqueued: int
    oldest_seconds: float


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Sweeps may run at any time, any number of times, in parallel."""

    deletion_marks: DeletionMarks
    jobs: JobStore
    queue: JobQueue
    clock: Clock

    async def sweep(self) -> SweepReport:
        """Marks expired events for deletion and enqueues every job that is due."""
        now = self.clock()
        marked = enqueued = 0
        oldest = now
        async for event_id, ended_at in self.deletion_marks.due_events(now):
            oldest = min(oldest, ended_at)
            if await self.deletion_marks.mark_event(event_id, now=now):
                marked += 1
                await self.queue.enqueue(Job(JobKind.EVENT, event_id))
        async for job in self.jobs.due(now):
            made_at = await self.jobs.postpone(job, now=now, until=now + LEASE)
            if made_at is not None:
                enqueued += 1
                oldest = oldest if job.kind is JobKind.REMINDER else min(oldest, made_at)
                await self.queue.enqueue(job)
        return SweepReport(marked, enqueued, (now - oldest).total_seconds())


@dataclass(frozen=True, kw_only=True)
class Reminders:
    events: EventStore
    accessors: AccessorStore
    users: UserStore
    mailer: Mailer
    clock: Clock
    public_origin: str

    async def remind(self, held: HeldJob) -> datetime | None:
        """Mails one reminder, with the codes that nobody has opened. An extended event gets its reminder later."""
        event = await self.events.get(held.job.subject)
        now = self.clock()
        if event is None or event.is_over(now):
            return None
        if now < reminder_at(event):
            return reminder_at(event)
        user = await self.users.by_id(event.user_id)
        if user is None:
            return None
        link = f"{self.public_origin}/{event.public_url}"
        message = emails.event_ends(user.user_name, event, link, await self._never_opened(event))
        return None if await emails.send(self.mailer, user.email, message) else now + MAIL_RETRY_AFTER

    async def _never_opened(self, event: Event) -> list[Accessor]:
        accessors = all_codes(self.accessors, event.event_id, codes_a_read=CODES_A_READ)
        return [accessor async for accessor in accessors if accessor.first_opened_at is None]


def reminder_at(event: Event) -> datetime:
    return event.expires_at - REMINDER_BEFORE_END
