"""Builds the service for every entry point: rules with their adapters."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import time_ns
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from domain.accessors import Accessors
from domain.accounts import Accounts
from domain.albums import Albums, AlbumStores
from domain.archive_limits import ArchiveBytes, ArchiveLimits
from domain.archives import Archives
from domain.authentication import Authentication
from domain.cameras import Cameras
from domain.deletion_requests import DeletionRequests
from domain.email_verification import EmailVerification
from domain.events import Events
from domain.invitations import SignUpPolicy
from domain.mail_limits import LimitedMailer, MailLimit
from domain.models import Clock
from domain.password_resets import PasswordResets
from domain.photo_uploads import PhotoUploads
from domain.photos import Photos
from domain.ports.accounts import Key, Mailer
from domain.ports.storage import Renditions
from domain.rate_limiting import RateLimiter
from domain.service import Service
from domain.sessions import Sessions
from domain.sign_in_limits import SignInLimits
from domain.signing_keys import KeyRing
from domain.sorting.publishing import Publishing
from domain.sorting.reading import SortingReader
from domain.sorting.sorting import Sorting
from domain.storage_capacity import StorageCapacity
from domain.tokens import Tokens
from domain.upload_processing import UploadProcessor
from media.zip import ZipLayout
from runtime.adapters import Adapters
from runtime.logs import log
from runtime.metrics import Metric
from runtime.settings import Settings

if TYPE_CHECKING:
    from aws.clients import Aws
    from media.reporter import Reporter


def utc_now() -> datetime:
    """Rounded down to the millisecond, the precision of the tables."""
    return datetime.fromtimestamp(time_ns() // 1_000_000 / 1000, UTC)


def _new_secret() -> str:
    return urlsafe_b64encode(secrets.token_bytes(18)).decode()


@dataclass(frozen=True)
class RandomSources:
    """The sources of identifiers, secrets and codes."""

    new_id: Callable[[], str] = field(default=lambda: str(uuid4()))
    new_secret: Callable[[], str] = _new_secret
    random_below: Callable[[int], int] = secrets.randbelow


def limited_mailer(settings: Settings, adapters: Adapters, clock: Clock) -> Mailer:
    rate_limiter = RateLimiter(adapters.limits, clock)
    return LimitedMailer(
        mailer=adapters.mailer,
        rate_limiter=rate_limiter,
        name="mails",
        mails_a_day=settings.mails_a_day,
        on_limit=_mail_limit_reached,
    )


def _mail_limit_reached(limit: MailLimit) -> None:
    log("mail_limit_reached", {Metric.MAILS_HELD_BACK: 1}, limit=limit.value)


def service_of(
    settings: Settings, adapters: Adapters, clock: Clock = utc_now, random_sources: RandomSources | None = None
) -> Service:
    random_sources = random_sources or RandomSources()
    fixed = [Key(key.kid, key.secret.get_secret_value()) for key in settings.token_keys]
    tokens = Tokens(KeyRing(clock, fixed=fixed, source=adapters.token_keys), clock)
    rate_limiter, mailer = RateLimiter(adapters.limits, clock), limited_mailer(settings, adapters, clock)
    sessions = Sessions(adapters.users)
    events = Events(
        events=adapters.events,
        sessions=sessions,
        clock=clock,
        new_id=random_sources.new_id,
        new_secret=random_sources.new_secret,
    )
    photos = Photos(
        photos=adapters.photos,
        events=adapters.events,
        accessors=adapters.accessors,
        links=adapters.photo_links,
        sessions=sessions,
        clock=clock,
    )
    uploads = PhotoUploads(
        events=events,
        photos=adapters.photos,
        storage=adapters.storage,
        capacity=StorageCapacity(adapters.free_space, settings.min_free_bytes),
        sessions=sessions,
        clock=clock,
        quota_bytes=settings.quota_bytes,
    )
    accounts = Accounts(
        users=adapters.users,
        sessions=sessions,
        hasher=adapters.hasher,
        tokens=tokens,
        authentication=Authentication(adapters.users, adapters.hasher, tokens, SignInLimits(rate_limiter)),
        email_verification=EmailVerification(
            users=adapters.users,
            tokens=tokens,
            rate_limiter=rate_limiter,
            # Anybody can sign up with any address: half of a day's mails is reserved for known accounts.
            mailer=LimitedMailer(
                mailer=mailer,
                rate_limiter=rate_limiter,
                name="confirmations",
                mails_a_day=settings.mails_a_day // 2,
                on_limit=_mail_limit_reached,
            ),
            public_origin=settings.public_origin,
        ),
        password_resets=PasswordResets(
            users=adapters.users,
            jobs=adapters.jobs,
            queue=adapters.queue,
            tokens=adapters.one_time_tokens,
            rate_limiter=rate_limiter,
            clock=clock,
            new_id=random_sources.new_id,
        ),
        rate_limiter=rate_limiter,
        sign_up_policy=SignUpPolicy(settings.sign_up, adapters.one_time_tokens, clock),
        clock=clock,
        new_id=random_sources.new_id,
    )
    accessors = Accessors(
        accessors=adapters.accessors,
        events=events,
        photos=photos,
        photo_store=adapters.photos,
        sessions=sessions,
        clock=clock,
        random_below=random_sources.random_below,
        public_origin=settings.public_origin,
    )
    stores = AlbumStores(adapters.events, adapters.accessors, adapters.users)
    albums = Albums(stores=stores, photos=photos, rate_limiter=rate_limiter, tokens=tokens, mailer=mailer, clock=clock)
    deletions = DeletionRequests(
        deletion_marks=adapters.deletion_marks,
        queue=adapters.queue,
        accounts=accounts,
        events=events,
        photo_store=adapters.photos,
        sorting=adapters.sorting,
        clock=clock,
    )
    archives = Archives(
        archives=adapters.archives,
        storage=adapters.archive_storage,
        photos=photos,
        events=events,
        albums=albums,
        limits=ArchiveLimits(
            rate_limiter,
            ArchiveBytes(
                of_code=settings.archive_code_bytes_a_day,
                of_event=settings.archive_event_bytes_a_day,
                of_photographer=settings.archive_photographer_bytes_a_day,
            ),
        ),
        queue=adapters.queue,
        sessions=sessions,
        lay_out=ZipLayout,
        clock=clock,
    )
    cameras = Cameras(
        events=events, event_store=adapters.events, photo_store=adapters.photos, lists=photos, clock=clock
    )
    reader = SortingReader(accessors=adapters.accessors, photos=adapters.photos, store=adapters.sorting)
    sorting = Sorting(events=events, reader=reader, photos=adapters.photos, store=adapters.sorting)
    publishing = Publishing(
        events=events,
        reader=reader,
        accessors=adapters.accessors,
        store=adapters.sorting,
        sessions=sessions,
        clock=clock,
    )
    return Service(
        tokens,
        accounts,
        events,
        photos,
        uploads,
        accessors,
        albums,
        deletions,
        archives,
        cameras,
        sorting,
        publishing,
    )


def renditions_of(
    settings: Settings,
    aws: Aws,
    report: Reporter,
    clock: Clock = utc_now,
    *,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Renditions:
    """For the worker: untrusted files are decoded in a function without rights, or in sandboxed local processes."""
    if settings.decoder_function:
        from aws.clients import Aws
        from aws.decoder_function import FUNCTION_SECONDS, DecoderFunction
        from aws.resources import ResourceNames
        from media.remote.renderer import RemoteRenderer

        names = ResourceNames.with_prefix(settings.prefix)
        # At AWS, or at AWS_ENDPOINT_URL_LAMBDA: no local engine runs functions. Never retried here, since a function
        # that did not respond in time may still be running.
        functions = Aws(settings.region, environment=environment, read_timeout_seconds=FUNCTION_SECONDS, max_attempts=1)
        decoder = DecoderFunction(aws, functions, names, settings.decoder_function, clock)
        return RemoteRenderer(decoder, report=report)
    from media.sandbox.renderer import SandboxedRenderer

    return SandboxedRenderer(report=report)


def upload_processor_of(adapters: Adapters, renditions: Renditions, clock: Clock = utc_now) -> UploadProcessor:
    """For the worker. `renditions` comes from `media`, which the API never imports."""
    from aws.s3.spooled_original import spooled_original

    return UploadProcessor(
        events=adapters.events,
        photos=adapters.photos,
        storage=adapters.storage,
        spool_original=spooled_original,
        renditions=renditions,
        clock=clock,
    )
