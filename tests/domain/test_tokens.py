from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from domain.errors import Unauthenticated
from domain.models import Photographer, User, Viewer
from domain.ports.accounts import Key
from domain.signing_keys import KeyRing
from domain.tokens import Audience, Tokens

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)
USER = User(user_id="u1", email="a@b.co", user_name="anna", password_hash="", session_epoch=3, created_at=NOW)

ANNA = Photographer("u1", "a@b.co", email_verified=False, session_epoch=3)


def tokens_at(now: datetime, *keys: Key) -> Tokens:
    return Tokens(KeyRing(lambda: now, fixed=keys or (NEW, OLD)), lambda: now)


def forged(claims: dict[str, Any] | None = None, kid: str = "new", key: bytes = NEW.secret) -> str:
    good = {"iss": "imgsh", "aud": "photographer", "sub": "u1", "exp": NOW.timestamp() + 60}
    good |= {"email": "a@b.co", "epoch": 3, **(claims or {})}
    kept = {name: value for name, value in good.items() if value is not None}
    return jwt.encode(kept, key, algorithm="HS256", headers={"kid": kid})


def reason_of(bearer: str) -> str | None:
    with pytest.raises(Unauthenticated) as refused:
        tokens_at(NOW).read(bearer)
    return refused.value.reason


def test_an_access_token_identifies_the_caller() -> None:
    issued = tokens_at(NOW).access(USER)
    assert tokens_at(NOW).read(issued.text) == ANNA
    assert issued.expires_at == NOW + timedelta(minutes=15)


def test_a_viewer_token_ends_with_its_event_and_after_thirty_days_at_the_latest() -> None:
    viewer = Viewer("e1", "ABC34D")
    assert tokens_at(NOW).viewer(viewer, NOW + timedelta(hours=2)).expires_at == NOW + timedelta(hours=2)
    issued = tokens_at(NOW).viewer(viewer, NOW + timedelta(days=300))
    assert issued.expires_at == NOW + timedelta(days=30)
    assert tokens_at(NOW).read(issued.text) == viewer


def test_a_token_expires_exactly_on_time() -> None:
    issued = tokens_at(NOW).access(USER)
    tokens_at(NOW + timedelta(seconds=899)).read(issued.text)
    with pytest.raises(Unauthenticated) as refused:
        tokens_at(NOW + timedelta(seconds=900)).read(issued.text)
    assert refused.value.reason == "TOKEN_EXPIRED"


def test_a_token_of_the_previous_key_is_valid_until_that_key_is_removed() -> None:
    issued = tokens_at(NOW, OLD).access(USER)
    assert tokens_at(NOW, NEW, OLD).read(issued.text) == ANNA
    with pytest.raises(Unauthenticated):
        tokens_at(NOW, NEW).read(issued.text)


@pytest.mark.parametrize("claim", ["exp", "iss", "aud", "sub"])
def test_a_token_that_lacks_a_claim_is_refused(claim: str) -> None:
    assert reason_of(forged({claim: None})) == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"aud": "refresh"},
        {"aud": ["photographer", "viewer"]},
        {"sub": 7},
        {"exp": "soon"},
        {"exp": 1e400},
        {"exp": [1]},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(claims: dict[str, Any]) -> None:
    assert reason_of(forged(claims)) == "TOKEN_INVALID"


def test_a_token_of_no_algorithm_another_algorithm_or_an_unknown_key_is_refused() -> None:
    claims = {"iss": "imgsh", "aud": "photographer", "sub": "u1", "exp": NOW.timestamp() + 60}
    assert reason_of(jwt.encode(claims, "", algorithm="none", headers={"kid": "new"})) == "TOKEN_INVALID"
    assert reason_of(jwt.encode(claims, NEW.secret * 2, algorithm="HS512", headers={"kid": "new"})) == "TOKEN_INVALID"
    assert reason_of(forged(kid="unknown")) == "TOKEN_INVALID"
    assert reason_of(forged(key=b"x" * 32)) == "TOKEN_INVALID"
    assert reason_of(jwt.encode(claims, NEW.secret, algorithm="HS256")) == "TOKEN_INVALID"


def test_a_token_whose_algorithm_was_taken_out_afterwards_is_refused() -> None:
    header, payload, _ = tokens_at(NOW).access(USER).text.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "new"}).encode()).rstrip(b"=").decode()
    assert reason_of(f"{none}.{payload}.") == "TOKEN_INVALID"
    assert reason_of(f"{header}.{payload}.") == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "bearer", ["", ".", "a.b.c", "Bearer", "ż" * 50, "x" * 100_000, "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA"]
)
def test_text_that_is_no_token_is_refused(bearer: str) -> None:
    assert reason_of(bearer) == "TOKEN_INVALID"


def test_a_token_is_valid_for_its_audience_only() -> None:
    tokens = tokens_at(NOW)
    issued = {
        Audience.REFRESH: tokens.refresh(USER, "d1"),
        Audience.DEVICE: tokens.device(USER, "d1"),
        Audience.VERIFY_EMAIL: tokens.email_verification(USER),
        Audience.PHOTOGRAPHER: tokens.access(USER),
        Audience.VIEWER: tokens.viewer(Viewer("e1", "ABC34D"), NOW + timedelta(days=1)),
    }
    for made_for, token in issued.items():
        for audience in Audience:
            if audience is made_for:
                assert tokens.claims(token.text, audience)["sub"]
            else:
                with pytest.raises(Unauthenticated):
                    tokens.claims(token.text, audience)
