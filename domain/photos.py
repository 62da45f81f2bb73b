"""Photos of an event, as its photographer uploads and sees them."""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from domain import uploads, validation
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events import Events
from domain.models import Clock, Event, Page, Photo, PhotoFilter, Photographer, PhotoKey, PhotoStatus, RenditionKind
from domain.ports.events import AccessorStore, PhotoStore
from domain.ports.storage import Storage, UploadState
from domain.sessions import Sessions
from domain.uploads import Ticket, UploadFile, UploadStep

PhotoLoader = Callable[[Sequence[PhotoKey]], Awaitable[Sequence[Photo | None]]]
"""Gives the photo of each key, in order; None where there is none."""

FIRST_LOOK_NAMES = 10
MIN_NAMES_A_LOOK = 100
"""What is read at once: a page of one photo must not take a read for each that is passed over."""

MAX_ATTEMPTS = 50
_STATUS_OF = {
    PhotoFilter.PROCESSING: frozenset({PhotoStatus.UPLOADING, PhotoStatus.PROCESSING}),
    PhotoFilter.REJECTED: frozenset({PhotoStatus.REJECTED}),
}


@dataclass(frozen=True)
class _Registered:
    """A photo to give a ticket for. `is_new` when nobody has been told of it before."""

    photo: Photo
    is_new: bool


