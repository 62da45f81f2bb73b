"""Assembles the rules that work off jobs, sweep and clean up."""

from __future__ import annotations

from domain.archive_building import ArchiveBuilder
from domain.deletion_worker import DeletionWorker
from domain.expiry import Reminders, Sweep
from domain.job_models import JobKind
from domain.jobs import Jobs
from domain.models import Clock
from domain.orphan_cleanup import OrphanCleanup
from domain.orphan_repairs import OrphanRepairs
from domain.password_resets import PasswordResetMails
from media.zip import ZipLayout
from runtime.settings import Settings
from runtime.wiring import Adapters, RandomSources, utc_now, with_mail_limit


def jobs_of(settings: Settings, adapters: Adapters, clock: Clock = utc_now) -> Jobs:
    adapters = with_mail_limit(settings, adapters, clock)
    deletion_worker = adapters.inject(DeletionWorker, clock=clock)
    reminders = adapters.inject(Reminders, clock=clock, public_origin=settings.public_origin)
    archive_builder = adapters.inject(ArchiveBuilder, storage=adapters.archive_storage, lay_out=ZipLayout, clock=clock)
    resets = adapters.inject(
        PasswordResetMails,
        tokens=adapters.one_time_tokens,
        clock=clock,
        new_secret=RandomSources().new_secret,
        public_origin=settings.public_origin,
    )
    steps = {
        JobKind.EVENT: deletion_worker.remove_event,
        JobKind.PHOTOS: deletion_worker.remove_photos,
        JobKind.ACCOUNT: deletion_worker.remove_account,
        JobKind.REMINDER: reminders.remind,
        JobKind.ARCHIVE: archive_builder.build,
        JobKind.PASSWORD_RESET: resets.mail,
    }
    return Jobs(adapters.jobs, adapters.queue, steps, clock)


def sweep_of(adapters: Adapters, clock: Clock = utc_now) -> Sweep:
    return adapters.inject(Sweep, clock=clock)


def orphan_cleanup_of(adapters: Adapters, clock: Clock = utc_now) -> OrphanCleanup:
    return adapters.inject(OrphanCleanup, repairs=adapters.inject(OrphanRepairs, clock=clock), clock=clock)
