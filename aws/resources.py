"""The resources of the service, as data: seven tables, two buckets, four queues.

`aws/admin/provision.py` creates them on a local engine, and the CDK stack in the cloud.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

BACKSTOP_DAYS = 400
"""Longer than the longest event (365 days). Anything older was missed by every other way of deletion."""

TIME_TO_LIVE = "delete_after"
"""The attribute with the time, in epoch seconds, after which DynamoDB deletes an item."""

ARCHIVES_PREFIX = "archives/"
"""Of archives in the bucket of derived objects."""

POLICY_VERSION = "2012-10-17"
"""The version of IAM's policy language."""

EXPIRY_SHARDS = 8
"""The number of partitions of `by_expiry` and `by_due`. It must never change: items are stored by their shard, and
the sweep queries each."""


@dataclass(frozen=True)
class ResourceNames:
    """The names of all resources of one deployment."""

    users: str
    events: str
    accessors: str
    photos: str
    rate_limits: str
    jobs: str
    sorting: str
    originals: str
    derived: str
    uploads: str
    uploads_dead: str
    jobs_queue: str
    jobs_dead: str
    token_keys: str

    @classmethod
    def with_prefix(cls, prefix: str) -> ResourceNames:
        names = {field.name: f"{prefix}-{field.name.replace('_', '-')}" for field in fields(cls)}
        return cls(**names | {"jobs_queue": f"{prefix}-jobs"})


@dataclass(frozen=True)
class KeyAttribute:
    """A key attribute: a string (S) or a number (N)."""

    name: str
    type: Literal["S", "N"] = "S"


@dataclass(frozen=True)
class Index:
    """A global secondary index. Reads from it are eventually consistent."""

    name: str
    partition: KeyAttribute
    sort: KeyAttribute | None
    projection: Literal["ALL", "KEYS_ONLY"]


@dataclass(frozen=True)
class LocalIndex:
    """A local secondary index: another sort key, with all attributes. Reads from it are strongly consistent.

    DynamoDB can add it to no table that exists.
    """

    name: str
    sort: KeyAttribute


@dataclass(frozen=True)
class TableDefinition:
    name: str
    partition: KeyAttribute
    sort: KeyAttribute | None = None
    indexes: tuple[Index, ...] = ()
    local_indexes: tuple[LocalIndex, ...] = ()
    time_to_live: str | None = None


@dataclass(frozen=True)
class LifecycleRule:
    """Deletes objects, or aborts incomplete uploads, whose keys start with `prefix`, after these days."""

    id: str
    prefix: str = ""
    expire_after_days: int | None = None
    abort_uploads_after_days: int | None = None


@dataclass(frozen=True)
class BucketDefinition:
    """Private and unversioned. `methods` are those that pages of the app's origin may use (CORS)."""

    name: str
    methods: tuple[Literal["GET", "HEAD", "PUT"], ...]
    lifecycle: tuple[LifecycleRule, ...]


@dataclass(frozen=True)
class QueueDefinition:
    """`dead_letters` names the queue that gets a message after `max_receives` failed attempts.

    `notified_by` names a bucket: it sends a message here for each new object.
    """

    name: str
    visibility_timeout_seconds: int
    retention_seconds: int
    dead_letters: str | None = None
    max_receives: int = 5
    notified_by: str | None = None


BY_CAPTURE = LocalIndex("by_capture", KeyAttribute("lane_key"))
"""Photos by lane, in the order of the camera's clock."""

BY_NAME = LocalIndex("by_name", KeyAttribute("name_key"))
"""Photos in natural order of their filenames."""

EXPOSED_HEADERS = ("ETag", "Content-Length", "Content-Disposition", "x-amz-checksum-sha256")
"""The response headers that pages may read: multipart uploads need the ETag of each part."""

CORS_MAX_AGE_SECONDS = 3600

_BACKSTOP = LifecycleRule("forgotten", expire_after_days=BACKSTOP_DAYS)
_INCOMPLETE_UPLOADS = LifecycleRule("unfinished-uploads", abort_uploads_after_days=1)
_ARCHIVES = LifecycleRule("archives", prefix=ARCHIVES_PREFIX, expire_after_days=2)


def tables(names: ResourceNames) -> tuple[TableDefinition, ...]:
    user_id, event_id = KeyAttribute("user_id"), KeyAttribute("event_id")
    by_owner = Index("by_owner", user_id, KeyAttribute("created_at"), "ALL")
    # The shard does not depend on time: `expires_at <= now` finds everything due, however long the sweep was down.
    by_expiry = Index("by_expiry", KeyAttribute("expiry_shard", "N"), KeyAttribute("expires_at", "N"), "KEYS_ONLY")
    by_due = Index("by_due", KeyAttribute("shard", "N"), KeyAttribute("due_at", "N"), "KEYS_ONLY")
    return (
        TableDefinition(
            names.users, KeyAttribute("user_email"), indexes=(Index("by_user_id", user_id, None, "KEYS_ONLY"),)
        ),
        # No time to live: the sweep finds what belongs to an overdue event by the event alone.
        TableDefinition(names.events, event_id, indexes=(by_owner, by_expiry)),
        TableDefinition(names.accessors, event_id, KeyAttribute("access_code"), time_to_live=TIME_TO_LIVE),
        TableDefinition(
            names.photos,
            event_id,
            KeyAttribute("filename"),
            local_indexes=(BY_CAPTURE, BY_NAME),
            time_to_live=TIME_TO_LIVE,
        ),
        TableDefinition(names.rate_limits, KeyAttribute("key"), time_to_live=TIME_TO_LIVE),
        TableDefinition(
            names.jobs, KeyAttribute("subject"), KeyAttribute("name"), (by_due,), time_to_live=TIME_TO_LIVE
        ),
        TableDefinition(names.sorting, event_id, KeyAttribute("name"), time_to_live=TIME_TO_LIVE),
    )


def buckets(names: ResourceNames) -> tuple[BucketDefinition, ...]:
    return (
        BucketDefinition(names.originals, ("GET", "HEAD", "PUT"), (_BACKSTOP, _INCOMPLETE_UPLOADS)),
        BucketDefinition(names.derived, ("GET", "HEAD"), (_BACKSTOP, _INCOMPLETE_UPLOADS, _ARCHIVES)),
    )


def queues(names: ResourceNames) -> tuple[QueueDefinition, ...]:
    """Dead letter queues come first: others refer to them. A visibility timeout exceeds its worker's timeout."""
    two_weeks = 14 * 24 * 3600
    return (
        QueueDefinition(names.jobs_dead, visibility_timeout_seconds=960, retention_seconds=two_weeks),
        QueueDefinition(names.jobs_queue, 960, two_weeks, dead_letters=names.jobs_dead, max_receives=3),
        QueueDefinition(names.uploads_dead, visibility_timeout_seconds=360, retention_seconds=two_weeks),
        QueueDefinition(names.uploads, 360, two_weeks, dead_letters=names.uploads_dead, notified_by=names.originals),
    )
