"""The end of events: the sweep that finds expired events, and the reminder that is mailed two days before.

Access ends exactly on time without the sweep, because every read checks the clock. The sweep makes sure that
everything is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import emails
from domain.job_models import LEASE, HeldJob, Job, JobKind
from domain.models import Accessor, Clock, Event
from domain.ports.accounts import Mailer, UserStore
from domain.ports.events import AccessorStore, EventStore
from domain.ports.jobs import DeletionMarks, JobQueue, JobStore

REMINDER_BEFORE_END = timedelta(days=2)
MAIL_RETRY_AFTER = timedelta(minutes=15)
CODES_A_PAGE = 100


@dataclass(frozen=True)
class SweepReport:
    """`oldest_seconds` is how long the most overdue deletion has been waiting."""

    marked: int
    enqueued: int
    oldest_seconds: float


class Sweep:
    """Sweeps may run at any time, any number of times, in parallel."""

    def __init__(self, *, deletion_marks: DeletionMarks, jobs: JobStore, queue: JobQueue, clock: Clock) -> None:
        self._deletion_marks = deletion_marks
        self._jobs = jobs
        self._queue = queue
        self._clock = clock

    async def sweep(self) -> SweepReport:
        """Marks expired events for deletion and enqueues every job that is due."""
        now = self._clock()
        marked = enqueued = 0
        oldest = now
        async for event_id, ended_at in self._deletion_marks.due_events(now):
            oldest = min(oldest, ended_at)
            if await self._deletion_marks.mark_event(event_id, now=now):
                marked += 1
                await self._queue.enqueue(Job(JobKind.EVENT, event_id))
        async for job in self._jobs.due(now):
            made_at = await self._jobs.postpone(job, now=now, until=now + LEASE)
            if made_at is not None:
                enqueued += 1
                oldest = oldest if job.kind is JobKind.REMINDER else min(oldest, made_at)
                await self._queue.enqueue(job)
        return SweepReport(marked, enqueued, (now - oldest).total_seconds())


class Reminders:
    def __init__(
        self,
        *,
        events: EventStore,
        accessors: AccessorStore,
        users: UserStore,
        mailer: Mailer,
        clock: Clock,
        public_origin: str,
    ) -> None:
        self._events = events
        self._accessors = accessors
        self._users = users
        self._mailer = mailer
        self._clock = clock
        self._public_origin = public_origin

    async def remind(self, held: HeldJob) -> datetime | None:
        """Mails one reminder, with the codes that nobody has opened. An extended event gets its reminder later."""
        event = await self._events.get(held.job.subject)
        now = self._clock()
        if event is None or event.is_over(now):
            return None
        if now < reminder_at(event):
            return reminder_at(event)
        user = await self._users.by_id(event.user_id)
        if user is None:
            return None
        link = f"{self._public_origin}/{event.public_url}"
        message = emails.event_ends(user.user_name, event, link, await self._never_opened(event))
        return None if await emails.send(self._mailer, user.email, message) else now + MAIL_RETRY_AFTER

    async def _never_opened(self, event: Event) -> list[Accessor]:
        found: list[Accessor] = []
        after: str | None = None
        while True:
            page = await self._accessors.of_event(event.event_id, first=CODES_A_PAGE, after=after)
            found += [accessor for accessor in page.items if accessor.first_opened_at is None]
            if not page.has_next:
                return found
            after = page.items[-1].access_code


def reminder_at(event: Event) -> datetime:
    return event.expires_at - REMINDER_BEFORE_END
