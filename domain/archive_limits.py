"""Limits new archives by number and bytes: each is copied and stored for two days."""

from __future__ import annotations

from dataclasses import dataclass

from domain.archive_models import Archive
from domain.errors import InvalidInput
from domain.rate_limiting import Budget, LimitKey, RateLimiter

DAY_SECONDS = 24 * 3600
NEW_ARCHIVES = Budget(30, 3600)
"""For one code, or one photographer in an event."""

NEW_ARCHIVES_OF_EVENT = Budget(2000, DAY_SECONDS)
NEW_ARCHIVES_OF_PHOTOGRAPHER = Budget(5000, DAY_SECONDS)
GIB = 1024**3


@dataclass(frozen=True)
class ArchiveBytes:
    """Maximum bytes of new archives a day (UTC): requested with one code, built for one event or one photographer."""

    of_code: int
    of_event: int
    of_photographer: int


@dataclass(frozen=True)
class ArchiveLimits:
    rate_limiter: RateLimiter
    bytes_a_day: ArchiveBytes

    async def acquire(self, archive: Archive, requester: str, *, is_built: bool) -> None:
        """Counts a first request. An archive that is built already counts for the requester only.

        Raises RateLimited, or InvalidInput for an archive larger than the budget of a whole day.
        """
        name, bytes_a_day = f"archive#{archive.event_id}#{requester}", self.bytes_a_day
        keys = [LimitKey(name, NEW_ARCHIVES), self._bytes(name, bytes_a_day.of_code, archive)]
        if not is_built:
            of_event, of_photographer = f"archives#{archive.event_id}", f"archives#{archive.user_id}"
            keys += [
                LimitKey(of_event, NEW_ARCHIVES_OF_EVENT),
                self._bytes(of_event, bytes_a_day.of_event, archive),
                LimitKey(of_photographer, NEW_ARCHIVES_OF_PHOTOGRAPHER),
                self._bytes(of_photographer, bytes_a_day.of_photographer, archive),
            ]
        attempt = await self.rate_limiter.acquire(keys)
        await attempt.raise_if_limited()

    def _bytes(self, name: str, bytes_a_day: int, archive: Archive) -> LimitKey:
        if archive.size_bytes > bytes_a_day:
            raise InvalidInput(
                f"A download can have at most {bytes_a_day / GIB:.1f} GiB. Choose fewer photos.", ["photo_ids"]
            )
        return LimitKey(f"{name}#bytes", Budget(bytes_a_day, DAY_SECONDS), archive.size_bytes)
