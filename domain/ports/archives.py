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
    """One file of an archive: the stored photo with its bytes, and its metadata. `modified_at` has no time zone."""

    photo: Photo
    kind: RenditionKind
    name: str
    size_bytes: int
    crc32: int
    modified_at: datetime


@dataclass(frozen=True)
class PhotoRange:
    """Bytes `start` to `end` of a stored file, which has `file_bytes`."""

    photo: Photo
    kind: RenditionKind
    start: int
    end: int
    file_bytes: int

    @property
    def is_whole(self) -> bool:
        return self.size_bytes == self.file_bytes

    @property
    def size_bytes(self) -> int:
        return self.end - self.start


Piece = bytes | PhotoRange


class Layout(Protocol):
    """An archive whose every byte has a known position before any is copied."""

    @property
    def size_bytes(self) -> int: ...

    def cut(self, start: int, end: int) -> Iterator[Piece]:
        """Yields the contents from `start` to `end`, in order."""


LayoutFactory = Callable[[Sequence[Entry]], Layout]
"""Implemented in `media/`."""


class ArchiveStore(Protocol):
    async def get(self, event_id: str, archive_id: str) -> Archive | None: ...

    async def request(self, archive: Archive, *, by: str, now: datetime) -> tuple[Archive, bool]:
        """Adds `by` to those who requested it. Returns the stored archive, and whether this call created it.

        An expired or failed archive is created again.
        """

    async def change(self, archive: Archive, **changes: object) -> Archive | None:
        """Returns None when the archive is gone or was created again meanwhile."""

    def of_event(self, event_id: str) -> AsyncIterator[Archive]: ...

    async def remove(self, archive: Archive) -> None: ...


Progress = Callable[[int], Awaitable[bool]]
"""Receives the number of bytes copied so far; returns whether to continue."""


class ArchiveStorage(Protocol):
    """Builds archives in storage, by copying stored photos."""

    async def open(self, archive: Archive) -> str:
        """Returns the id of a new upload. Not idempotent; the bucket's lifecycle deletes unfinished uploads."""

    async def fill(self, archive: Archive, layout: Layout, progress: Progress) -> bool:
        """Copies every byte that is missing. Returns False when `progress` stopped it.

        Raises NotFound when an original or the upload is gone.
        """

    async def close(self, archive: Archive, layout: Layout) -> None:
        """Makes the upload one object. Idempotent. Raises NotFound when the upload is gone."""

    def signed_get(self, archive: Archive, filename: str, *, now: datetime) -> str:
        """Returns a URL that saves the archive as `filename`. Valid for hours, never past the archive's end."""
