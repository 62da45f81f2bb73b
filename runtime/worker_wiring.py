"""Assembles the rules that work off jobs, sweep and clean up."""

from __future__ import annotations

from domain.archive_building import ArchiveBuilder
from domain.deletion_worker import DeletionWorker
from domain.expiry import Reminders, Sweep
from domain.job_models import JobKind
from domain.jobs import Jobs
from domain.live_photo_codes import LivePhotoCodes
from domain.models import Clock
from domain.orphan_cleanup import OrphanCleanup
from domain.orphan_repairs import OrphanRepairs
from domain.password_resets import PasswordResetMails
from media.zip import ZipLayout
from runtime.adapters import Adapters
from runtime.settings import Settings
from runtime.wiring import RandomSources, limited_mailer, utc_now


def jobs_of(settings: Settings, adapters: Adapters, clock: Clock = utc_now) -> Jobs:
    mailer = limited_mailer(settings, adapters, clock)
    deletion_worker = DeletionWorker(
        deletion_marks=adapters.deletion_marks,
        deletion=adapters.deletion,
        objects=adapters.objects,
        archives=adapters.archives,
        users=adapters.users,
        mailer=mailer,
        queue=adapters.queue,
        clock=clock,
        edge_cache=adapters.edge_cache,
    )
    reminders = Reminders(
        events=adapters.events,
        accessors=adapters.accessors,
        users=adapters.users,
        mailer=mailer,
        clock=clock,
        public_origin=settings.public_origin,
    )
    archive_builder = ArchiveBuilder(
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
    live_photo_codes = LivePhotoCodes(photos=adapters.photos, accessors=adapters.accessors)
    steps = {
        JobKind.EVENT: deletion_worker.remove_event,
        JobKind.PHOTOS: deletion_worker.remove_photos,
        JobKind.LIVE_PHOTOS: live_photo_codes.replace_videos,
        JobKind.ACCOUNT: deletion_worker.remove_account,
        JobKind.REMINDER: reminders.remind,
        JobKind.ARCHIVE: archive_builder.build,
        JobKind.PASSWORD_RESET: resets.mail,
    }
    return Jobs(adapters.jobs, adapters.queue, steps, clock)


def sweep_of(adapters: Adapters, clock: Clock = utc_now) -> Sweep:
    return Sweep(deletion_marks=adapters.deletion_marks, jobs=adapters.jobs, queue=adapters.queue, clock=clock)


def orphan_cleanup_of(adapters: Adapters, clock: Clock = utc_now) -> OrphanCleanup:
    repairs = OrphanRepairs(
        inventory=adapters.inventory,
        events=adapters.events,
        accessors=adapters.accessors,
        photos=adapters.photos,
        storage=adapters.storage,
        objects=adapters.objects,
        deletion_marks=adapters.deletion_marks,
        deletion=adapters.deletion,
        queue=adapters.queue,
        uploads=adapters.uploads,
        clock=clock,
    )
    return OrphanCleanup(repairs, adapters.checkpoints, clock)
