"""Deletion as the worker does it. Every step is idempotent and may be killed anywhere.

A request that read a record before it was marked may still write. Requests end within half a minute, so two minutes
after the mark none is left. Only then is everything listed once more, and the record with the mark removed.

Copies at the edge are removed after the objects, or else the edge would fetch these again. Links never outlive their
event, so nobody can open the copies of an expired event, and they are left to the edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import emails
from domain.archive_models import ArchiveStatus
from domain.emails import EmailMessage
from domain.job_models import HeldJob, Job, JobKind
from domain.models import Clock, Event, Photo, PhotoStatus
from domain.ports.accounts import Mailer, UserStore
from domain.ports.archives import ArchiveStore
from domain.ports.jobs import DeletionMarks, EdgeCache, JobQueue, ObjectDeletion, RecordDeletion
from domain.uploads import TICKET_LIFE

GRACE = timedelta(minutes=2)
RECHECK_AFTER = timedelta(minutes=1)
EDGE_RETRY_AFTER = timedelta(minutes=1)
MAIL_RETRY_AFTER, MAX_MAIL_DELAY = timedelta(minutes=15), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DeletionWorker:
    deletion_marks: DeletionMarks
    deletion: RecordDeletion
    objects: ObjectDeletion
    archives: ArchiveStore
    users: UserStore
    mailer: Mailer
    queue: JobQueue
    clock: Clock
    edge_cache: EdgeCache | None = None

    async def remove_event(self, held: HeldJob) -> datetime | None:
        event = await self.deletion.marked_event(held.job.subject)
        if event is None or event.deleting_since is None:
            return None
        await self._empty(event)
        ready_at = event.deleting_since + GRACE
        is_ready = self.clock() >= ready_at
        times = (event.deleting_since, ready_at) if is_ready else (event.deleting_since,)
        is_early = event.deleting_since < event.expires_at
        if is_early and not await self._invalidated(event.user_id, event.event_id, times):
            return self.clock() + EDGE_RETRY_AFTER
        if not is_ready:
            return ready_at
        owner = await self.users.by_id(event.user_id)
        if owner and not await self._mailed(
            owner.email, emails.event_deleted(owner.user_name, event), event.deleting_since
        ):
            return self.clock() + MAIL_RETRY_AFTER
        return None if await self.deletion.remove_event(event) else self.clock()

    async def remove_photos(self, held: HeldJob) -> datetime | None:
        """Frees a filename once no code lists it and every signed upload of the old photo has expired."""
        event_id = held.job.subject
        pages = [page async for page in self.deletion.photos_of(event_id, marked_only=True)]
        marked = [photo for page in pages for photo in page]
        if not marked:
            return None
        filenames = frozenset(photo.filename for photo in marked)
        await self.deletion.remove_from_codes(event_id, filenames)
        await self.deletion.remove_corrections(event_id, filenames)
        # An archive with the still of a Live Photo may contain its video.
        in_archives = filenames | {photo.live_photo_still for photo in marked if photo.live_photo_still}
        async for archive in self.archives.of_event(event_id):
            # A pending archive is laid out again without the photo by its builder.
            if archive.status is ArchiveStatus.READY and not in_archives.isdisjoint(archive.filenames):
                await self.objects.delete_archive(archive)
                await self.archives.remove(archive)
        await self.objects.delete_photos(marked)
        now = self.clock()
        free = [photo for photo in marked if _name_free_at(photo) <= now]
        if not await self._invalidated_photos(marked, free):
            return now + EDGE_RETRY_AFTER
        await self.deletion.remove_photos(free)
        return min((_name_free_at(photo) for photo in marked if _name_free_at(photo) > now), default=None)

    async def remove_account(self, held: HeldJob) -> datetime | None:
        user = await self.deletion.marked_account(held.job.subject)
        if user is None or user.deleting_since is None:
            return None
        event_ids = await self.deletion.events_of(user.user_id)
        for event_id in event_ids:
            if await self.deletion_marks.mark_event(event_id, now=self.clock(), owner_id=user.user_id):
                await self.queue.enqueue(Job(JobKind.EVENT, event_id))
        ready_at = user.deleting_since + GRACE
        if event_ids or self.clock() < ready_at:
            return max(ready_at, self.clock() + RECHECK_AFTER)
        if not await self._mailed(user.email, emails.account_deleted(user.user_name), user.deleting_since):
            return self.clock() + MAIL_RETRY_AFTER
        await self.deletion.remove_account(user)
        return None

    async def _empty(self, event: Event) -> None:
        await self.deletion.remove_codes(event.event_id)
        await self.deletion.remove_sorting(event.event_id)
        await self.deletion.remove_jobs(event.event_id)
        await self.deletion.remove_live_photos(event.event_id)
        await self.objects.delete_event(event.user_id, event.event_id)
        async for photos in self.deletion.photos_of(event.event_id):
            await self.objects.delete_photos(photos)
            await self.deletion.remove_photos(photos)

    async def _invalidated_photos(self, marked: Sequence[Photo], free: Sequence[Photo]) -> bool:
        """Once for new marks, and once more before names are free: a new photo must not show the old one."""
        if all(photo.status is not PhotoStatus.READY for photo in marked):
            return True  # nobody got a link
        marked_at = max(_marked_at(photo) for photo in marked)
        freed_at = [max(_name_free_at(photo) for photo in free)] if free else []
        return await self._invalidated(marked[0].user_id, marked[0].event_id, [marked_at, *freed_at])

    async def _invalidated(self, user_id: str, event_id: str, times: Sequence[datetime]) -> bool:
        """`times` tell one reason from the other: a repeated job is no new request."""
        if self.edge_cache is None:
            return True
        reference = " ".join([event_id, *(f"{time.timestamp():.3f}" for time in times)])
        return await self.edge_cache.invalidate_event(user_id, event_id, reference=reference)

    async def _mailed(self, to: str, message: EmailMessage, since: datetime) -> bool:
        """A mail that can't be delivered delays the deletion by a day at most."""
        return await emails.send(self.mailer, to, message) or self.clock() >= since + MAX_MAIL_DELAY


def _marked_at(photo: Photo) -> datetime:
    return photo.deleting_since or photo.registered_at


def _name_free_at(photo: Photo) -> datetime:
    marked_at = _marked_at(photo)
    tickets_until = photo.tickets_until or marked_at
    if photo.status is PhotoStatus.UPLOADING:
        return max(marked_at + TICKET_LIFE, tickets_until) + GRACE
    # Uploads could be signed until the file was stored.
    return max(marked_at, (photo.uploaded_at or marked_at) + TICKET_LIFE, tickets_until) + GRACE
