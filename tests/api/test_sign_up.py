"""Signing up: open, by invitation, or closed (issue 11, C11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.invitations import INVITATION_LIFE, invitation
from runtime.settings import Settings
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import run
from tests.in_memory_backend import ORIGIN, PASSWORD

SECRET = "a secret of many symbols"
EMAIL = "anna@example.com"
SIGN_UP = """mutation ($input: SignUpInput!) {
  signUp(input: $input) { session { user { emailVerified } } userErrors { code field } }
}"""


def invite(api: ApiUnderTest, secret: str = SECRET, email: str = EMAIL, *, is_mailed: bool = False) -> None:
    """Creates an invitation as the operator does."""
    made = invitation(secret, email, api.backend.clock(), is_mailed=is_mailed)
    run(api.backend.adapters.one_time_tokens.add(made))


def sign_up(api: ApiUnderTest, secret: str | None = None, **changes: str) -> Any:
    """Whether the address is confirmed, or the code and field of the user error."""
    given = {"email": EMAIL, "userName": "anna", "password": PASSWORD, "invitation": secret, **changes}
    payload = api.client.ask(SIGN_UP, {"input": given}).data["signUp"]
    if payload["session"]:
        assert payload["userErrors"] == []
        return payload["session"]["user"]["emailVerified"]
    (error,) = payload["userErrors"]
    return error["code"], error["field"]


REQUIRED = ("INVITATION_REQUIRED", ["invitation"])
INVALID = ("INVALID_INVITATION", ["invitation"])


@pytest.fixture
def api() -> ApiUnderTest:
    return open_api(sign_up="invited")


def test_the_default_mode_is_invited() -> None:
    assert Settings(public_origin=ORIGIN).sign_up.value == "invited"


@pytest.mark.parametrize("mode", ["open", "invited", "closed"])
def test_every_client_can_query_the_mode(mode: str) -> None:
    assert open_api(sign_up=mode).client.ask("{ signUpMode }").data == {"signUpMode": mode.upper()}


def test_open_needs_no_invitation() -> None:
    api = open_api(sign_up="open")
    assert sign_up(api) is False


def test_closed_refuses_invitations_too() -> None:
    api = open_api(sign_up="closed")
    invite(api)
    assert sign_up(api, SECRET) == sign_up(api) == ("SIGN_UP_CLOSED", None)
    assert api.backend.tables.users == {}


def test_without_an_invitation_nobody_signs_up_and_nothing_is_hashed_or_mailed(api: ApiUnderTest) -> None:
    assert sign_up(api) == sign_up(api, "") == REQUIRED
    assert sign_up(api, "a guess") == INVALID
    assert (api.backend.tables.users, api.backend.mailer.sent, api.backend.hasher.hashed) == ({}, [], 0)


def test_an_invitation_is_valid_for_one_account(api: ApiUnderTest) -> None:
    invite(api)
    assert sign_up(api, SECRET, email=" Anna@Example.com") is False
    assert sign_up(api, SECRET, userName="other") == INVALID
    assert [mail.to for mail in api.backend.mailer.sent] == [EMAIL]


def test_a_sign_up_refused_for_another_reason_keeps_the_invitation_valid(api: ApiUnderTest) -> None:
    invite(api)
    assert sign_up(api, SECRET, password="short") == ("INVALID_INPUT", ["password"])
    invite(api, "another", "otto@example.com")
    assert sign_up(api, "another", email="otto@example.com", userName="taken") is False
    assert sign_up(api, SECRET, userName="taken") == ("USER_NAME_TAKEN", ["userName"])
    assert sign_up(api, SECRET) is False


def test_it_is_valid_for_its_address_only(api: ApiUnderTest) -> None:
    invite(api)
    assert sign_up(api, SECRET, email="somebody@example.com") == INVALID
    assert sign_up(api, SECRET) is False


@pytest.mark.parametrize("secret", ["another secret", SECRET.upper(), "x" * 100_000, "ż", "#"])
def test_an_unknown_invitation_is_refused(api: ApiUnderTest, secret: str) -> None:
    invite(api)
    assert sign_up(api, secret) == INVALID


def test_an_invitation_for_another_address_does_not_reveal_accounts(api: ApiUnderTest) -> None:
    invite(api)
    assert sign_up(api, SECRET) is False
    invite(api, "for somebody", "somebody@example.com")
    assert sign_up(api, "for somebody") == INVALID


def test_it_expires_after_two_weeks(api: ApiUnderTest) -> None:
    for secret in (SECRET, "another"):
        invite(api, secret)
    api.backend.clock.forward(seconds=INVITATION_LIFE.total_seconds() - 1)
    api.backend.clock.forward(seconds=1)
    assert sign_up(api, SECRET) == INVALID
    assert timedelta(days=14) == INVITATION_LIFE


def test_a_mailed_invitation_confirms_the_address(api: ApiUnderTest) -> None:
    invite(api, is_mailed=True)
    assert sign_up(api, SECRET) is True
    assert api.backend.mailer.sent == []


def test_only_digests_are_stored(api: ApiUnderTest) -> None:
    invite(api)
    kept = repr(api.backend.tables.one_time_tokens)
    assert SECRET not in kept
    assert EMAIL not in kept
    assert "anna" not in kept
