"""Who sent a request, and the cookies that a browser keeps for us."""

from __future__ import annotations

from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from domain.models import Photographer, Viewer
from graphql_http.request_log import RequestLog
from schema.context import DEVICE_COOKIE, REFRESH_COOKIE, Caller, Context

PATH = "/graphql"


def caller_of(request: Request, public_origin: str) -> Caller:
    """The address is the connection's: a header that names another can be forged by anyone."""
    origin = request.headers.get("origin")
    # From any other origin a cookie may be a forgery on the visitor's behalf.
    cookies = _cookies(request) if origin == public_origin else {}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Caller(
        address=request.client.host if request.client else "",
        bearer=token.strip() or None if scheme.lower() == "bearer" else None,
        from_browser=origin is not None,
        refresh_cookie=cookies.get(REFRESH_COOKIE),
        device_cookie=cookies.get(DEVICE_COOKIE),
    )


def _cookies(request: Request) -> dict[str, str]:
    # Ours are never quoted. Taking quoted values apart costs quadratic time in Python before 3.11.10.
    pairs = (pair.partition("=") for pair in ";".join(request.headers.getlist("cookie")).split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def set_cookies(response: Response, context: Context, public_origin: str) -> None:
    """Keeps tokens in the browser, or takes them away; no script can read them, no other site can send them."""
    flags = "HttpOnly; SameSite=Strict" + ("; Secure" if public_origin.startswith("https://") else "")
    for name, cookie in context.set_cookies.items():
        expires = format_datetime(cookie.expires_at, usegmt=True)
        response.headers.append("set-cookie", f"{name}={cookie.token}; Expires={expires}; Path={PATH}; {flags}")


def describe(line: RequestLog, context: Context) -> None:
    """Who asked, where a field has read the token."""
    principal = context.__dict__.get("principal")
    if isinstance(principal, Photographer):
        line.user_id = principal.user_id
    elif isinstance(principal, Viewer):
        line.event_id = principal.event_id
    line.outcomes += context.outcomes
