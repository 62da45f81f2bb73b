"""One download of many photos."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from domain.models import Model


class ArchiveStatus(Enum):
    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"


class ArchiveSize(Enum):
    """SHARING has the preview of every photo that is HEIC or larger than its preview; others, and videos, are whole."""

    FULL = "FULL"
    SHARING = "SHARING"


class Archive(Model):
    """A ZIP of some photos of one event. The same photos make the same archive, whoever asks.

    `archive_id` is a digest of the requested contents; `fingerprint` of the actual ones, which are fewer after a photo
    was deleted. `unlocated` (a stored name) is true when the location is stripped. With `live_photo_videos` it contains
    the videos of Live Photos, whose names are not among `filenames`: those are of photos. `asked_by` contains access
    codes and the owner's user id. `upload_id` is that of the open upload, and `done_bytes` how much is copied.
    """

    archive_id: str
    event_id: str
    user_id: str
    filenames: tuple[str, ...]
    fingerprint: str
    size_bytes: int
    unlocated: bool
    live_photo_videos: bool = False
    size: ArchiveSize = ArchiveSize.FULL
    created_at: datetime
    expires_at: datetime
    status: ArchiveStatus = ArchiveStatus.PENDING
    upload_id: str | None = None
    done_bytes: int = 0
    asked_by: frozenset[str] = frozenset()

    @property
    def progress(self) -> float:
        """0 to 1."""
        if self.status is ArchiveStatus.READY:
            return 1.0
        return min(1.0, self.done_bytes / self.size_bytes)
