"""What every field of one request may call: the use cases, and who is asking."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import strawberry

from domain.errors import BadRequest, Forbidden, NotFound, Unauthenticated
from domain.models import Photographer, Viewer
from domain.photos import PhotoLoader
from domain.service import Service

REFRESH_COOKIE = "imgsh_refresh"
DEVICE_COOKIE = "imgsh_device"

MAX_ITEMS_A_REQUEST = 10_000
"""Lists in lists multiply: this is where it ends."""


@dataclass(frozen=True)
class Caller:
    """What one HTTP request says about who sent it.

    `address` is the network's word (never a header's). `bearer` is the token as sent, unread. `from_browser` is
    true when there is an Origin header; cookies are kept only when that origin is our own.
    """

    address: str
    bearer: str | None = None
    from_browser: bool = False
    refresh_cookie: str | None = None
    device_cookie: str | None = None


@dataclass(frozen=True)
class SetCookie:
    """What the answer sets in the browser; an empty token takes the cookie away."""

    token: str
    expires_at: datetime


@dataclass
class Context:
    """One request's context. `load_photos` reads each photo once; `outcomes` are codes of refusals, for the log.

    `set_cookies` is by name.
    """

    service: Service
    caller: Caller
    load_photos: PhotoLoader
    set_cookies: dict[str, SetCookie] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    asked_items: int = 0

    @cached_property
    def who(self) -> Photographer | Viewer | None:
        """None without a token. Raises Unauthenticated for a bad one, and only for a field that asks.

        That the token's session goes on is for the use cases to check: they read that beside the rest.
        """
        bearer = self.caller.bearer
        return self.service.tokens.read(bearer) if bearer else None

    def photographer(self) -> Photographer:
        """Raises Unauthenticated, or Forbidden for a viewer."""
        if self.who is None:
            raise Unauthenticated
        if not isinstance(self.who, Photographer):
            raise Forbidden
        return self.who

    def viewer(self) -> Viewer:
        """Raises Unauthenticated, or Forbidden for a photographer."""
        if self.who is None:
            raise Unauthenticated("Open the album with its access code first.")
        if not isinstance(self.who, Viewer):
            raise Forbidden
        return self.who

    def owner(self, user_id: str) -> Photographer:
        """Who asks, where that is this photographer: every field of an owner's own types asks here.

        Raises Unauthenticated for nobody, Forbidden for a viewer, NotFound for another photographer.
        """
        photographer = self.photographer()
        if photographer.user_id != user_id:
            raise NotFound
        return photographer

    def check_reader(self, user_id: str, event_id: str) -> None:
        """Raises as `owner` does, unless a viewer of the event asks."""
        if not isinstance(self.who, Viewer):
            self.owner(user_id)
        elif self.who.event_id != event_id:
            raise NotFound

    def becomes(self, who: Photographer | Viewer) -> None:
        """From here on the request is theirs: it has just opened a session, or an album."""
        self.who = who

    def page_size(self, first: int, most: int) -> int:
        """`first`. Raises BadRequest unless it is 1 to `most`, and all lists of the request together stay in bounds."""
        if not 1 <= first <= most:
            raise BadRequest(f"`first` must be between 1 and {most}.")
        self.asked_items += first
        if self.asked_items > MAX_ITEMS_A_REQUEST:
            raise BadRequest(f"The lists of one request have at most {MAX_ITEMS_A_REQUEST} items together.")
        return first

    def deliver_refresh_token(self, cookie: str, token: str, expires_at: datetime) -> str | None:
        """The token for the payload; None for a browser, which gets a cookie that no script can ever read."""
        if not self.caller.from_browser:
            return token
        self.set_cookies[cookie] = SetCookie(token, expires_at)
        return None

    def forget(self, *cookies: str) -> None:
        if self.caller.from_browser:
            self.set_cookies |= dict.fromkeys(cookies, SetCookie("", datetime.fromtimestamp(0, UTC)))


Info = strawberry.Info[Context, None]
