"""Pictures within metadata: thumbnails and previews, which carry metadata of their own."""

from __future__ import annotations

import io

from media.sniff import PHOTOS, kind_of


def picture_tells_place(picture: bytes) -> bool:
    """What is no picture that we can read may tell anything."""
    from media.location import remove_location  # which may find pictures in this one again

    kind = kind_of(picture)
    if kind is None or kind not in PHOTOS:
        return True
    removal = remove_location(io.BytesIO(picture), len(picture), kind)
    return removal.may_remain or bool(removal.patches)
