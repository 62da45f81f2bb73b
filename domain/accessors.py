"""Access codes: each opens some photos of one event for one person or group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import card_links, codes, validation
from domain.all_codes import all_codes
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
CODES_A_READ = 1000


@dataclass(frozen=True)
class Person:
    """Whom a code is for. None leaves a value unchanged, an empty one removes it."""

    label: str | None = None
    email: str | None = None
    group: str | None = None


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
        person: Person = Person(),
    ) -> tuple[Event, Accessor]:
        """Raises InvalidInput, EmailNotVerified, EventExpired, or NotFound for a photo of another event."""
        person = _cleaned([person], lambda _, name: name)[0]
        event, images, _ = await asyncio.gather(
            self.events.own(photographer, event_id),
            self._existing_filenames(event_id, keys, "photo_ids"),
            self.sessions.require_verified_email(photographer),
        )
        draft = self._draft(event, person, self.clock())
        (accessor,) = await self._store([draft.model_copy(update={"all_photos": all_photos, "images": images})])
        return event, accessor

    async def issue_many(
        self, photographer: Photographer, event_id: str, labels: Sequence[str] = (), *, people: Sequence[Person] = ()
    ) -> tuple[Event, tuple[Accessor, ...]]:
        """Issues one code without photos for each label and then each person, in order; "" means no label."""
        if not 1 <= len(labels) + len(people) <= MAX_CODES_A_CALL:
            raise InvalidInput(f"Request 1 to {MAX_CODES_A_CALL} codes at a time.", ["people" if people else "labels"])
        wanted = [*(Person(label) for label in labels), *people]

        def path(index: int, name: str) -> str | tuple[str, ...]:
            return "labels" if index < len(labels) else ("people", str(index - len(labels)), name)

        cleaned = _cleaned(wanted, path)
        event, _ = await asyncio.gather(
            self.events.own(photographer, event_id), self.sessions.require_verified_email(photographer)
        )
        created_at = self.clock()
        return event, await self._store([self._draft(event, person, created_at) for person in cleaned])

    async def update(
        self,
        photographer: Photographer,
        event_id: str,
        access_code: str,
        *,
        all_photos: bool | None,
        add: Sequence[PhotoKey],
        remove: Sequence[PhotoKey],
        person: Person = Person(),
    ) -> tuple[Event, Accessor]:
        """None leaves a value unchanged.

        Raises NotFound, EventExpired, or InvalidInput for a photo that is both added and removed.
        """
        (person,) = _cleaned([person], lambda _, name: name)
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
            label=person.label,
            email=person.email,
            group=person.group,
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

    async def find(self, photographer: Photographer, event_id: str, access_code: str) -> tuple[Event, Accessor] | None:
        """Returns a code of the photographer's own event while the event is live."""
        event = await self.events.find(photographer, event_id)
        code = codes.normalize_code(access_code)
        accessor = await self.accessors.get(event_id, code) if event and code else None
        return (event, accessor) if event and accessor else None

    async def page(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        return await self.accessors.of_event(event_id, first=first, after=after)

    async def by_photo(self, event_id: str) -> Mapping[str, tuple[Accessor, ...]]:
        """Returns the codes that list each filename, ordered by code. Codes for all photos do not count.

        Reads every code of the event: a set has no index by its members.
        """
        found: dict[str, list[Accessor]] = {}
        async for accessor in all_codes(self.accessors, event_id, codes_a_read=CODES_A_READ):
            for filename in () if accessor.all_photos else accessor.images:
                found.setdefault(filename, []).append(accessor)
        return {filename: tuple(accessors) for filename, accessors in found.items()}

    async def photo_page(
        self, event: Event, accessor: Accessor, listing: Listing, *, load: PhotoLoader | None = None
    ) -> Page[Photo]:
        """Of any status: for the photographer. A card is only listed if it was given to the code."""
        if accessor.all_photos:
            return await self.photos.page_of_event(event, listing, without_cards=True)
        return await self.photos.page_of_names(event, accessor.filenames, listing, load=load)

    def photo_count(self, event: Event, accessor: Accessor) -> int:
        cards = event.card_count if event.has_cards else 0
        return event.photo_count - cards if accessor.all_photos else len(accessor.filenames)

    def url(self, event: Event, accessor: Accessor) -> str:
        """Code and key are in the fragment, which browsers never send to a server."""
        key = codes.link_key(event.link_secret, accessor.access_code)
        return f"{self.public_origin}/{event.public_url}#{accessor.access_code}.{key}"

    def card_url(self, event: Event, access_code: str) -> str:
        """The same in the short form for a printed QR code. `access_code` may be a word of `codes`."""
        return card_links.card_url(self.public_origin, event.event_id, event.link_secret, access_code)

    async def _existing_filenames(self, event_id: str, keys: Sequence[PhotoKey], field: str) -> frozenset[str]:
        """Returns the filenames, of a Live Photo's video that of its still.

        Raises NotFound unless every photo exists in this event.
        """
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
        return frozenset(photo.live_photo_still or photo.filename for photo in found.values())

    def _draft(self, event: Event, person: Person, created_at: datetime) -> Accessor:
        return Accessor(
            event_id=event.event_id,
            access_code=codes.draw(self.random_below),
            created_at=created_at,
            label=person.label or None,
            email=person.email or None,
            group=person.group or None,
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


def _cleaned(people: Sequence[Person], path: Callable[[int, str], str | tuple[str, ...]]) -> list[Person]:
    """`path` returns the field that is named in a refusal, by the index of the person and the name of the value."""
    places = [
        (index, name, value)
        for index, person in enumerate(people)
        for name, value in vars(person).items()
        if value is not None
    ]
    cleaned = validation.clean(*((path(index, name), _CLEANERS[name], value) for index, name, value in places))
    values: list[dict[str, str]] = [{} for _ in people]
    for (index, name, _), value in zip(places, cleaned, strict=True):
        values[index][name] = value
    return [Person(**each) for each in values]


_CLEANERS = {"label": validation.label, "email": validation.optional_email, "group": validation.group}
