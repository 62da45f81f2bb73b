"""Ids of what has no record: each stands for what it was made of, and is another as soon as that changes."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from domain.models import Photo
from domain.sorting.records import QuestionKind, Series


def question_id(kind: QuestionKind, place: Sequence[str]) -> str:
    """Another place has another id."""
    return _opaque_id(kind.value, *place)


def look_id(series: Series, shown: Sequence[Photo]) -> str:
    """Of a look at these photos of the series: another person or photo has another id."""
    photos = [part for photo in shown for part in (photo.filename, photo.registered_at.isoformat())]
    return _opaque_id("look", *photos, *sorted(series.codes))


def _opaque_id(*parts: str) -> str:
    """16 characters, whatever the parts contain."""
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return urlsafe_b64encode(digest[:12]).decode()
