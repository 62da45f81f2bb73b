"""Signed tokens: who is asking, and what a link in a mail may do.

One algorithm (HS256), every claim required, one audience a purpose; keys are found by `kid`: the first signs,
all verify, so that a key can be changed while sessions go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from domain.errors import Unauthenticated
from domain.models import Clock, Photographer, User, Viewer

ALGORITHM = "HS256"
ISSUER = "imgsh"
REQUIRED = ["exp", "iss", "aud", "sub"]
MAX_TOKEN_CHARACTERS = 4096


class Audience(Enum):
    """What a token is for, and how long it lives."""

    PHOTOGRAPHER = "photographer", timedelta(minutes=15)
    REFRESH = "refresh", timedelta(days=30)
    VIEWER = "viewer", timedelta(days=30)
    VERIFY_EMAIL = "verify-email", timedelta(days=3)
    RESET_PASSWORD = "reset-password", timedelta(hours=1)

    def __init__(self, claim: str, life: timedelta) -> None:
        self.claim = claim
        self.life = life


Claims = Mapping[str, Any]


@dataclass(frozen=True)
class IssuedToken:
    text: str
    expires_at: datetime


class Tokens:
    def __init__(self, keys: Sequence[tuple[str, bytes]], clock: Clock) -> None:
        """`keys` are (kid, secret); the first one signs."""
        self._keys = dict(keys)
        self._signing_kid = keys[0][0]
        self._clock = clock

    def access(self, user: User) -> IssuedToken:
        return self._issue(Audience.PHOTOGRAPHER, user.user_id, {"verified": user.email_verified})

    def refresh(self, user: User) -> IssuedToken:
        return self._issue(Audience.REFRESH, user.user_id, {"epoch": user.session_epoch})

    def viewer(self, viewer: Viewer, until: datetime) -> IssuedToken:
        return self._issue(Audience.VIEWER, viewer.event_id, {"code": viewer.access_code}, until)

    def email_verification(self, user: User) -> IssuedToken:
        return self._issue(Audience.VERIFY_EMAIL, user.user_id, {"email": user.email})

    def password_reset(self, user: User) -> IssuedToken:
        # Bound to the session epoch, which a reset moves on: the link works once.
        return self._issue(Audience.RESET_PASSWORD, user.user_id, {"epoch": user.session_epoch})

    def read(self, bearer: str) -> Photographer | Viewer:
        """Raises Unauthenticated with reason TOKEN_EXPIRED or TOKEN_INVALID."""
        claims = self.claims(bearer, Audience.PHOTOGRAPHER, Audience.VIEWER)
        if claims["aud"] == Audience.VIEWER.claim:
            return Viewer(event_id=claims["sub"], access_code=str(claims.get("code")))
        return Photographer(user_id=claims["sub"], email_verified=claims.get("verified") is True)

    def claims(self, token: str, *audiences: Audience) -> Claims:
        """The claims of a good token for one of `audiences`; raises Unauthenticated."""
        import jwt

        purposes = [audience.claim for audience in audiences]
        try:
            if len(token) > MAX_TOKEN_CHARACTERS:
                raise jwt.InvalidTokenError
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key_of(jwt.get_unverified_header(token)),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=purposes,
                # Time is checked below, against the service's own clock.
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            expires_at = int(claims["exp"])
            purposes.index(claims["aud"])  # PyJWT also takes a list that holds one of them
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
            raise Unauthenticated("This token is not valid.", reason="TOKEN_INVALID") from None
        if self._clock().timestamp() >= expires_at:
            raise Unauthenticated("This session has ended. Sign in again.", reason="TOKEN_EXPIRED")
        return claims

    def _key_of(self, header: Mapping[str, Any]) -> bytes:
        return self._keys[header["kid"]]

    def _issue(self, audience: Audience, subject: str, extra: Claims, until: datetime | None = None) -> IssuedToken:
        import jwt

        now = self._clock()
        expires_at = min(now + audience.life, until or datetime.max.replace(tzinfo=now.tzinfo))
        claims = {
            "iss": ISSUER,
            "aud": audience.claim,
            "sub": subject,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            **extra,
        }
        kid = self._signing_kid
        text = jwt.encode(claims, self._keys[kid], algorithm=ALGORITHM, headers={"kid": kid})
        return IssuedToken(text, expires_at.replace(microsecond=0))
