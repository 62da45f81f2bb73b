"""Follows up Live Photos in the lists of access codes.

A video may have been given to a code before it became part of a Live Photo. From then on it counts as the whole: the
code gets the still in its place, so that a list has one name for each photo that its code opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.job_models import HeldJob
from domain.ports.events import AccessorStore, PhotoStore


@dataclass(frozen=True, kw_only=True)
class LivePhotoCodes:
    photos: PhotoStore
    accessors: AccessorStore

    async def replace_videos(self, held: HeldJob) -> datetime | None:
        """Idempotent."""
        stills = await self.photos.stills_of_videos(held.job.subject)
        if stills:
            await self.accessors.replace_photos(held.job.subject, stills)
        return None
