"""Processes an uploaded original: checks it, renders it and stores the outcome. Every step is idempotent."""

from __future__ import annotations

import asyncio
import zlib
from contextlib import suppress
from dataclasses import dataclass

from domain.capture_time import camera_id
from domain.codes import card_of
from domain.errors import NotFound
from domain.location_copies import LOCATION_RULES, NOT_OFFERED, LocationCopies
from domain.models import Clock, Event, Photo, PhotoStatus, Rendition, RenditionKind
from domain.ports.events import EventStore, PhotoStore
from domain.ports.storage import Renditions, SpooledFile, SpoolOriginal, Storage
from domain.rejections import PhotoRejection, Rejection
from domain.rendering import Original, RenderedImage, RenderedPhoto, Unreadable

GONE = Rejection(PhotoRejection.GONE, "The file is no longer in storage. Upload it again.")
DAMAGED = Rejection(PhotoRejection.ARRIVED_DAMAGED, "The file was damaged during the upload. Upload it again.")
GIVEN_UP = Rejection(
    PhotoRejection.NOT_PROCESSED,
    "The file could not be processed after several attempts. Export it again with another program, then upload it.",
)

MAX_SECONDS_PER_FILE = 300.0
"""Enough to read a video of 20 GiB, and less than the function's timeout (infra/lambda_functions.py)."""


@dataclass(frozen=True, kw_only=True)
class UploadProcessor:
    """`max_seconds` limits the time for one file, from its message to its last write."""

    events: EventStore
    photos: PhotoStore
    storage: Storage
    spool_original: SpoolOriginal
    renditions: Renditions
    clock: Clock
    max_seconds: float = MAX_SECONDS_PER_FILE

    @property
    def _copies(self) -> LocationCopies:
        return LocationCopies(self.photos, self.storage, self.renditions)

    async def process(self, key: str) -> PhotoStatus | None:
        """`key` is `user_id/event_id/filename`, decoded. Raises only errors that another attempt may fix.

        Returns the new status; None when this call changed nothing. Raises TimeoutError.
        """
        async with asyncio.timeout(self.max_seconds):
            return await self._process_once(key)

    async def give_up(self, key: str) -> PhotoStatus | None:
        """Rejects a photo whose processing failed too often. Returns the new status as `process` does."""
        async with asyncio.timeout(self.max_seconds):
            _, photo = await self._find_or_delete_objects(key)
            if photo is not None and await self.photos.finish(self._rejected(photo, GIVEN_UP)):
                return PhotoStatus.REJECTED
        return None

    async def _process_once(self, key: str) -> PhotoStatus | None:
        event, photo = await self._find_or_delete_objects(key)
        if event is None or photo is None:
            return None
        if photo.status is PhotoStatus.READY:
            await self._renew_copy(event, photo, key)
            return None
        if not await self.photos.start_processing(photo):
            return None
        try:
            async with self.spool_original(self.storage.read_original(key), photo.size_bytes) as original:
                outcome = await self._outcome(event, photo, original, key)
        except NotFound:
            outcome = self._rejected(photo, GONE)
        if await self.photos.finish(outcome):
            return outcome.status
        await self._find_or_delete_objects(key)  # the photo may have been deleted during processing
        return None

    async def _renew_copy(self, event: Event, photo: Photo, key: str) -> None:
        """A message about a photo that is READY asks for it, or comes again: then its copy is of today's rules."""
        if photo.location_rules >= LOCATION_RULES:
            return
        with suppress(NotFound):
            async with self.spool_original(self.storage.read_original(key), photo.size_bytes) as original:
                if not await self._copies.renew(event, photo, original, key):
                    await self._find_or_delete_objects(key)

    async def _find_or_delete_objects(self, key: str) -> tuple[Event | None, Photo | None]:
        """The event and the photo of an original. Deletes the object and its renditions if no current photo has it."""
        parts = self.storage.parse_key(key)
        event: Event | None = None
        photo: Photo | None = None
        if wanted := parts.photo:
            event, found = await asyncio.gather(self.events.get(wanted.event_id), self.photos.get_many([wanted]))
            photo = found.get(wanted)
        is_over = event is None or event.user_id != parts.user_id or event.is_over(self.clock())
        if photo is None or photo.deleting_since or is_over:
            await asyncio.gather(self.storage.delete_renditions(key), self.storage.delete_original(key))
            return None, None
        return event, photo

    async def _outcome(self, event: Event, photo: Photo, original: SpooledFile, key: str) -> Photo:
        if original.size_bytes != photo.size_bytes or photo.sha256 not in (None, original.sha256):
            return self._rejected(photo, DAMAGED)
        try:
            rendered = await self.renditions.render(Original(original.path, key), photo.content_type, event.watermark)
        except Unreadable as unreadable:
            return self._rejected(photo, unreadable.rejection)
        thumbnail, preview, copy = await asyncio.gather(
            self._write(photo, RenditionKind.THUMBNAIL, rendered.thumbnail),
            self._write(photo, RenditionKind.PREVIEW, rendered.preview),
            self._copies.make(event, photo, original, key, rendered),
        )
        return photo.model_copy(
            update={
                "status": PhotoStatus.READY,
                "uploaded_at": self.clock(),
                "crc32": original.crc32,
                "sha256": original.sha256,
                "thumbnail": thumbnail,
                "preview": preview,
                **(copy or NOT_OFFERED)._asdict(),
                "location_rules": LOCATION_RULES,
                **_known_of(rendered),
                **_cards_of(rendered, event),
            }
        )

    async def _write(self, photo: Photo, kind: RenditionKind, image: RenderedImage) -> Rendition:
        await self.storage.write_rendition(photo, kind, image.body, image.content_type)
        return Rendition(
            content_type=image.content_type,
            width=image.width,
            height=image.height,
            size_bytes=len(image.body),
            crc32=zlib.crc32(image.body),
        )

    def _rejected(self, photo: Photo, why: Rejection) -> Photo:
        return photo.model_copy(
            update={
                "status": PhotoStatus.REJECTED,
                "rejection": why.message,
                "rejection_code": why.code,
                "uploaded_at": self.clock(),
            }
        )


def _known_of(rendered: RenderedPhoto) -> dict[str, object]:
    taken = rendered.capture_time
    return {
        "content_type": rendered.content_type,
        "width": rendered.width,
        "height": rendered.height,
        "taken_local": taken.local if taken else None,
        "utc_offset_minutes": taken.utc_offset_minutes if taken else None,
        "gps_offset_seconds": taken.gps_offset_seconds if taken else None,
        "duration_seconds": rendered.duration_seconds,
        "placeholder": rendered.placeholder,
        "camera_id": camera_id(rendered.camera),
        "camera_make": rendered.camera.make,
        "camera_model": rendered.camera.model,
        "camera_serial": rendered.camera.serial,
        "live_photo_id": rendered.live_photo_id,
    }


def _cards_of(rendered: RenderedPhoto, event: Event) -> dict[str, object]:
    """What is no card is dropped: a stranger's QR code in a picture is nobody's business."""
    cards = {card for text in rendered.qr_texts if (card := card_of(text, event.link_secret))}
    codes = frozenset(card.code for card in cards if card.code)
    is_unread = rendered.qr_unread or len(codes) < len(cards)
    return {"card_codes": codes, "card_unread": is_unread, "qr_card": bool(codes) or is_unread}
