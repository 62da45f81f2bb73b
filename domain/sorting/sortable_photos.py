"""The photos of an event as the rules see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from domain.capture_time import EventClock
from domain.models import Photo
from domain.sorting.facts import Facts
from domain.sorting.records import Codes, SortablePhoto

DELETED = "\0deleted"
"""Ends the name of a deleted card whose filename is used again. No filename contains it."""


def sortable_photos(facts: Facts) -> tuple[Sequence[SortablePhoto], Mapping[str, Codes]]:
    """With deleted cards. Returns the starts of those, too, by the names under which the rules see them."""
    clock = EventClock.of(facts.event)
    photos = [sortable(photo, clock) for photo in facts.photos.values()]
    starts_of_deleted: dict[str, Codes] = {}
    for card in facts.stored.deleted_cards:
        name = card.photo.filename
        if name in facts.photos:
            if facts.photos[name].registered_at == card.photo.registered_at:
                continue  # its deletion did not finish
            name += DELETED
        photos.append(sortable(card.photo.model_copy(update={"filename": name}), clock, is_deleted=True))
        if card.start is not None:
            starts_of_deleted[name] = card.start
    return photos, starts_of_deleted


def sortable(photo: Photo, clock: EventClock, *, is_deleted: bool = False) -> SortablePhoto:
    local = datetime.fromisoformat(photo.taken_local).replace(tzinfo=UTC) if photo.taken_local else photo.taken_at
    taken_at = clock.taken_at(photo)
    return SortablePhoto(
        filename=photo.filename,
        camera_id=photo.camera_id,
        clock_seconds=local.timestamp() if local else None,
        taken_at_seconds=taken_at.timestamp() if taken_at else None,
        card_codes=photo.card_codes,
        # Also a card that only the photographer has recognized.
        is_unread_card=photo.card_unread or (photo.qr_card and not photo.card_codes),
        is_deleted=is_deleted,
    )
