"""Who sent a request, and the cookie that a browser keeps for us."""

from __future__ import annotations

from email.utils import format_datetime

from starlette.requests import Request

from domain.models import Photographer, Viewer
from resolvers.http.log import Line
from schema.context import Caller, Context

PATH = "/graphql"
COOKIE = "imgsh_refresh"


def caller_of(request: Request, public_origin: str) -> Caller:
    """The address is the connection's: a header that names another can be forged by anyone."""
    origin = request.headers.get("origin")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Caller(
        address=request.client.host if request.client else "",
        bearer=token.strip() or None if scheme.lower() == "bearer" else None,
        from_browser=origin is not None,
        # From any other origin the cookie may be a forgery on the visitor's behalf.
        refresh_cookie=request.cookies.get(COOKIE) if origin == public_origin else None,
    )


def set_cookie(context: Context, public_origin: str) -> dict[str, str]:
    """The header that keeps or takes away the refresh token; no script can read it, no other site can send it."""
    kept = context.refresh_cookie
    if kept is None:
        return {}
    flags = "HttpOnly; SameSite=Strict" + ("; Secure" if public_origin.startswith("https://") else "")
    expires = format_datetime(kept.expires_at, usegmt=True)
    return {"set-cookie": f"{COOKIE}={kept.token}; Expires={expires}; Path={PATH}; {flags}"}


def describe(line: Line, context: Context) -> None:
    """Who asked, where a field has read the token."""
    who = context.__dict__.get("who")
    if isinstance(who, Photographer):
        line.user_id = who.user_id
    elif isinstance(who, Viewer):
        line.event_id = who.event_id
    line.outcomes += context.outcomes
