"""Access codes: each opens some photos of one event for one person or group."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import codes, validation
from domain.errors import Conflict, InvalidInput, NotFound
from domain.events import Events
from domain.models import Accessor, Clock, Event, Page, Photo, Photographer, PhotoKey
from domain.photo_order import Listing
from domain.photos import PhotoLoader, Photos
from domain.ports.events import AccessorStore, PhotoStore
from domain.sessions import Sessions

MAX_CODES_A_CALL = 500
MAX_PHOTOS_A_CALL = 5000
MAX_ATTEMPTS = 20


@dataclass(frozen=True, kw_only=True)
class Accessors:
    accessors: AccessorStore
    events: Events
    photos: Photos
    photo_store: PhotoStore
    sessions: Sessions
    clock: Clock
    random_below: codes.RandomBelow
    public_origin: str

    async def issue(
        self,
        photographer: Photographer,
        event_id: str,
        *,
        keys: Sequence[PhotoKey],
        all_photos: bool,
        label: str | None,
    ) -> tuple[Event, Accessor]:
        """Raises InvalidInput, EmailNotVerified, EventExpired, or NotFound for a photo of another event."""
        (clean_label,) = validation.clean(("label", validation.label, label or ""))
        event, images, _ = await asyncio.gather(
            self.events.own(photographer, event_id),
            self._existing_filenames(event_id, keys, "photo_ids"),
            self.sessions.require_verified_email(photographer),
        )
        draft = self._draft(event, clean_label, self.clock())
        (accessor,) = await self._store([draft.model_copy(update={"all_photos": all_photos, "images": images})])
        return event, accessor

    async def issue_many(
        self, photographer: Photographer, event_id: str, labels: Sequence[str]
    ) -> tuple[Event, tuple[Accessor, ...]]:
        """Issues one code without photos for each label, in order; "" means no label."""
        if not 1 <= len(labels) <= MAX_CODES_A_CALL:
            raise InvalidInput(f"Request 1 to {MAX_CODES_A_CALL} codes at a time.", ["labels"])
        cleaned = validation.clean(*(("labels", validation.label, label) for label in labels))
        event, _ = await asyncio.gather(
            self.events.own(photographer, event_id), self.sessions.require_verified_email(photographer)
        )
        created_at = self.clock()
        return event, await self._store([self._draft(event, label, created_at) for label in cleaned])

    async def update(
        self,
        photographer: Photographer,
        event_id: str,
        access_code: str,
        *,
        label: str | None,
        all_photos: bool | None,
        add: Sequence[PhotoKey],
        remove: Sequence[PhotoKey],
    ) -> tuple[Event, Accessor]:
        """None leaves a value unchanged; an empty label clears it.

        Raises NotFound, EventExpired, or InvalidInput for a photo that is both added and removed.
        """
        if label is not None:
            (label,) = validation.clean(("label", validation.label, label))
        if set(add) & set(remove):
            raise InvalidInput("A photo can't be added and removed at the same time.", ["remove_photo_ids"])
        if any(key.event_id != event_id for key in remove):
            raise NotFound
        event, added = await asyncio.gather(
            self.events.own(photographer, event_id), self._existing_filenames(event_id, add, "add_photo_ids")
        )
        accessor = await self.accessors.change(
            event_id,
            _known_code(access_code),
            label=label,
            all_photos=all_photos,
            add=added,
            remove=frozenset(key.filename for key in remove),
        )
        if accessor is None:
            raise NotFound
        return event, accessor

    async def revoke(self, photographer: Photographer, event_id: str, access_code: str) -> None:
        """Ends the code at once, for open albums too. Raises NotFound or EventExpired."""
        await self.events.own(photographer, event_id)
        if not await self.accessors.remove(event_id, _known_code(access_code)):
            raise NotFound

    async def page(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        return await self.accessors.of_event(event_id, first=first, after=after)

    async def photo_page(
        self, event: Event, accessor: Accessor, listing: Listing, *, load: PhotoLoader | None = None
    ) -> Page[Photo]:
        """Of any status: for the photographer."""
        if accessor.all_photos:
            return await self.photos.page_of_event(event, listing)
        return await self.photos.page_of_names(event, accessor.images, listing, load=load)

    def photo_count(self, event: Event, accessor: Accessor) -> int:
        return event.photo_count if accessor.all_photos else len(accessor.images)

    def url(self, event: Event, accessor: Accessor) -> str:
        """Code and key are in the fragment, which browsers never send to a server."""
        key = codes.link_key(event.link_secret, accessor.access_code)
        return f"{self.public_origin}/{event.public_url}#{accessor.access_code}.{key}"

    async def _existing_filenames(self, event_id: str, keys: Sequence[PhotoKey], field: str) -> frozenset[str]:
        """Returns the filenames. Raises NotFound unless every photo exists in this event."""
        if len(keys) > MAX_PHOTOS_A_CALL:
            raise InvalidInput(f"Select at most {MAX_PHOTOS_A_CALL} photos at a time, or use allPhotos.", [field])
        wanted = list(dict.fromkeys(keys))
        if any(key.event_id != event_id or not validation.is_filename(key.filename) for key in wanted):
            raise NotFound
        if not wanted or not validation.is_id(event_id):
            return frozenset()
        found = await self.photo_store.get_many(wanted)
        if len(found) != len(wanted) or any(photo.deleting_since for photo in found.values()):
            raise NotFound
        return frozenset(key.filename for key in wanted)

    def _draft(self, event: Event, label: str, created_at: datetime) -> Accessor:
        return Accessor(
            event_id=event.event_id,
            access_code=codes.draw(self.random_below),
            created_at=created_at,
            label=label or None,
        )

    async def _store(self, drafts: Sequence[Accessor]) -> tuple[Accessor, ...]:
        """Stores the drafts under codes that are free in their event; draws again where a code is in use."""
        accessors, redrawn = list(drafts), list(range(len(drafts)))
        for _ in range(MAX_ATTEMPTS):
            batch = {accessors[index].access_code: index for index in redrawn}
            in_use = await self.accessors.add([accessors[index] for index in batch.values()])
            duplicates = [index for index in redrawn if batch[accessors[index].access_code] != index]
            redrawn = [batch[accessor.access_code] for accessor in in_use] + duplicates
            if not redrawn:
                return tuple(accessors)
            for index in redrawn:
                fresh = codes.draw(self.random_below)
                accessors[index] = accessors[index].model_copy(update={"access_code": fresh})
        raise Conflict


def _known_code(text: str) -> str:
    code = codes.normalize_code(text)
    if code is None:
        raise NotFound
    return code
