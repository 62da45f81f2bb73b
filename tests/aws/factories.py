"""Models with unique keys, so that tests can share the tables of one engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from domain.archive_models import Archive
from domain.models import Accessor, Event, Photo, User

NOW = datetime(2099, 11, 22, 19, 47, 3, 123000, tzinfo=UTC)
"""Far in the future: an engine deletes expired items by its own clock."""
WEEK_SECONDS = 7 * 24 * 3600
LATER = NOW + timedelta(seconds=WEEK_SECONDS + 1)


def a_user(**changes: Any) -> User:
    user_id = str(uuid4())
    name = f"user{user_id[:8]}"
    fields = {
        "user_id": user_id,
        "email": f"{name}@example.com",
        "user_name": name,
        "password_hash": "$argon2id$1",
        "created_at": NOW,
    }
    return User.model_validate(fields | changes)


def an_event(**changes: Any) -> Event:
    event_id = str(uuid4())
    fields = {
        "event_id": event_id,
        "user_id": str(uuid4()),
        "name": "Anna & Ben",
        "public_url": f"example/{event_id}",
        "created_at": NOW,
        "seconds_to_live": WEEK_SECONDS,
        "link_secret": "LinkSecretOfAnEvent",
    }
    return Event.model_validate(fields | changes)


def an_accessor(event_id: str, access_code: str = "ABC34D", **changes: Any) -> Accessor:
    fields = {"event_id": event_id, "access_code": access_code, "created_at": NOW}
    return Accessor.model_validate(fields | changes)


def a_photo(event: Event, filename: str = "pic1.png", **changes: Any) -> Photo:
    fields = {
        "event_id": event.event_id,
        "user_id": event.user_id,
        "filename": filename,
        "content_type": "image/png",
        "size_bytes": 1000,
        "registered_at": NOW,
    }
    return Photo.model_validate(fields | changes)


def photos_of(event: Event, count: int, **changes: Any) -> Sequence[Photo]:
    """Ordered by filename."""
    return [a_photo(event, f"pic{number:03}.png", **changes) for number in range(count)]


def an_archive(event: Event, **changes: Any) -> Archive:
    fields = {
        "archive_id": "0123456789abcdef" * 2,
        "event_id": event.event_id,
        "user_id": event.user_id,
        "filenames": (),
        "fingerprint": "f",
        "size_bytes": 3,
        "unlocated": True,
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=2),
    }
    return Archive.model_validate(fields | changes)
