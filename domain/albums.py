"""Albums: the photos that one access code opens, for viewers without an account."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from domain import card_links, codes, emails, validation
from domain.errors import BadRequest, EventExpired, InvalidAccessCode, NotFound, Unauthenticated
from domain.models import Accessor, Clock, Event, Page, Photo, PhotoKey, PhotoStatus, Viewer
from domain.photo_order import Listing
from domain.photos import PhotoLoader, Photos
from domain.ports.accounts import Mailer, UserStore
from domain.ports.events import AccessorStore, EventStore
from domain.rate_limiting import Attempt, Budget, LimitKey, RateLimiter, network_of
from domain.tokens import Tokens

WRONG_CODES_FROM_ADDRESS = Budget(5, 60)
WRONG_CODES_OF_EVENT = Budget(100, 3600)
SLOWED_CODES_OF_EVENT = Budget(1, 30)
WARNINGS_OF_EVENT = Budget(1, 24 * 3600)
MAX_LINK_CHARACTERS = 200
MAX_REPORTED_PHOTOS = 500
VISIBLE = frozenset({PhotoStatus.READY})


@dataclass(frozen=True)
class Album:
    event: Event
    accessor: Accessor

    @property
    def tag(self) -> str:
        """Differs for each code of the event."""
        return codes.album_tag(self.event.link_secret, self.accessor.access_code)

    def includes(self, filenames: Set[str]) -> bool:
        """Cards count as included: `shows` leaves them out."""
        return self.accessor.all_photos or filenames <= self.accessor.filenames

    def shows(self, photo: Photo | None) -> bool:
        return photo is not None and photo.status in VISIBLE and not self.event.is_card(photo)


class Totals(NamedTuple):
    """Of the photos that a viewer can see, without the bytes of Live Photos' videos.

    `has_live_photos` may be true for the Live Photo of a card alone.
    """

    photo_count: int
    size_bytes: int
    has_live_photos: bool


@dataclass(frozen=True)
class Redeemed:
    album: Album
    viewer: Viewer
    viewer_token: str
    expires_at: datetime


@dataclass(frozen=True)
class AlbumStores:
    """The stores that albums are read from."""

    events: EventStore
    accessors: AccessorStore
    users: UserStore


@dataclass(frozen=True, kw_only=True)
class Albums:
    stores: AlbumStores
    photos: Photos
    rate_limiter: RateLimiter
    tokens: Tokens
    mailer: Mailer
    clock: Clock

    async def redeem(
        self,
        *,
        public_url: str,
        access_code: str,
        link_key: str | None,
        address: str,
        counts_as_opening: bool = True,
        ahead: PhotoLoader | None = None,
    ) -> Redeemed:
        """`public_url` may be the path of a printed card's link (`domain/card_links.py`).

        Without `counts_as_opening`, `report_opening` counts it: mail scanners follow links too.

        `ahead` loads the code's photos in parallel, for a caller that needs them next.

        Raises InvalidAccessCode (for an unknown event and for a wrong, revoked or malformed code alike),
        EventExpired for the right code of an event that is over, or RateLimited. A valid link key is never limited.
        """
        link = validation.link(public_url[:MAX_LINK_CHARACTERS]) or "-"
        code = codes.normalize_code(access_code) or codes.NO_CODE
        # An unknown event takes the same reads and counts, so that timing does not reveal which events exist.
        event_id = (
            card_links.event_id_of(link) or await self.stores.events.id_of(link) or str(uuid5(NAMESPACE_URL, link))
        )
        keys = _limit_keys(event_id, address)
        if link_key is None:
            attempt, (event, accessor) = await asyncio.gather(
                self.rate_limiter.acquire(keys), self._look_up(event_id, code)
            )
        else:
            event, accessor = await self._look_up(event_id, code)
            if event and codes.is_link_key(link_key, event.link_secret, code):
                return await self._redeem(event, accessor, None, counts_as_opening, ahead)
            attempt = await self.rate_limiter.acquire(keys)
        await self._slow_down(attempt, event_id, event)
        return await self._redeem(event, accessor, attempt, counts_as_opening, ahead)

    async def open(self, viewer: Viewer) -> Album:
        """Raises Unauthenticated with reason CODE_REVOKED or EVENT_EXPIRED."""
        event, accessor = await self._look_up(viewer.event_id, viewer.access_code)
        if event is None or event.is_over(self.clock()):
            raise Unauthenticated(EventExpired.sentence, reason="EVENT_EXPIRED")
        if accessor is None:
            raise Unauthenticated("This access code no longer opens an album.", reason="CODE_REVOKED")
        return Album(event, accessor)

    async def photo_page(self, album: Album, listing: Listing, *, load: PhotoLoader | None = None) -> Page[Photo]:
        """The photos that the viewer can see. Skips cards, and photos that are not ready."""
        event, accessor = album.event, album.accessor
        if accessor.all_photos:
            return await self.photos.page_of_event(event, listing, VISIBLE, without_cards=True)
        return await self.photos.page_of_names(
            event, accessor.filenames, listing, load=load, status=VISIBLE, without_cards=True
        )

    async def photo(self, album: Album, key: PhotoKey, *, load: PhotoLoader) -> Photo | None:
        """Returns a photo that the viewer can see."""
        if key.event_id != album.event.event_id or not album.includes({key.filename}):
            return None
        (photo,) = await load([key])
        return photo if album.shows(photo) else None

    async def totals(self, album: Album, *, load: PhotoLoader | None = None) -> Totals:
        if album.accessor.all_photos:
            event = album.event
            return Totals(event.visible_count, event.visible_bytes, event.live_photo_count > 0)
        photos = [photo for photo in await self._load(album.accessor, load) if photo and album.shows(photo)]
        size_bytes = sum(photo.size_bytes for photo in photos)
        return Totals(len(photos), size_bytes, any(photo.live_photo_video for photo in photos))

    async def report_opening(self, viewer: Viewer) -> None:
        """Counts an opening that `redeem` did not count. Raises as `open`."""
        album = await self.open(viewer)
        await self._count_opened(album.accessor, self.clock())

    async def report_downloads(self, viewer: Viewer, keys: Sequence[PhotoKey]) -> None:
        """Counts photos that a viewer saved. Raises BadRequest, or NotFound when a photo is not in the album."""
        if len(keys) > MAX_REPORTED_PHOTOS:
            raise BadRequest(f"Report at most {MAX_REPORTED_PHOTOS} photos at a time.")
        album = await self.open(viewer)
        distinct = set(keys)
        if any(key.event_id != viewer.event_id for key in distinct):
            raise NotFound
        if not album.includes({key.filename for key in distinct}):
            raise NotFound
        if album.event.has_cards:
            photos = await self.photos.load(sorted(distinct))
            if any(photo and album.event.is_card(photo) for photo in photos):
                raise NotFound
        await self.stores.accessors.count_downloads(viewer.event_id, viewer.access_code, len(distinct))

    async def _look_up(self, event_id: str, code: str) -> tuple[Event | None, Accessor | None]:
        return await asyncio.gather(self.stores.events.get(event_id), self.stores.accessors.get(event_id, code))

    async def _redeem(
        self,
        event: Event | None,
        accessor: Accessor | None,
        attempt: Attempt | None,
        counts_as_opening: bool,
        ahead: PhotoLoader | None,
    ) -> Redeemed:
        if event is None or accessor is None:
            raise InvalidAccessCode(field=["access_code"])
        now = self.clock()
        if event.is_over(now):
            await _release(attempt)
            raise EventExpired(field=["access_code"])
        opened, *_ = await asyncio.gather(
            self._count_opened(accessor, now) if counts_as_opening else _unchanged(accessor),
            _release(attempt),
            self._load_ahead(accessor, ahead),
        )
        if opened is None:
            raise InvalidAccessCode(field=["access_code"])
        viewer = Viewer(event.event_id, accessor.access_code)
        token = self.tokens.viewer(viewer, event.expires_at)
        return Redeemed(Album(event, opened), viewer, token.text, token.expires_at)

    async def _count_opened(self, accessor: Accessor, now: datetime) -> Accessor | None:
        return await self.stores.accessors.count_opened(accessor.event_id, accessor.access_code, now)

    async def _slow_down(self, attempt: Attempt, event_id: str, event: Event | None) -> None:
        """Raises RateLimited, unless only the event's budget is used up and a slow place is free."""
        if not attempt.refused:
            return
        used_up = {key.budget for key, _ in attempt.refused}
        if WRONG_CODES_OF_EVENT in used_up:
            await self._warn(event_id, event)
        if used_up == {WRONG_CODES_OF_EVENT}:
            slowed = await self.rate_limiter.acquire([LimitKey(f"slowed#{event_id}", SLOWED_CODES_OF_EVENT)])
            if not slowed.refused:
                return
            attempt = replace(attempt, refused=slowed.refused)
        await attempt.raise_if_limited()

    async def _warn(self, event_id: str, event: Event | None) -> None:
        """Warns the photographer, once a day, that somebody is guessing codes."""
        warning = await self.rate_limiter.acquire([LimitKey(f"warned#{event_id}", WARNINGS_OF_EVENT)])
        user = await self.stores.users.by_id(event.user_id) if event and not warning.refused else None
        if event and user:
            message = emails.codes_are_being_guessed(user.user_name, event.name)
            if not await emails.send(self.mailer, user.email, message):
                await warning.release()  # so that the next limited attempt sends it again

    async def _load_ahead(self, accessor: Accessor, ahead: PhotoLoader | None) -> None:
        if ahead and not accessor.all_photos:
            await self._load(accessor, ahead)

    async def _load(self, accessor: Accessor, load: PhotoLoader | None) -> Sequence[Photo | None]:
        return await (load or self.photos.load)(
            [PhotoKey(accessor.event_id, name) for name in sorted(accessor.filenames)]
        )


async def _unchanged(accessor: Accessor) -> Accessor:
    return accessor


async def _release(attempt: Attempt | None) -> None:
    if attempt is not None:
        await attempt.release()


def _limit_keys(event_id: str, address: str) -> list[LimitKey]:
    return [
        LimitKey(f"code#{event_id}#{network_of(address)}", WRONG_CODES_FROM_ADDRESS),
        LimitKey(f"code#{event_id}", WRONG_CODES_OF_EVENT),
    ]
