"""Ports for files: object storage, and the rendering of what people see. `aws/s3/` and `media/` implement them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from domain.models import OriginalKey, Photo, RenditionKind, Watermark
from domain.rendering import Original, Patch, RenderedPhoto


@dataclass(frozen=True)
class SignedRequest:
    """A request that storage will accept until it ends. Send exactly these headers."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]


class UploadState(Enum):
    """What storage knows of a multipart upload. STORED: its object is there, whole."""

    OPEN = "OPEN"
    STORED = "STORED"
    GONE = "GONE"


class Storage(Protocol):
    """Two buckets: originals at `user_id/event_id/filename`, and what is derived from them."""

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        """Signs without a network call. Valid for an hour at the most, never past `until`.

        Signing time is rounded down, so that a URL stays the same for a while and caches hit.
        """

    def signed_put(self, photo: Photo, *, now: datetime, expires_at: datetime) -> SignedRequest:
        """Binds type, size, SHA-256 (when known) and `If-None-Match: *` into the signature."""

    def signed_part(
        self, photo: Photo, part_number: int, size_bytes: int, *, now: datetime, expires_at: datetime
    ) -> SignedRequest: ...

    async def start_multipart(self, photo: Photo) -> str:
        """Returns the upload id. Not idempotent; unfinished uploads are swept by the bucket's lifecycle."""

    async def upload_state(self, photo: Photo) -> UploadState:
        """Of the photo's own multipart upload."""

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        """Parts are (number, etag). Never overwrites. Raises InvalidInput when storage refuses the parts."""

    def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        """Raises NotFound when there is no such object."""

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        """Raises NotFound when there is no such object, or it has no such bytes."""

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        """The same key with the same bytes each time; cached for ever by whoever may read it."""

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        """The original with `patches` written over, in this order. `patched` is a file of that, whole up to
        the size from which uploads come in parts.

        Cached as renditions are. Raises NotFound when the original is gone.
        """

    def parse_key(self, key: str) -> OriginalKey:
        """The parts of an original's key; missing parts are empty."""

    async def delete_original(self, key: str) -> None: ...

    async def delete_renditions(self, key: str) -> None:
        """Every object that was derived from the original at `key`, but for archives."""


class SpooledFile(Protocol):
    """A copy of an original on this machine's disk. The copy of a large video is sparse (see domain/uploads.py).

    `size_bytes`, `crc32` and `sha256` (base64) are those of the whole original.
    """

    path: Path
    size_bytes: int
    crc32: int

    @property
    def sha256(self) -> str: ...

    def missing(self, patches: Sequence[Patch]) -> list[tuple[int, int]]:
        """The ranges (start, end) that `patches` change and the copy does not hold: restore them before patching."""

    def restore(self, offset: int, content: bytes) -> None: ...

    def patch(self, patches: Sequence[Patch]) -> int:
        """Writes `patches` into the copy and returns its new CRC-32. Raises ValueError for one outside the file."""


SpoolOriginal = Callable[[AsyncIterator[bytes], int], AbstractAsyncContextManager[SpooledFile]]
"""Copies chunks to disk, at most one more than the expected number of bytes. The copy is deleted at the end."""


class Renditions(Protocol):
    """Turns an original into what is shown; implemented in `media/`."""

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        """Raises Unreadable with a reason that a person understands. Another attempt may mend anything else."""
