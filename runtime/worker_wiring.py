"""Puts the worker's side of jobs together, for the doors that do them."""

from __future__ import annotations

from domain.archive_building import ArchiveBuilder
from domain.deletion_worker import DeletionWorker
from domain.expiry import Reminders, Sweep
from domain.job_models import JobKind
from domain.jobs import Jobs
from domain.models import Clock
from domain.orphan_cleanup import OrphanCleanup
from domain.password_resets import PasswordResetMails
from media.zip import ZipLayout
from runtime.settings import Settings
from runtime.wiring import Adapters, RandomSources, limited_mailer, utc_now


def jobs_of(settings: Settings, adapters: Adapters, clock: Clock = utc_now) -> Jobs:
    mailer = limited_mailer(settings, adapters, clock)
    removal = DeletionWorker(
        deletion_marks=adapters.deletion_marks,
        deletion=adapters.deletion,
        objects=adapters.objects,
        archives=adapters.archives,
        users=adapters.users,
        mailer=mailer,
        queue=adapters.queue,
        clock=clock,
    )
    reminders = Reminders(
        events=adapters.events,
        accessors=adapters.accessors,
        users=adapters.users,
        mailer=mailer,
        clock=clock,
        public_origin=settings.public_origin,
    )
    packing = ArchiveBuilder(
        archives=adapters.archives,
        storage=adapters.archive_storage,
        objects=adapters.objects,
        photos=adapters.photos,
        events=adapters.events,
        lay_out=ZipLayout,
        clock=clock,
    )
    resets = PasswordResetMails(
        users=adapters.users,
        tokens=adapters.one_time_tokens,
        mailer=mailer,
        clock=clock,
        new_secret=RandomSources().new_secret,
        public_origin=settings.public_origin,
    )
    steps = {
        JobKind.EVENT: removal.remove_event,
        JobKind.PHOTOS: removal.remove_photos,
        JobKind.ACCOUNT: removal.remove_account,
        JobKind.REMINDER: reminders.remind,
        JobKind.ARCHIVE: packing.pack,
        JobKind.PASSWORD_RESET: resets.mail,
    }
    return Jobs(adapters.jobs, adapters.queue, steps, clock)


def sweep_of(adapters: Adapters, clock: Clock = utc_now) -> Sweep:
    return Sweep(deletion_marks=adapters.deletion_marks, jobs=adapters.jobs, queue=adapters.queue, clock=clock)


def orphan_cleanup_of(adapters: Adapters, clock: Clock = utc_now) -> OrphanCleanup:
    return OrphanCleanup(
        inventory=adapters.inventory,
        checkpoints=adapters.checkpoints,
        events=adapters.events,
        photos=adapters.photos,
        deletion_marks=adapters.deletion_marks,
        deletion=adapters.deletion,
        queue=adapters.queue,
        clock=clock,
    )
