"""Uploads of photos: registers files under free names and signs the requests that send them."""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain import uploads, validation
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events import Events
from domain.models import Clock, Event, Photo, Photographer, PhotoKey, PhotoStatus
from domain.ports.events import PhotoStore
from domain.ports.storage import Storage, UploadProgress, UploadState
from domain.sessions import Sessions
from domain.storage_capacity import StorageCapacity
from domain.uploads import Ticket, UploadFile, UploadStep

FIRST_NAMES_PER_FILE = 10
"""Names that are looked up for each file at first. After another conflict all candidates are."""

MAX_ATTEMPTS = 50
TICKET_SECONDS = int(uploads.TICKET_LIFE.total_seconds())


@dataclass(frozen=True)
class _Registered:
    """`is_new` when this request registered the photo."""

    photo: Photo
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class PhotoUploads:
    events: Events
    photos: PhotoStore
    storage: Storage
    capacity: StorageCapacity
    sessions: Sessions
    clock: Clock
    quota_bytes: int

    async def request(
        self,
        photographer: Photographer,
        event_id: str,
        files: Sequence[UploadFile],
        *,
        valid_for_seconds: int = TICKET_SECONDS,
    ) -> tuple[Event, tuple[Ticket, ...]]:
        """Registers the files and signs their uploads: all of them, or none with the reasons.

        The tickets are valid for so many seconds, and never longer than the event lives.

        A file that is already stored or being uploaded gets a ticket for that photo; nothing is registered again.
        Raises InvalidInput, FileTypeNotAllowed, FileTooLarge, QuotaExceeded, StorageFull, EmailNotVerified,
        EventExpired or NotFound.
        """
        life = uploads.check_ticket_life(valid_for_seconds)
        checked = uploads.check_files(files)
        keys = [PhotoKey(event_id, file.filename) for file in checked]
        event, stored, _ = await asyncio.gather(
            self.events.own(photographer, event_id),
            self._known(photographer, event_id, keys),
            self.sessions.require_verified_email(photographer),
        )
        until = min(self.clock() + life, event.expires_at)
        registered = await self._register(event, checked, stored, None if life <= uploads.TICKET_LIFE else until)
        return event, tuple(await asyncio.gather(*(self._ticket(each, until) for each in registered)))

    async def complete(
        self, photographer: Photographer, key: PhotoKey, upload_id: str, parts: Sequence[tuple[int, str]]
    ) -> tuple[Event, Photo]:
        """Joins the parts (number, etag) of a multipart upload. Idempotent.

        Raises InvalidInput, StorageFull, EmailNotVerified, EventExpired or NotFound.
        """
        if not validation.is_filename(key.filename):
            raise NotFound
        event, found, _ = await asyncio.gather(
            self.events.own(photographer, key.event_id),
            self._known(photographer, key.event_id, [key]),
            self.sessions.require_verified_email(photographer),
        )
        photo = found.get(key.filename)
        if photo is None or photo.deleting_since:
            raise NotFound
        if photo.upload_id != upload_id:
            raise InvalidInput("This upload id does not belong to this photo. Request the upload again.", ["upload_id"])
        if photo.status is not PhotoStatus.UPLOADING:
            return event, photo
        expected = [part.number for part in uploads.part_ranges(photo.size_bytes)]
        if sorted(number for number, _ in parts) != expected:
            raise InvalidInput(f"List every part from 1 to {len(expected)} exactly once.", ["parts"])
        await self.capacity.require(photo.size_bytes)
        await self.storage.complete_multipart(photo, sorted(parts))
        return event, photo

    async def _known(self, photographer: Photographer, event_id: str, keys: Sequence[PhotoKey]) -> dict[str, Photo]:
        if not validation.is_id(event_id):
            return {}
        found = await self.photos.get_many(keys)
        # Ownership of the event is checked in parallel, so nothing of anybody else's may be returned.
        return {key.filename: photo for key, photo in found.items() if photo.user_id == photographer.user_id}

    async def _register(
        self, event: Event, files: Sequence[UploadFile], known: dict[str, Photo], tickets_until: datetime | None
    ) -> list[_Registered]:
        """Returns the photo of each file, in order; new ones are stored under free names."""
        salt = self.clock().isoformat()
        names_per_file: int | None = FIRST_NAMES_PER_FILE
        for _ in range(MAX_ATTEMPTS):
            planned, new = self._plan(event, files, known, salt)
            if any(photo.status is PhotoStatus.UPLOADING for photo in planned):
                await self.capacity.require(sum(photo.size_bytes for photo in new))
            new = [photo.model_copy(update={"tickets_until": tickets_until}) for photo in new]
            new = await self._with_upload_ids(new)
            by_name = {photo.filename: photo for photo in new}
            try:
                if new:
                    await self.photos.register(event, new, quota_bytes=self.quota_bytes, now=self.clock())
                return [_Registered(by_name.get(photo.filename, photo), photo.filename in by_name) for photo in planned]
            except Conflict as conflict:
                # Another request took these names meanwhile: read what is stored under more of the candidates.
                conflicting = [
                    file for file, photo in zip(files, planned, strict=True) if photo.filename in conflict.names
                ]
                if not conflicting:
                    raise
                known |= await self._photos_named_like(event, conflicting, salt, names_per_file)
                names_per_file = None
        raise Conflict

    def _plan(
        self, event: Event, files: Sequence[UploadFile], known: dict[str, Photo], salt: str
    ) -> tuple[list[Photo], list[Photo]]:
        planned: list[Photo] = []
        new: dict[str, Photo] = {}
        seen = ChainMap(new, known)
        for file in files:
            name = uploads.name_for(file, seen, salt)
            photo = seen.get(name)
            if photo is None:
                photo = new[name] = self._new_photo(event, file, name)
            planned.append(photo)
        return planned, list(new.values())

    def _new_photo(self, event: Event, file: UploadFile, name: str) -> Photo:
        return Photo(
            event_id=event.event_id,
            user_id=event.user_id,
            filename=name,
            content_type=file.content_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            registered_at=self.clock(),
        )

    async def _with_upload_ids(self, photos: Sequence[Photo]) -> list[Photo]:
        async def opened(photo: Photo) -> Photo:
            if len(uploads.part_ranges(photo.size_bytes)) == 1:
                return photo
            return photo.model_copy(update={"upload_id": await self.storage.start_multipart(photo)})

        return list(await asyncio.gather(*(opened(photo) for photo in photos)))

    async def _photos_named_like(
        self, event: Event, files: Sequence[UploadFile], salt: str, names_per_file: int | None
    ) -> dict[str, Photo]:
        """Returns what is stored under the first candidate names of these files; under all of them for None."""
        names = {name for file in files for name in islice(uploads.candidate_names(file, salt), names_per_file)}
        found = await self.photos.get_many([PhotoKey(event.event_id, name) for name in sorted(names)])
        return {key.filename: photo for key, photo in found.items()}

    async def _ticket(self, registered: _Registered, until: datetime) -> Ticket:
        photo, progress = registered.photo, UploadProgress(UploadState.OPEN)
        if photo.status is PhotoStatus.UPLOADING and not registered.is_new:
            photo, progress = await self._with_open_upload(photo)
            if progress.state is UploadState.STORED:
                return _nothing_to_send(photo)
            photo = await self._with_kept_name(photo, until)
        if photo.status is not PhotoStatus.UPLOADING:
            return _nothing_to_send(photo)
        steps = self._steps(photo, self.clock(), until)
        sizes = {step.part_number: step.size_bytes for step in steps}
        whole = tuple(part for part in progress.parts if sizes.get(part.number) == part.size_bytes)
        return Ticket(photo, already_uploaded=False, steps=steps, expires_at=until, stored_parts=whole)

    async def _with_kept_name(self, photo: Photo, until: datetime) -> Photo:
        """Keeps the name of the photo until a long ticket of it has expired, even if the photo is deleted before."""
        if until <= (photo.tickets_until or self.clock() + uploads.TICKET_LIFE):
            return photo
        kept = await self.photos.keep_tickets_until(photo, until)
        stored = kept or (await self.photos.get_many([photo.key])).get(photo.key)
        if stored is None or stored.deleting_since or stored.registered_at != photo.registered_at:
            raise Conflict
        return stored

    def _steps(self, photo: Photo, now: datetime, expires_at: datetime) -> tuple[UploadStep, ...]:
        if photo.upload_id is None:
            request = self.storage.signed_put(photo, now=now, expires_at=expires_at)
            return (UploadStep(request, 0, photo.size_bytes),)
        return tuple(
            UploadStep(
                self.storage.signed_part(photo, part.number, part.size_bytes, now=now, expires_at=expires_at),
                part.offset,
                part.size_bytes,
                part.number,
            )
            for part in uploads.part_ranges(photo.size_bytes)
        )

    async def _with_open_upload(self, photo: Photo) -> tuple[Photo, UploadProgress]:
        """Storage deletes uploads that are not completed within days: a new one replaces such an upload."""
        if photo.upload_id is None:
            return photo, UploadProgress(UploadState.OPEN)
        progress = await self.storage.upload_progress(photo)
        if progress.state is not UploadState.GONE:
            return photo, progress
        replaced = await self.photos.replace_upload(photo, await self.storage.start_multipart(photo))
        # None when another request was first: then its upload, or the photo's new status, counts.
        return replaced or (await self.photos.get_many([photo.key])).get(photo.key, photo), UploadProgress(
            UploadState.OPEN
        )


def _nothing_to_send(photo: Photo) -> Ticket:
    return Ticket(photo, already_uploaded=True, steps=(), expires_at=None)
