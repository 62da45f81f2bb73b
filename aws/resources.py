"""What the service needs from AWS, as plain data: six tables, two buckets, four queues.

The one definition: `aws/admin/provision.py` applies it to a local engine, and the CDK stack reads it for the cloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BACKSTOP_DAYS = 400
"""Longer than any event may live (365 days). What is this old was forgotten by every other way of deletion."""

TIME_TO_LIVE = "delete_after"
"""The attribute, in epoch seconds, past which DynamoDB itself deletes an item."""

ARCHIVES_PREFIX = "archives/"
"""Of archives in the bucket of derived objects."""

POLICY_VERSION = "2012-10-17"
"""Of the language that IAM policies are written in."""

EXPIRY_SHARDS = 8
"""Events and jobs are spread over this many partitions of `by_expiry` and `by_due`, fixed for ever: the sweep asks
each."""


@dataclass(frozen=True)
class ResourceNames:
    """What everything is called in one deployment."""

    users: str
    events: str
    accessors: str
    photos: str
    rate_limits: str
    jobs: str
    originals: str
    derived: str
    uploads: str
    uploads_dead: str
    jobs_queue: str
    jobs_dead: str
    token_keys: str

    @classmethod
    def with_prefix(cls, prefix: str) -> ResourceNames:
        return cls(
            users=f"{prefix}-users",
            events=f"{prefix}-events",
            accessors=f"{prefix}-accessors",
            photos=f"{prefix}-photos",
            rate_limits=f"{prefix}-rate-limits",
            jobs=f"{prefix}-jobs",
            originals=f"{prefix}-originals",
            derived=f"{prefix}-derived",
            uploads=f"{prefix}-uploads",
            uploads_dead=f"{prefix}-uploads-dead",
            jobs_queue=f"{prefix}-jobs",
            jobs_dead=f"{prefix}-jobs-dead",
            token_keys=f"{prefix}-token-keys",
        )


@dataclass(frozen=True)
class Attribute:
    """A key attribute: a string (S) or a number (N)."""

    name: str
    type: Literal["S", "N"] = "S"


@dataclass(frozen=True)
class Index:
    """A global secondary index; eventually consistent, as all of them are."""

    name: str
    partition: Attribute
    sort: Attribute | None
    projection: Literal["ALL", "KEYS_ONLY"]


@dataclass(frozen=True)
class Table:
    name: str
    partition: Attribute
    sort: Attribute | None = None
    indexes: tuple[Index, ...] = ()
    time_to_live: str | None = None


@dataclass(frozen=True)
class LifecycleRule:
    """Days after which what starts with `prefix` goes: whole objects, or uploads that nobody completed."""

    id: str
    prefix: str = ""
    expire_after_days: int | None = None
    abort_uploads_after_days: int | None = None


@dataclass(frozen=True)
class Bucket:
    """Never public, never versioned. `methods` are what a page of the app's own origin may use."""

    name: str
    methods: tuple[Literal["GET", "HEAD", "PUT"], ...]
    lifecycle: tuple[LifecycleRule, ...]


@dataclass(frozen=True)
class Queue:
    """`dead_letters` names the queue where a message goes that was received `max_receives` times in vain.

    `notified_by` names a bucket: every object that is made there is told here.
    """

    name: str
    visibility_timeout_seconds: int
    retention_seconds: int
    dead_letters: str | None = None
    max_receives: int = 5
    notified_by: str | None = None


EXPOSED_HEADERS = ("ETag", "Content-Length", "Content-Disposition", "x-amz-checksum-sha256")
"""What a page may read of storage's answers: multipart uploads need the ETag of each part."""

CORS_MAX_AGE_SECONDS = 3600

_FORGOTTEN = LifecycleRule("forgotten", expire_after_days=BACKSTOP_DAYS)
_UNFINISHED = LifecycleRule("unfinished-uploads", abort_uploads_after_days=1)
_ARCHIVES = LifecycleRule("archives", prefix=ARCHIVES_PREFIX, expire_after_days=2)


def tables(names: ResourceNames) -> tuple[Table, ...]:
    user_id, event_id = Attribute("user_id"), Attribute("event_id")
    by_owner = Index("by_owner", user_id, Attribute("created_at"), "ALL")
    # The shard does not depend on time, so `expires_at <= now` finds what is due however long the sweep was down.
    by_expiry = Index("by_expiry", Attribute("expiry_shard", "N"), Attribute("expires_at", "N"), "KEYS_ONLY")
    by_due = Index("by_due", Attribute("shard", "N"), Attribute("due_at", "N"), "KEYS_ONLY")
    return (
        Table(names.users, Attribute("user_email"), indexes=(Index("by_user_id", user_id, None, "KEYS_ONLY"),)),
        # No time to live here: the sweep finds what an overdue event left behind only by the event itself.
        Table(names.events, event_id, indexes=(by_owner, by_expiry)),
        Table(names.accessors, event_id, Attribute("access_code"), time_to_live=TIME_TO_LIVE),
        Table(names.photos, event_id, Attribute("filename"), time_to_live=TIME_TO_LIVE),
        Table(names.rate_limits, Attribute("key"), time_to_live=TIME_TO_LIVE),
        Table(names.jobs, Attribute("subject"), Attribute("name"), (by_due,), TIME_TO_LIVE),
    )


def buckets(names: ResourceNames) -> tuple[Bucket, ...]:
    return (
        Bucket(names.originals, ("GET", "HEAD", "PUT"), (_FORGOTTEN, _UNFINISHED)),
        Bucket(names.derived, ("GET", "HEAD"), (_FORGOTTEN, _UNFINISHED, _ARCHIVES)),
    )


def queues(names: ResourceNames) -> tuple[Queue, ...]:
    """Dead letters first: the other queue refers to them. A message is hidden for longer than its worker may run."""
    two_weeks = 14 * 24 * 3600
    return (
        Queue(names.jobs_dead, visibility_timeout_seconds=960, retention_seconds=two_weeks),
        Queue(names.jobs_queue, 960, two_weeks, dead_letters=names.jobs_dead, max_receives=3),
        Queue(names.uploads_dead, visibility_timeout_seconds=360, retention_seconds=two_weeks),
        Queue(names.uploads, 360, two_weeks, dead_letters=names.uploads_dead, notified_by=names.originals),
    )
