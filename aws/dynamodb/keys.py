"""Keys of items. Those that start with a word and `#` are items of our own, in the seed's tables."""

from __future__ import annotations

from binascii import crc32

from aws.resources import EXPIRY_SHARDS

MAX_PARTITION_KEY_BYTES = 2048
MAX_SORT_KEY_BYTES = 1024


def user_name(name: str) -> str:
    """In Users: reserves a user name. Points to the account's e-mail address."""
    return f"name#{name}"


def storage_usage(user_id: str) -> str:
    """In Users: the bytes that a photographer stores, over all events."""
    return f"usage#{user_id}"


EVERYBODY = "*everybody"
"""In Accessors: the photos that were published to all codes of an event. Sorts before every code."""


def one_time_token(purpose: str, digest: str) -> str:
    """In RateLimits, beside the counters."""
    return f"token#{purpose}#{digest}"


def public_link(public_url: str) -> str:
    """In Events: reserves a public link. Points to the event's id."""
    return f"url#{public_url}"


SORTED_PHOTO, DELETED_CARD, PUBLICATION = "photo", "deleted", "publication"
SORTING_SETTINGS, SORTING_LOOKS = "settings", "looks"
"""Kinds of items in Sorting: each begins a name."""


def sorted_photo(filename: str) -> str:
    """In Sorting: what the photographer has decided about a photo."""
    return f"{SORTED_PHOTO}#{filename}"


def deleted_card(filename: str, registered_at: str) -> str:
    """In Sorting: a deleted photo with which a series starts. Its filename may be used, and deleted, again."""
    return f"{DELETED_CARD}#{filename}#{registered_at}"


def publication(number: int) -> str:
    """In Sorting."""
    return f"{PUBLICATION}#{number}"


LIVE_PHOTO = "/live-photo/"
"""In Photos: begins the keys of items that are no photos. No filename contains a slash."""


def live_photo(identifier: str) -> str:
    """In Photos: the files of one content identifier (aws/dynamodb/live_photos.py)."""
    return f"{LIVE_PHOTO}{identifier}"


def lane_key(lane: str, place: str = "") -> str:
    """In Photos, of the index `by_capture`."""
    return f"{lane}#{place}"


def lane_end(lane: str) -> str:
    """Follows every key of the lane and precedes those of others."""
    return f"{lane}$"


def shard(subject: str) -> int:
    """Of an event in `by_expiry`, of a job in `by_due`."""
    return crc32(subject.encode()) % EXPIRY_SHARDS


def is_valid(partition: str, sort: str | None = None) -> bool:
    """Whether DynamoDB accepts this key; for others it raises a ValidationException, and keys come from outside."""
    return _fits(partition, MAX_PARTITION_KEY_BYTES) and (sort is None or _fits(sort, MAX_SORT_KEY_BYTES))


def _fits(value: str, max_bytes: int) -> bool:
    # UTF-8 can't encode a lone surrogate, and replaced by "?" it would be another key.
    try:
        return 0 < len(value.encode()) <= max_bytes
    except UnicodeEncodeError:
        return False
