"""What happens when an upload arrives. Each step may run twice, late, or out of order, and ends the same."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from base64 import b64encode
from dataclasses import dataclass

from domain import names, uploads
from domain.errors import NotFound
from domain.models import Clock, Event, Photo, PhotoKey, PhotoStatus, Rendition, RenditionKind
from domain.ports import EventStore, PhotoStore, RenderedImage, Renditions, Storage, Unreadable

GONE = "The file is no longer in storage. Upload it again."
DAMAGED = "The file arrived damaged. Upload it again."
GIVEN_UP = "The file could not be processed after several attempts. Upload it again, or save it anew first."


@dataclass(frozen=True)
class Original:
    body: bytes
    crc32: int
    sha256: str


class Arrivals:
    def __init__(
        self, *, events: EventStore, photos: PhotoStore, storage: Storage, renditions: Renditions, clock: Clock
    ) -> None:
        self._events = events
        self._photos = photos
        self._storage = storage
        self._renditions = renditions
        self._clock = clock

    async def arrived(self, key: str) -> None:
        """`key` is `user_id/event_id/filename`, decoded. Raises only what another attempt may mend."""
        photo = await self._awaited(key)
        if photo is None or not await self._photos.start_processing(photo):
            return
        try:
            original = await self._read(key, photo)
        except NotFound:
            outcome = self._rejected(photo, GONE)
        else:
            outcome = await self._outcome(photo, original)
        if not await self._photos.finish(outcome):
            await self._sweep_up(key, photo.key)

    async def give_up(self, key: str) -> None:
        """Poison: the photographer sees the photo rejected, and why."""
        photo = await self._awaited(key)
        if photo is not None:
            await self._photos.finish(self._rejected(photo, GIVEN_UP))

    async def _awaited(self, key: str) -> Photo | None:
        """The photo that this object is the original of; an object that nobody awaits is removed."""
        user_id, _, rest = key.partition("/")
        event_id, _, filename = rest.partition("/")
        event: Event | None = None
        photo: Photo | None = None
        if names.is_id(event_id) and names.is_filename(filename):
            wanted = PhotoKey(event_id, filename)
            event, found = await asyncio.gather(self._events.get(event_id), self._photos.get_many([wanted]))
            photo = found.get(wanted)
        is_over = event is None or event.user_id != user_id or event.is_over(self._clock())
        if photo is None or is_over:
            await self._storage.delete_original(key)
            return None
        return photo

    async def _read(self, key: str, photo: Photo) -> Original:
        """One pass over the object for the body and both sums."""
        body, sha256, crc32 = bytearray(), hashlib.sha256(), 0
        async for chunk in self._storage.read_original(key):
            body += chunk
            sha256.update(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            if len(body) > min(photo.size_bytes, uploads.MAX_PHOTO_BYTES):
                break  # larger than was signed for: rejected below, without reading on
        return Original(bytes(body), crc32, b64encode(sha256.digest()).decode())

    async def _outcome(self, photo: Photo, original: Original) -> Photo:
        if len(original.body) != photo.size_bytes or photo.sha256 not in (None, original.sha256):
            return self._rejected(photo, DAMAGED)
        try:
            rendered = await self._renditions.render(original.body, photo.content_type)
        except Unreadable as unreadable:
            return self._rejected(photo, str(unreadable))
        thumbnail, preview = await asyncio.gather(
            self._write(photo, RenditionKind.THUMBNAIL, rendered.thumbnail),
            self._write(photo, RenditionKind.PREVIEW, rendered.preview),
        )
        return photo.model_copy(
            update={
                "status": PhotoStatus.READY,
                "uploaded_at": self._clock(),
                "crc32": original.crc32,
                "sha256": original.sha256,
                "width": rendered.width,
                "height": rendered.height,
                "taken_at": rendered.taken_at,
                "placeholder": rendered.placeholder,
                "thumbnail": thumbnail,
                "preview": preview,
            }
        )

    async def _write(self, photo: Photo, kind: RenditionKind, image: RenderedImage) -> Rendition:
        await self._storage.write_rendition(photo, kind, image.body, image.content_type)
        return Rendition(
            content_type=image.content_type, width=image.width, height=image.height, size_bytes=len(image.body)
        )

    def _rejected(self, photo: Photo, reason: str) -> Photo:
        return photo.model_copy(
            update={"status": PhotoStatus.REJECTED, "rejection": reason, "uploaded_at": self._clock()}
        )

    async def _sweep_up(self, key: str, wanted: PhotoKey) -> None:
        """The photo was deleted while it was worked on: what was written since must go too."""
        if wanted not in await self._photos.get_many([wanted]):
            await asyncio.gather(self._storage.delete_renditions(key), self._storage.delete_original(key))
