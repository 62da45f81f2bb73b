"""Pictures within metadata: thumbnails and previews, which carry metadata of their own."""

from __future__ import annotations

import io

from domain.rendering import Unreadable
from media.sniff import PHOTOS, kind_of


def picture_tells_place(picture: bytes) -> bool:
    """What is no picture that we can read may tell anything."""
    from media.location import location_patches  # which may find pictures in this one again

    kind = kind_of(picture)
    if kind not in PHOTOS:
        return True
    try:
        return bool(location_patches(io.BytesIO(picture), len(picture), kind))
    except Unreadable:
        return True
