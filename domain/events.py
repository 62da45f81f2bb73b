"""Events: creating, changing and finding them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain import validation
from domain.errors import EventExpired, InvalidInput, NotFound
from domain.expiry import reminder_at
from domain.models import Clock, Event, Page, Photographer, Watermark
from domain.ports.events import EventPosition, EventStore
from domain.sessions import Sessions

MIN_SECONDS_TO_LIVE = 3600
MAX_SECONDS_TO_LIVE = 365 * 24 * 3600
MIN_OPACITY = 0.1


@dataclass(frozen=True, kw_only=True)
class Events:
    events: EventStore
    sessions: Sessions
    clock: Clock
    new_id: Callable[[], str]
    new_secret: Callable[[], str]

    async def create(
        self,
        photographer: Photographer,
        *,
        name: str,
        seconds_to_live: int,
        strip_location: bool = True,
        watermark: Watermark | None = None,
        time_zone: str = "UTC",
    ) -> Event:
        """Raises InvalidInput or EventNameTaken."""
        name, time_zone = validation.clean(
            ("name", validation.event_name, name), ("time_zone", validation.time_zone, time_zone)
        )
        _check_life(seconds_to_live)
        watermark = _checked(watermark or Watermark())
        user = await self.sessions.user_of(photographer)
        event = Event(
            event_id=self.new_id(),
            user_id=user.user_id,
            name=name,
            public_url=f"{user.user_name}/{validation.slug(name)}",
            created_at=self.clock(),
            seconds_to_live=seconds_to_live,
            link_secret=self.new_secret(),
            strip_location=strip_location,
            watermark=watermark,
            time_zone=time_zone,
        )
        await self.events.add(event, remind_at=self._future_reminder(event))
        return event

    async def find(self, photographer: Photographer, event_id: str) -> Event | None:
        """Returns the photographer's own event while it is live."""
        event = await self._find_owned(photographer, event_id)
        return None if event is None or event.is_over(self.clock()) else event

    async def require_owned(self, photographer: Photographer, event_id: str) -> Event:
        """Returns the photographer's own event, live or not. Raises NotFound for anybody else's."""
        event = await self._find_owned(photographer, event_id)
        if event is None:
            raise NotFound
        return event

    async def own(self, photographer: Photographer, event_id: str) -> Event:
        """Returns the photographer's own live event. Raises NotFound, or EventExpired when it is over."""
        event, now = await self.require_owned(photographer, event_id), self.clock()
        if event.deleting_since and now < event.expires_at:
            raise NotFound
        if event.is_over(now):
            raise EventExpired(field=["event_id"])
        return event

    async def page(self, photographer: Photographer, *, first: int, after: EventPosition | None) -> Page[Event]:
        """Newest first."""
        page, _ = await asyncio.gather(
            self.events.of_owner(photographer.user_id, first=first, after=after, now=self.clock()),
            self.sessions.user_of(photographer),
        )
        return page

    async def update(
        self,
        photographer: Photographer,
        event_id: str,
        *,
        name: str | None,
        seconds_to_live: int | None,
        strip_location: bool | None = None,
        watermark: Watermark | None = None,
        time_zone: str | None = None,
    ) -> Event:
        """None leaves a value unchanged; the public link never changes. Raises InvalidInput, NotFound or EventExpired.

        A new watermark applies to photos that are uploaded from then on.
        """
        if name is not None:
            (name,) = validation.clean(("name", validation.event_name, name))
        if time_zone is not None:
            (time_zone,) = validation.clean(("time_zone", validation.time_zone, time_zone))
        if seconds_to_live is not None:
            _check_life(seconds_to_live)
        if watermark is not None:
            watermark = _checked(watermark)
        event = await self.own(photographer, event_id)
        now = self.clock()
        if seconds_to_live is not None and event.created_at + timedelta(seconds=seconds_to_live) <= now:
            raise InvalidInput(
                "With this time to live, the event would already be over. Choose a longer one, or delete the event.",
                ["seconds_to_live"],
            )
        if all(each is None for each in (name, seconds_to_live, strip_location, watermark, time_zone)):
            return event
        remind_at = None
        if seconds_to_live is not None:
            remind_at = self._future_reminder(event.model_copy(update={"seconds_to_live": seconds_to_live}))
        return await self.events.change(
            event,
            name=name,
            seconds_to_live=seconds_to_live,
            strip_location=strip_location,
            watermark=watermark,
            time_zone=time_zone,
            remind_at=remind_at,
            now=now,
        )

    async def _find_owned(self, photographer: Photographer, event_id: str) -> Event | None:
        """Returns None for somebody else's event, as for none."""
        event, _ = await asyncio.gather(self._get(event_id), self.sessions.user_of(photographer))
        return event if event and event.user_id == photographer.user_id else None

    async def _get(self, event_id: str) -> Event | None:
        return await self.events.get(event_id) if validation.is_id(event_id) else None

    def _future_reminder(self, event: Event) -> datetime | None:
        remind_at = reminder_at(event)
        return remind_at if self.clock() < remind_at else None


def _check_life(seconds_to_live: int) -> None:
    if not MIN_SECONDS_TO_LIVE <= seconds_to_live <= MAX_SECONDS_TO_LIVE:
        raise InvalidInput("An event must last between one hour and one year.", ["seconds_to_live"])


def _checked(watermark: Watermark) -> Watermark:
    (text,) = validation.clean(("watermark", validation.watermark, watermark.text))
    if not MIN_OPACITY <= watermark.opacity <= 1:
        raise InvalidInput(f"The opacity of a watermark must be between {MIN_OPACITY} and 1.", ["watermark", "opacity"])
    return watermark.model_copy(update={"text": text})
