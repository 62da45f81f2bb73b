"""What photos add to the counts of their event."""

from __future__ import annotations

from collections.abc import Iterable

from domain.models import Photo, PhotoStatus

COUNTS = (
    *("photo_count", "total_bytes", "ready_count", "ready_bytes"),
    *("card_count", "card_bytes", "live_photo_count"),
)


def counts_of(photos: Iterable[Photo]) -> dict[str, int]:
    """The counts of an `Event`, by their names. The video of a Live Photo adds its bytes to those of all files only."""
    total = dict.fromkeys(COUNTS, 0)
    for photo in photos:
        for name, amount in _counts_of(photo).items():
            total[name] += amount
    return total


def difference(after: Iterable[Photo], before: Iterable[Photo]) -> dict[str, int]:
    old = counts_of(before)
    return {name: amount - old[name] for name, amount in counts_of(after).items()}


def _counts_of(photo: Photo) -> dict[str, int]:
    if photo.status is PhotoStatus.REJECTED or photo.deleting_since is not None:
        return {}
    counts = {"total_bytes": photo.size_bytes}
    if photo.live_photo_still is not None:
        return counts
    counts["photo_count"] = 1
    if photo.status is PhotoStatus.READY:
        counts |= {"ready_count": 1, "ready_bytes": photo.size_bytes}
        counts["live_photo_count"] = int(photo.live_photo_video is not None)
        if photo.qr_card:
            counts |= {"card_count": 1, "card_bytes": photo.size_bytes}
    return counts
