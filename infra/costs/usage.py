"""What people do in a month."""

from __future__ import annotations

from dataclasses import dataclass

from infra.costs.consumption import ARCHIVE, DELETION, PHOTO, SORTING, VIEW


@dataclass(frozen=True)
class Usage:
    """Of one month. `months_kept` is how long an event lives."""

    photographers: int
    events: float = 4
    photos: int = 500
    megabytes: float = 8
    months_kept: float = 1
    codes: int = 50
    photos_of_code: int = 60
    previews_opened: int = 30
    originals_saved: int = 10
    archive_share: float = 0.2
    carded_share: float = 0.25
    """Of the events: those that are shot with cards."""

    photo_deletions: float = 1
    """How often somebody deletes photos of an event by hand, one or many at once."""

    events_deleted_early: float = 0.05
    """Of all events, by hand."""

    edge_hit_rate: float = 0.5
    """Of the requests for thumbnails, previews and originals: those that CloudFront answers from its caches."""

    edge_archives: bool = False
    """Whether CloudFront delivers archives, too. As it is built, S3 does."""

    @property
    def all_events(self) -> float:
        return self.photographers * self.events

    @property
    def all_photos(self) -> float:
        return self.all_events * self.photos

    @property
    def sorted_events(self) -> float:
        return self.all_events * self.carded_share

    @property
    def views(self) -> float:
        """Each code is opened once, with everything that comes after."""
        return self.all_events * self.codes

    @property
    def archives(self) -> float:
        return self.views * self.archive_share

    @property
    def archived(self) -> float:
        """Photos in archives."""
        return self.archives * self.photos_of_code

    @property
    def photo_requests(self) -> float:
        """For thumbnails, previews and originals, one by one."""
        return self.views * (self.photos_of_code + self.previews_opened + self.originals_saved)

    @property
    def edge_requests(self) -> float:
        return self.photo_requests + (self.archives if self.edge_archives else 0)

    @property
    def api_requests(self) -> float:
        return (
            self.all_photos * PHOTO.api_requests
            + self.views * VIEW.api_requests
            + self.archives * ARCHIVE.api_requests
            + self.sorted_events * SORTING.requests
        )

    @property
    def invalidated_paths(self) -> float:
        """What expires has none: its links have ended."""
        return self.all_events * (self.photo_deletions + self.events_deleted_early) * DELETION.invalidated_paths

    @property
    def stored_gb(self) -> float:
        return self.all_photos * (self.megabytes + PHOTO.kept_megabytes) / 1000 * self.months_kept

    @property
    def egress_gb(self) -> float:
        seen = self.photos_of_code * PHOTO.thumbnail_megabytes + self.previews_opened * PHOTO.preview_megabytes
        return self.views * (seen + self.originals_saved * self.megabytes) / 1000 + self.archived_gb

    @property
    def archived_gb(self) -> float:
        return self.archived * self.megabytes / 1000

    @property
    def edge_gb(self) -> float:
        return self.egress_gb - (0 if self.edge_archives else self.archived_gb)
