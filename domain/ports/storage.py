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
    """A request that storage accepts until it expires. Send exactly these headers."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]


class UploadState(Enum):
    """The state of a multipart upload. STORED: the whole object exists."""

    OPEN = "OPEN"
    STORED = "STORED"
    GONE = "GONE"


@dataclass(frozen=True)
class StoredPart:
    number: int
    etag: str
    size_bytes: int


@dataclass(frozen=True)
class UploadProgress:
    """`parts` are those that storage has of an OPEN upload, by number."""

    state: UploadState
    parts: tuple[StoredPart, ...] = ()


class PhotoLinks(Protocol):
    """Addresses from which photos are fetched: of storage itself, or of a CDN in front of it."""

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        """Signs without a network call. Valid for an hour at most, never past `until`.

        Within a quarter of an hour the URL stays the same, so that caches hit.
        """


class Storage(Protocol):
    """Two buckets: originals at `user_id/event_id/filename`, and objects derived from them."""

    def signed_put(self, photo: Photo, *, now: datetime, expires_at: datetime) -> SignedRequest:
        """Binds type, size, SHA-256 (when known) and `If-None-Match: *` into the signature."""

    def signed_part(
        self, photo: Photo, part_number: int, size_bytes: int, *, now: datetime, expires_at: datetime
    ) -> SignedRequest: ...

    async def start_multipart(self, photo: Photo) -> str:
        """Returns the upload id. Not idempotent; the bucket's lifecycle deletes unfinished uploads."""

    async def upload_progress(self, photo: Photo) -> UploadProgress:
        """Returns how far the multipart upload with the photo's upload id is."""

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        """Parts are (number, etag). Never overwrites an object. Raises InvalidInput when storage rejects the parts."""

    def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        """Raises NotFound when there is no such object."""

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        """Raises NotFound when there is no such object or it has no such bytes."""

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        """Idempotent: the same photo gives the same key and bytes, which clients may cache forever."""

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        """Stores the original with `patches` applied in this order, cacheable like a rendition.

        `patched` is a local file of the result. It is complete, unless the original is so large that it was uploaded
        in parts. Raises NotFound when the original is gone.
        """

    def parse_key(self, key: str) -> OriginalKey:
        """The parts of an original's key; missing parts are empty."""

    async def delete_original(self, key: str) -> None: ...

    async def delete_renditions(self, key: str) -> None:
        """Deletes every rendition of the original at `key`."""


class FreeSpace(Protocol):
    """The space of the disk that storage is on. Storage in the cloud has none."""

    async def free_bytes(self) -> int:
        """How much may still be written."""


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
