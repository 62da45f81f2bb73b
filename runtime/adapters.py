"""One adapter for each port, with AWS or a local engine behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from domain.passwords import Argon2Hasher
from domain.ports.accounts import KeySource, Mailer, OneTimeTokenStore, PasswordHasher, RateLimits, UserStore
from domain.ports.archives import ArchiveStorage, ArchiveStore
from domain.ports.events import AccessorStore, EventStore, PhotoStore
from domain.ports.jobs import (
    CheckpointStore,
    DeletionMarks,
    EdgeCache,
    Inventory,
    JobQueue,
    JobStore,
    ObjectDeletion,
    RecordDeletion,
    UploadQueue,
)
from domain.ports.sorting import SortingStore
from domain.ports.storage import FreeSpace, PhotoLinks, Storage
from runtime import logs
from runtime.settings import Settings

if TYPE_CHECKING:
    from aws.clients import Aws
    from aws.cloudfront.signed_links import LinkKey


@dataclass(frozen=True)
class Adapters:
    """One adapter for each port."""

    users: UserStore
    events: EventStore
    accessors: AccessorStore
    photos: PhotoStore
    limits: RateLimits
    one_time_tokens: OneTimeTokenStore
    storage: Storage
    photo_links: PhotoLinks
    mailer: Mailer
    jobs: JobStore
    queue: JobQueue
    uploads: UploadQueue
    deletion_marks: DeletionMarks
    deletion: RecordDeletion
    objects: ObjectDeletion
    archives: ArchiveStore
    archive_storage: ArchiveStorage
    inventory: Inventory
    checkpoints: CheckpointStore
    sorting: SortingStore
    free_space: FreeSpace | None = None
    edge_cache: EdgeCache | None = None
    hasher: PasswordHasher = field(default_factory=Argon2Hasher)
    token_keys: KeySource | None = None


def adapters_of(
    settings: Settings, aws: Aws | None = None, *, environment: Mapping[str, str] = MappingProxyType({})
) -> Adapters:
    """AWS, or the engines that stand in for it at `endpoint_url`. Opens no connection yet.

    `aws` brings credentials of its own. Without it there is that of `aws_of`.
    """
    from aws.cloudfront.invalidation import CloudFrontCache
    from aws.dynamodb.accessors import DynamoAccessors
    from aws.dynamodb.archives import DynamoArchives
    from aws.dynamodb.checkpoints import DynamoCheckpoints
    from aws.dynamodb.deletion_marks import DynamoDeletionMarks
    from aws.dynamodb.events import DynamoEvents
    from aws.dynamodb.jobs import DynamoJobs
    from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
    from aws.dynamodb.photos import DynamoPhotos
    from aws.dynamodb.rate_limits import DynamoRateLimits
    from aws.dynamodb.record_deletion import DynamoRecordDeletion
    from aws.dynamodb.sorting import DynamoSorting
    from aws.dynamodb.users import DynamoUsers
    from aws.inventory import AwsInventory
    from aws.resources import ResourceNames
    from aws.s3.archive_storage import S3Archives
    from aws.s3.object_deletion import S3Deletion
    from aws.s3.storage import S3Storage
    from aws.secrets_manager import SecretKeys
    from aws.ses import SesMailer
    from aws.sqs import SqsJobs, SqsUploads

    aws = aws or aws_of(settings, environment)
    names = ResourceNames.with_prefix(settings.prefix)
    storage = S3Storage(aws, names, public_url=settings.storage_url)
    return Adapters(
        users=DynamoUsers(aws, names),
        events=DynamoEvents(aws, names),
        accessors=DynamoAccessors(aws, names),
        photos=DynamoPhotos(aws, names),
        limits=DynamoRateLimits(aws, names),
        one_time_tokens=DynamoOneTimeTokens(aws, names),
        storage=storage,
        photo_links=_photo_links(settings) or storage,
        mailer=SesMailer(aws, settings.mail_sender),
        token_keys=SecretKeys(aws, settings.token_keys_secret) if settings.token_keys_secret else None,
        jobs=DynamoJobs(aws, names),
        queue=SqsJobs(aws, names),
        uploads=SqsUploads(aws, names),
        deletion_marks=DynamoDeletionMarks(aws, names),
        deletion=DynamoRecordDeletion(aws, names),
        objects=S3Deletion(aws, names),
        archives=DynamoArchives(aws, names),
        archive_storage=S3Archives(
            aws, names, copy_from_bytes=settings.archive_copy_from_bytes, public_url=settings.storage_url
        ),
        inventory=AwsInventory(aws, names),
        checkpoints=DynamoCheckpoints(aws, names),
        sorting=DynamoSorting(aws, names),
        edge_cache=CloudFrontCache(aws, distribution) if (distribution := settings.photo_distribution) else None,
    )


def aws_of(settings: Settings, environment: Mapping[str, str]) -> Aws:
    """Credentials come from `environment`, where Lambda keeps its role's, or from where botocore finds them."""
    from aws.clients import Aws

    return Aws(settings.region, settings.endpoint_url, environment=environment, on_throttled=logs.log_throttled)


def _photo_links(settings: Settings) -> PhotoLinks | None:
    """None: photos are fetched from storage itself."""
    if settings.photo_origin is None:
        return None
    from aws.cloudfront.signed_links import CloudFrontLinks

    return CloudFrontLinks(settings.photo_origin, link_keys_of(settings))


def link_keys_of(settings: Settings) -> list[LinkKey]:
    from aws.cloudfront.signed_links import LinkKey

    return [LinkKey(key.kid, key.secret.get_secret_value()) for key in settings.photo_link_keys]
