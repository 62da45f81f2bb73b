"""Conditions on stored photos."""

from __future__ import annotations

from aws.dynamodb.events import UNMARKED
from domain.models import Photo

CARD = "qr_card = :yes"
NO_CARD = "(attribute_not_exists(qr_card) OR qr_card <> :yes)"


def unchanged(photo: Photo) -> tuple[str, dict[str, object]]:
    """That the stored photo is this one, and is counted and linked to others as it is; with the condition's values."""
    values: dict[str, object] = {"registered_at": photo.registered_at, "known": photo.status, "yes": True}
    texts = ["registered_at = :registered_at AND #status = :known", UNMARKED, CARD if photo.qr_card else NO_CARD]
    video = photo.live_photo_video
    links = {
        "live_photo_still": ("live_photo_still", photo.live_photo_still),
        "live_photo_video": ("live_photo_video.filename", video.filename if video else None),
    }
    for name, (place, filename) in links.items():
        if filename is None:
            texts.append(f"attribute_not_exists({name})")
        else:
            texts.append(f"{place} = :known_{name}")
            values[f"known_{name}"] = filename
    return " AND ".join(texts), values
