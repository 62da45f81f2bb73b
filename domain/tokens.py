"""Signed tokens (JWT): sessions, trusted devices, viewers and e-mail verification.

There is one algorithm (HS256) and one audience for each purpose. Every claim is required, and `kid` selects the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from domain.errors import Unauthenticated
from domain.models import Clock, Photographer, User, Viewer
from domain.rate_limiting import anonymized
from domain.signing_keys import KeyRing

ALGORITHM = "HS256"
ISSUER = "imgsh"
REQUIRED = ["exp", "iss", "aud", "sub"]
MAX_TOKEN_CHARACTERS = 4096
SESSION_ENDED = "This session has ended. Sign in again."


class Audience(Enum):
    """The purpose of a token, and how long it is valid."""

    PHOTOGRAPHER = "photographer", timedelta(minutes=15)
    REFRESH = "refresh", timedelta(days=30)
    DEVICE = "device", timedelta(days=365)
    VIEWER = "viewer", timedelta(days=30)
    VERIFY_EMAIL = "verify-email", timedelta(days=3)

    def __init__(self, claim: str, life: timedelta) -> None:
        self.claim = claim
        self.life = life


TokenClaims = Mapping[str, Any]


@dataclass(frozen=True)
class IssuedToken:
    text: str
    expires_at: datetime


@dataclass(frozen=True)
class Tokens:
    keys: KeyRing
    clock: Clock

    async def refresh_if_stale(self, token: str | None) -> None:
        """Await this before signing, and before reading `token`. Raises KeysUnreadable."""
        await self.keys.refresh_if_stale(_kid_of(token) if token else None)

    def access(self, user: User) -> IssuedToken:
        # The address is the account's key, so that the epoch can be read in parallel with a request's other reads.
        extra = {"email": user.email, "verified": user.email_verified, "epoch": user.session_epoch}
        return self._issue(Audience.PHOTOGRAPHER, user.user_id, extra)

    def refresh(self, user: User, device_id: str) -> IssuedToken:
        return self._issue(Audience.REFRESH, user.user_id, {"epoch": user.session_epoch, "device": device_id})

    def device(self, user: User, device_id: str) -> IssuedToken:
        """Grants nothing: it only proves a sign-in to this account on this device with the current password."""
        extra = {"device": device_id, "password": anonymized(user.password_hash)}
        return self._issue(Audience.DEVICE, user.user_id, extra)

    async def trusted_device(self, token: str, user: User | None) -> str | None:
        """Returns the device id if the token is for this account and its current password; otherwise None."""
        await self.refresh_if_stale(token)
        try:
            claims = self.claims(token, Audience.DEVICE)
        except Unauthenticated:
            return None
        if user is None or (claims["sub"], claims.get("password")) != (user.user_id, anonymized(user.password_hash)):
            return None
        return str(claims.get("device"))

    def viewer(self, viewer: Viewer, until: datetime) -> IssuedToken:
        return self._issue(Audience.VIEWER, viewer.event_id, {"code": viewer.access_code}, until)

    def email_verification(self, user: User) -> IssuedToken:
        return self._issue(Audience.VERIFY_EMAIL, user.user_id, {"email": user.email, "epoch": user.session_epoch})

    def read(self, bearer: str) -> Photographer | Viewer:
        """Raises Unauthenticated with reason TOKEN_EXPIRED or TOKEN_INVALID."""
        claims = self.claims(bearer, Audience.PHOTOGRAPHER, Audience.VIEWER)
        if claims["aud"] == Audience.VIEWER.claim:
            return Viewer(event_id=claims["sub"], access_code=str(claims.get("code")))
        email, epoch = claims.get("email"), claims.get("epoch")
        if not isinstance(email, str) or type(epoch) is not int:  # issued by an earlier version, without an epoch
            raise Unauthenticated(SESSION_ENDED, reason="TOKEN_EXPIRED")
        return Photographer(claims["sub"], email, claims.get("verified") is True, epoch)

    def claims(self, token: str, *audiences: Audience) -> TokenClaims:
        """Returns the claims of a valid token for one of `audiences`. Raises Unauthenticated."""
        import jwt

        purposes = [audience.claim for audience in audiences]
        try:
            if len(token) > MAX_TOKEN_CHARACTERS:
                raise jwt.InvalidTokenError
            claims: dict[str, Any] = jwt.decode(
                token,
                self.keys.secret_of(jwt.get_unverified_header(token)["kid"]),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=purposes,
                # Expiry is checked below, against the service's clock.
                options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            expires_at = int(claims["exp"])
            purposes.index(claims["aud"])  # PyJWT also accepts a list that contains one of them
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
            raise Unauthenticated("This token is not valid.", reason="TOKEN_INVALID") from None
        if self.clock().timestamp() >= expires_at:
            raise Unauthenticated(SESSION_ENDED, reason="TOKEN_EXPIRED")
        return claims

    def _issue(
        self, audience: Audience, subject: str, extra: TokenClaims, until: datetime | None = None
    ) -> IssuedToken:
        import jwt

        now = self.clock()
        expires_at = min(now + audience.life, until or datetime.max.replace(tzinfo=now.tzinfo))
        claims = {
            "iss": ISSUER,
            "aud": audience.claim,
            "sub": subject,
            "iat": int(now.timestamp()),
            "exp": int(expires_at.timestamp()),
            **extra,
        }
        key = self.keys.newest
        text = jwt.encode(claims, key.secret, algorithm=ALGORITHM, headers={"kid": key.kid})
        return IssuedToken(text, expires_at.replace(microsecond=0))


def _kid_of(token: str) -> str | None:
    """Reads the key id without verifying anything."""
    import jwt

    with suppress(jwt.InvalidTokenError, ValueError, RecursionError):
        if len(token) <= MAX_TOKEN_CHARACTERS:
            kid = jwt.get_unverified_header(token).get("kid")
            return kid if isinstance(kid, str) else None
    return None
