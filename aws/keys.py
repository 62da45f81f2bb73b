"""Every key of every table and bucket. What starts with a word and `#` is an item of our own, beside the seed's."""

from __future__ import annotations

from binascii import crc32

from aws.resources import EXPIRY_SHARDS
from domain.archive_models import Archive
from domain.models import Photo, RenditionKind

MAX_PARTITION_KEY_BYTES = 2048
MAX_SORT_KEY_BYTES = 1024


def user_name(name: str) -> str:
    """In Users: who holds a name. Points to the account's e-mail address."""
    return f"name#{name}"


def storage_use(user_id: str) -> str:
    """In Users: what a photographer stores, over all events."""
    return f"usage#{user_id}"


def one_time_token(purpose: str, digest: str) -> str:
    """In RateLimits, beside the counters."""
    return f"token#{purpose}#{digest}"


def public_link(public_url: str) -> str:
    """In Events: which event answers to a link. Points to its id."""
    return f"url#{public_url}"


def shard(subject: str) -> int:
    """Of an event in `by_expiry`, of a job in `by_due`."""
    return crc32(subject.encode()) % EXPIRY_SHARDS


def is_possible(partition: str, sort: str | None = None) -> bool:
    """Whether DynamoDB takes this for a key at all; it faults on others, and keys come from outside."""
    return _fits(partition, MAX_PARTITION_KEY_BYTES) and (sort is None or _fits(sort, MAX_SORT_KEY_BYTES))


def _fits(value: str, max_bytes: int) -> bool:
    # A lone surrogate can't be sent; as "?" it would be another key, so it counts as none.
    try:
        return 0 < len(value.encode()) <= max_bytes
    except UnicodeEncodeError:
        return False


def bucket_prefix(originals: str, user_id: str) -> str:
    """The seed's `bucket_prefix`: with the event's id appended, the full path of an event's originals."""
    return f"s3://{originals}/{user_id}/"


def original(photo: Photo) -> str:
    """In originals: the seed's layout, and nothing else."""
    return f"{photo.user_id}/{photo.event_id}/{photo.filename}"


def rendition(photo: Photo, kind: RenditionKind) -> str:
    """In derived. Only for a preview or a thumbnail."""
    return rendition_of(original(photo), kind)


def rendition_of(original_key: str, kind: RenditionKind) -> str:
    """Under the original's own key."""
    return f"{renditions_of(original_key)}{kind.value}"


def renditions_of(original_key: str) -> str:
    """In derived: what the keys of all renditions of an original start with, and no other photo's."""
    return f"{original_key}/"


def of_event(user_id: str, event_id: str) -> str:
    """What the keys of an event's originals, and of their renditions, start with."""
    return f"{user_id}/{event_id}/"


def archives_of(user_id: str, event_id: str) -> str:
    """In derived: what the keys of an event's archives start with."""
    return f"archives/{user_id}/{event_id}/"


def archive(archive: Archive) -> str:
    """In derived."""
    return f"{everything_of(archive)}zip"


def archive_part(archive: Archive, name: str = "") -> str:
    """In derived, for a while: a body with what follows it, on its way into the archive.

    Beside the archive and not below it: to a storage that keeps files in directories, nothing is both.
    """
    return f"{everything_of(archive)}parts/{name}"


def everything_of(archive: Archive) -> str:
    """What the keys of an archive and its parts start with."""
    return f"{archives_of(archive.user_id, archive.event_id)}{archive.archive_id}."
