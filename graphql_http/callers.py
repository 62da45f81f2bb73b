"""The sender of a request, and the cookies that keep its tokens in a browser."""

from __future__ import annotations

from collections.abc import Collection
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from domain.models import Photographer, Viewer
from graphql_http.request_log import RequestLog
from schema.context import DEVICE_COOKIE, REFRESH_COOKIE, Caller, Context

PATH = "/graphql"


def caller_of(request: Request, public_origin: str, app_origins: Collection[str] = ()) -> Caller:
    """`address` is the connection's, since anyone can forge a header such as X-Forwarded-For.

    Pages of `app_origins` get their tokens in the answer, since no cookie reaches them.
    """
    origin = request.headers.get("origin")
    # Cookies of a request from another origin may be a cross-site request forgery.
    cookies = _cookies(request) if origin == public_origin else {}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Caller(
        address=request.client.host if request.client else "",
        bearer=token.strip() or None if scheme.lower() == "bearer" else None,
        from_browser=origin is not None and origin not in app_origins,
        refresh_cookie=cookies.get(REFRESH_COOKIE),
        device_cookie=cookies.get(DEVICE_COOKIE),
    )


def _cookies(request: Request) -> dict[str, str]:
    # Our values are never quoted. http.cookies parses quoted ones in quadratic time before Python 3.11.10.
    pairs = (pair.partition("=") for pair in ";".join(request.headers.getlist("cookie")).split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def set_cookies(response: Response, context: Context, public_origin: str) -> None:
    """Sets or deletes the cookies of tokens. Scripts can't read them and other sites can't send them."""
    flags = "HttpOnly; SameSite=Strict" + ("; Secure" if public_origin.startswith("https://") else "")
    for name, cookie in context.set_cookies.items():
        expires = format_datetime(cookie.expires_at, usegmt=True)
        response.headers.append("set-cookie", f"{name}={cookie.token}; Expires={expires}; Path={PATH}; {flags}")


def log_caller(log: RequestLog, context: Context) -> None:
    """Logs the principal, if a field has read the token, and the codes of refusals."""
    principal = context.__dict__.get("principal")
    if isinstance(principal, Photographer):
        log.user_id = principal.user_id
    elif isinstance(principal, Viewer):
        log.event_id = principal.event_id
    log.outcomes += context.outcomes
