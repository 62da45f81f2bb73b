"""The context of one request: the service, and who is calling it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial

import strawberry

from domain.errors import BadRequest, Forbidden, NotFound, Unauthenticated
from domain.models import Event, Photographer, Viewer
from domain.photos import PhotoLoader
from domain.service import Service
from domain.sorting.current import CurrentSorting
from schema.codes_of_event import CodesOfEvent
from schema.shared_read import SharedRead

REFRESH_COOKIE = "imgsh_refresh"
DEVICE_COOKIE = "imgsh_device"

MAX_ITEMS_A_REQUEST = 10_000
"""Bounds nested lists, whose sizes multiply."""


@dataclass(frozen=True)
class Caller:
    """The sender of one HTTP request.

    `address` is the IP address of the connection, never of a header. `bearer` is the token, not yet verified.
    `from_browser` is true when the request has an Origin header that is no listed app's. Cookies are only read when
    that is our own origin.
    """

    address: str
    bearer: str | None = None
    from_browser: bool = False
    refresh_cookie: str | None = None
    device_cookie: str | None = None


@dataclass(frozen=True)
class SetCookie:
    """A cookie that the response sets. An empty token deletes it."""

    token: str
    expires_at: datetime


@dataclass
class Context:
    """`load_photos` reads each photo once a request.

    `set_cookies` are the response's, by name. `outcomes` are the codes of refusals, for the log.
    """

    service: Service
    caller: Caller
    load_photos: PhotoLoader
    set_cookies: dict[str, SetCookie] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    requested_items: int = 0
    _codes: dict[str, CodesOfEvent] = field(default_factory=dict)
    _sortings: dict[str, SharedRead[CurrentSorting]] = field(default_factory=dict)

    @cached_property
    def principal(self) -> Photographer | Viewer | None:
        """None without a token. Raises Unauthenticated for an invalid one, so only in fields that need it.

        Whether the token's session is still open is checked by the use cases, together with their other reads.
        """
        bearer = self.caller.bearer
        return self.service.tokens.read(bearer) if bearer else None

    def photographer(self) -> Photographer:
        """Raises Unauthenticated, or Forbidden for a viewer."""
        if self.principal is None:
            raise Unauthenticated
        if not isinstance(self.principal, Photographer):
            raise Forbidden
        return self.principal

    def viewer(self) -> Viewer:
        """Raises Unauthenticated, or Forbidden for a photographer."""
        if self.principal is None:
            raise Unauthenticated("Open the album with its access code first.")
        if not isinstance(self.principal, Viewer):
            raise Forbidden
        return self.principal

    def owner(self, user_id: str) -> Photographer:
        """The principal, if it is this photographer. Every type that only its owner may read calls this.

        Raises Unauthenticated without a token, Forbidden for a viewer, NotFound for another photographer.
        """
        photographer = self.photographer()
        if photographer.user_id != user_id:
            raise NotFound
        return photographer

    def check_reader(self, user_id: str, event_id: str) -> None:
        """Returns for the event's owner and its viewers. Raises as `owner` does, and NotFound for other viewers."""
        if not isinstance(self.principal, Viewer):
            self.owner(user_id)
        elif self.principal.event_id != event_id:
            raise NotFound

    def page_size(self, first: int, maximum: int) -> int:
        """`first`. Raises BadRequest outside 1 to `maximum`, or when the lists of the request exceed their limit."""
        if not 1 <= first <= maximum:
            raise BadRequest(f"`first` must be between 1 and {maximum}.")
        self.count_items(first)
        return first

    def count_items(self, count: int) -> None:
        """Raises BadRequest when the lists of the request exceed their limit."""
        self.requested_items += count
        if self.requested_items > MAX_ITEMS_A_REQUEST:
            raise BadRequest(f"The lists of one request may have at most {MAX_ITEMS_A_REQUEST} items in total.")

    async def sorting_of(self, event: Event) -> CurrentSorting:
        """Of an event that the principal owns: read and computed once a request."""
        read = SharedRead(partial(self.service.sorting.current, event))
        return await self._sortings.setdefault(event.event_id, read).result()

    def codes_of(self, event_id: str) -> CodesOfEvent:
        """Of an event that the principal owns."""
        by_photo = SharedRead(partial(self.service.accessors.by_photo, event_id))
        return self._codes.setdefault(event_id, CodesOfEvent(by_photo))

    def deliver_token(self, cookie: str, token: str, expires_at: datetime) -> str | None:
        """The token for the payload. None for a browser, which gets it as an HttpOnly cookie."""
        if not self.caller.from_browser:
            return token
        self.set_cookies[cookie] = SetCookie(token, expires_at)
        return None

    def clear_cookies(self, *cookies: str) -> None:
        if self.caller.from_browser:
            self.set_cookies |= dict.fromkeys(cookies, SetCookie("", datetime.fromtimestamp(0, UTC)))


Info = strawberry.Info[Context, None]