class Photos:
    def __init__(
        self,
        *,
        events: Events,
        photos: PhotoStore,
        accessors: AccessorStore,
        storage: Storage,
        sessions: Sessions,
        clock: Clock,
        quota_bytes: int,
    ) -> None:
        self._events = events
        self._photos = photos
        self._accessors = accessors
        self._storage = storage
        self._sessions = sessions
        self._clock = clock
        self._quota_bytes = quota_bytes

    async def request_uploads(
        self, photographer: Photographer, event_id: str, files: Sequence[UploadFile]
    ) -> tuple[Event, tuple[Ticket, ...]]:
        """Registers the files and signs their uploads: all of them, or none with the reasons.

        Raises InvalidInput, FileTypeNotAllowed, FileTooLarge, QuotaExceeded, EmailNotVerified, EventExpired or
        NotFound. Asked again for a file that is stored or on its way, it answers for that photo and registers nothing.
        """
        checked = uploads.check_files(files)
        keys = [PhotoKey(event_id, file.filename) for file in checked]
        event, stored, _ = await asyncio.gather(
            self._events.own(photographer, event_id),
            self._known(photographer, event_id, keys),
            self._sessions.require_verified_email(photographer),
        )
        registered = await self._register(event, checked, stored)
        return event, tuple(await asyncio.gather(*(self._ticket(event, each) for each in registered)))

    async def complete_upload(
        self, photographer: Photographer, key: PhotoKey, upload_id: str, parts: Sequence[tuple[int, str]]
    ) -> tuple[Event, Photo]:
        """Joins the parts (number, etag) of a multipart upload. Done twice, it answers the same."""
        if not validation.is_filename(key.filename):
            raise NotFound
        event, found, _ = await asyncio.gather(
            self._events.own(photographer, key.event_id),
            self._known(photographer, key.event_id, [key]),
            self._sessions.require_verified_email(photographer),
        )
        photo = found.get(key.filename)
        if photo is None or photo.deleting_since:
            raise NotFound
        if photo.upload_id != upload_id:
            raise InvalidInput("This is not the upload id of this photo's ticket.", ["upload_id"])
        if photo.status is not PhotoStatus.UPLOADING:
            return event, photo
        expected = [part.number for part in uploads.part_ranges(photo.size_bytes)]
        if sorted(number for number, _ in parts) != expected:
            raise InvalidInput(f"Give every part from 1 to {len(expected)} once.", ["parts"])
        await self._storage.complete_multipart(photo, sorted(parts))
        return event, photo

    async def page(self, event_id: str, *, first: int, after: str | None, which: PhotoFilter) -> Page[Photo]:
        """In order of filename. The caller has seen to it that the event may be read."""
        if which is PhotoFilter.UNASSIGNED:
            assigned = await self._accessors.assigned_filenames(event_id)
            return await self._page_of(event_id, first, after, lambda photo: photo.filename not in assigned)
        if which is PhotoFilter.QR_CARD:
            return await self._page_of(event_id, first, after, lambda photo: photo.qr_card)
        return await self._photos.of_event(event_id, first=first, after=after, status=_STATUS_OF.get(which))

    async def load(self, keys: Sequence[PhotoKey]) -> Sequence[Photo | None]:
        found = await self._photos.get_many(list(dict.fromkeys(keys)))
        seen = {key: photo for key, photo in found.items() if photo.deleting_since is None}
        return [seen.get(key) for key in keys]

    async def page_of_names(
        self,
        event_id: str,
        filenames: Collection[str],
        *,
        first: int,
        after: str | None,
        load: PhotoLoader | None = None,
        status: frozenset[PhotoStatus] | None = None,
    ) -> Page[Photo]:
        """Those of `filenames` that are there, in order; None of `status` means any. Reads on until it is full."""
        following = [name for name in sorted(filenames) if after is None or name > after]
        found: list[Photo] = []
        look = max(first + 1, MIN_NAMES_A_LOOK)
        for start in range(0, len(following), look):
            keys = [PhotoKey(event_id, name) for name in following[start : start + look]]
            loaded = await (load or self.load)(keys)
            found += [photo for photo in loaded if photo and (status is None or photo.status in status)]
            if len(found) > first:
                break
        return Page(tuple(found[:first]), has_next=len(found) > first)

    async def original_for_owner(self, photographer: Photographer) -> RenditionKind | None:
        """None while the e-mail address is not confirmed: the service is no drop for strangers' files."""
        return RenditionKind.ORIGINAL if await self._sessions.is_email_verified(photographer) else None

    @staticmethod
    def original_for_viewers(event: Event, photo: Photo) -> RenditionKind | None:
        """What a viewer of the event gets as the original: where it strips the location, nothing that tells one.

        None where nothing can be promised: they get the photo's preview alone.
        """
        if not event.strip_location:
            return RenditionKind.ORIGINAL
        if photo.status is not PhotoStatus.READY or photo.location_may_remain:
            return None
        return RenditionKind.ORIGINAL if photo.unlocated_crc32 is None else RenditionKind.LOCATION_STRIPPED

    def link(self, photo: Photo, kind: RenditionKind, *, until: datetime, attachment: bool) -> str:
        """A signed URL that ends within the hour, and never after `until`."""
        return self._storage.signed_get(photo, kind, now=self._clock(), until=until, attachment=attachment)

    async def _known(self, photographer: Photographer, event_id: str, keys: Sequence[PhotoKey]) -> dict[str, Photo]:
        if not validation.is_id(event_id):
            return {}
        found = await self._photos.get_many(keys)
        # Read beside the check that the event is the photographer's own: what is not, stays unseen.
        return {key.filename: photo for key, photo in found.items() if photo.user_id == photographer.user_id}

    async def _register(self, event: Event, files: Sequence[UploadFile], known: dict[str, Photo]) -> list[_Registered]:
        """The photo of each file, in order; new ones are stored under free names."""
        salt = self._clock().isoformat()
        names_a_look: int | None = FIRST_LOOK_NAMES
        for _ in range(MAX_ATTEMPTS):
            planned, new = self._plan(event, files, known, salt)
            new = await self._with_upload_ids(new)
            by_name = {photo.filename: photo for photo in new}
            try:
                if new:
                    await self._photos.register(event, new, quota_bytes=self._quota_bytes, now=self._clock())
                return [_Registered(by_name.get(photo.filename, photo), photo.filename in by_name) for photo in planned]
            except Conflict as conflict:
                # These names are taken, or somebody takes them at this moment: look at what else there is.
                crowded = [file for file, photo in zip(files, planned, strict=True) if photo.filename in conflict.names]
                if not crowded:
                    raise
                known |= await self._look_around(event, crowded, salt, names_a_look)
                names_a_look = None
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
            registered_at=self._clock(),
        )

    async def _with_upload_ids(self, photos: Sequence[Photo]) -> list[Photo]:
        async def opened(photo: Photo) -> Photo:
            if len(uploads.part_ranges(photo.size_bytes)) == 1:
                return photo
            return photo.model_copy(update={"upload_id": await self._storage.start_multipart(photo)})

        return list(await asyncio.gather(*(opened(photo) for photo in photos)))

    async def _look_around(
        self, event: Event, files: Sequence[UploadFile], salt: str, names_a_file: int | None
    ) -> dict[str, Photo]:
        """What is stored under the names that these files may get; None looks at all of those."""
        around = {name for file in files for name in islice(uploads.candidate_names(file, salt), names_a_file)}
        found = await self._photos.get_many([PhotoKey(event.event_id, name) for name in sorted(around)])
        return {key.filename: photo for key, photo in found.items()}

    async def _ticket(self, event: Event, registered: _Registered) -> Ticket:
        photo = registered.photo
        if photo.upload_id and photo.status is PhotoStatus.UPLOADING and not registered.is_new:
            photo, state = await self._with_living_upload(photo)
            if state is UploadState.STORED:
                return _nothing_to_send(photo)
        if photo.status is not PhotoStatus.UPLOADING:
            return _nothing_to_send(photo)
        now = self._clock()
        expires_at = min(now + uploads.TICKET_LIFE, event.expires_at)
        return Ticket(photo, already_uploaded=False, steps=self._steps(photo, now, expires_at), expires_at=expires_at)

    def _steps(self, photo: Photo, now: datetime, expires_at: datetime) -> tuple[UploadStep, ...]:
        if photo.upload_id is None:
            request = self._storage.signed_put(photo, now=now, expires_at=expires_at)
            return (UploadStep(request, 0, photo.size_bytes),)
        return tuple(
            UploadStep(
                self._storage.signed_part(photo, part.number, part.size_bytes, now=now, expires_at=expires_at),
                part.offset,
                part.size_bytes,
                part.number,
            )
            for part in uploads.part_ranges(photo.size_bytes)
        )

    async def _with_living_upload(self, photo: Photo) -> tuple[Photo, UploadState]:
        """Storage forgets an upload that is not completed for days: then a new one takes its place."""
        state = await self._storage.upload_state(photo)
        if state is not UploadState.GONE:
            return photo, state
        replaced = await self._photos.replace_upload(photo, await self._storage.start_multipart(photo))
        # Without one, somebody else was quicker: his upload, or what became of the photo, counts.
        return replaced or (await self._photos.get_many([photo.key])).get(photo.key, photo), UploadState.OPEN

    async def _page_of(
        self, event_id: str, first: int, after: str | None, wanted: Callable[[Photo], bool]
    ) -> Page[Photo]:
        """Reads on until the page is full, so that a filter never gives a short page."""
        found: list[Photo] = []
        while len(found) <= first:
            page = await self._photos.of_event(event_id, first=max(first, 100), after=after)
            found += [photo for photo in page.items if wanted(photo)]
            if not page.has_next:
                break
            after = page.items[-1].filename
        return Page(tuple(found[:first]), has_next=len(found) > first)


def _nothing_to_send(photo: Photo) -> Ticket:
    return Ticket(photo, already_uploaded=True, steps=(), expires_at=None)
