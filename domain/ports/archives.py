"""Ports for archives: how their bytes are laid out, and where they are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.archive_models import Archive
from domain.models import Photo, RenditionKind


@dataclass(frozen=True)
class Entry:
    """One file of a container: whose bytes, and what is said of it. `modified_at` is told without a zone."""

    photo: Photo
    kind: RenditionKind
    name: str
    size_bytes: int
    crc32: int
    modified_at: datetime


@dataclass(frozen=True)
class PhotoRange:
    """Bytes `start` to `end` of a stored photo."""

    photo: Photo
    kind: RenditionKind
    start: int
    end: int

    @property
    def size_bytes(self) -> int:
        return self.end - self.start


Piece = bytes | PhotoRange


class Layout(Protocol):
    """A container of which every byte has its place before any is copied."""

    @property
    def size_bytes(self) -> int: ...

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """What stands from `start` to `end`, in order."""


LayoutFactory = Callable[[Sequence[Entry]], Layout]
"""Implemented in `media/`."""


class ArchiveStore(Protocol):
    async def get(self, event_id: str, archive_id: str) -> Archive | None: ...

    async def request(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        """Notes that `by` asked. The archive as it is stored then, and whether this call made it, with its job.

        One that is over or failed is made anew.
        """

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        """None when it is gone, or was made anew meanwhile."""

    def of_event(self, event_id: str) -> AsyncIterator[Archive]: ...

    async def remove(self, archive: Archive) -> None: ...


Progress = Callable[[int], Awaitable[bool]]
"""Told the bytes that are in their place; answers whether to go on."""


class ArchiveStorage(Protocol):
    """Builds containers in storage, from originals that are there."""

    async def open(self, archive: Archive) -> str:
        """The id of a new upload. Not idempotent; uploads that are never completed are swept."""

    async def fill(self, archive: Archive, layout: Layout, progress: Progress) -> bool:
        """Puts every byte in its place that is not there yet; False when told to stop.

        Raises NotFound when an original or the upload is gone.
        """

    async def close(self, archive: Archive, layout: Layout) -> None:
        """Makes one object of it. Done twice, it is the same. Raises NotFound when the upload is gone."""

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        """To be saved as `filename`. Valid for hours, never past the archive's end."""
