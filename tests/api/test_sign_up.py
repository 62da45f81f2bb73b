"""Who may sign up: everybody, who was invited, or nobody (issue 11, C11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.invitations import INVITATION_LIFE, invitation
from settings import Settings
from tests.api.conftest import House, open_house
from tests.gateway import run
from tests.world import ORIGIN, PASSWORD

SECRET = "a secret of many symbols"
EMAIL = "anna@example.com"
SIGN_UP = """mutation ($input: SignUpInput!) {
  signUp(input: $input) { session { user { emailVerified } } userErrors { code field } }
}"""


def invite(house: House, secret: str = SECRET, email: str = EMAIL, *, is_mailed: bool = False) -> None:
    """As the operator does."""
    made = invitation(secret, email, house.world.clock(), is_mailed=is_mailed)
    run(house.world.adapters.one_time_tokens.add(made))


def sign_up(house: House, secret: str | None = None, **changes: str) -> Any:
    """What came of it: whether the address is confirmed, or the code and field of the refusal."""
    given = {"email": EMAIL, "userName": "anna", "password": PASSWORD, "invitation": secret, **changes}
    payload = house.client.ask(SIGN_UP, {"input": given}).data["signUp"]
    if payload["session"]:
        assert payload["userErrors"] == []
        return payload["session"]["user"]["emailVerified"]
    (error,) = payload["userErrors"]
    return error["code"], error["field"]


REQUIRED = ("INVITATION_REQUIRED", ["invitation"])
INVALID = ("INVALID_INVITATION", ["invitation"])


@pytest.fixture
def house() -> House:
    return open_house(sign_up="invited")


def test_who_deploys_without_a_word_about_it_gets_invitations() -> None:
    assert Settings(public_origin=ORIGIN).sign_up.value == "invited"


@pytest.mark.parametrize("mode", ["open", "invited", "closed"])
def test_every_client_can_ask_who_may_sign_up(mode: str) -> None:
    assert open_house(sign_up=mode).client.ask("{ signUpMode }").data == {"signUpMode": mode.upper()}


def test_where_it_is_open_nobody_needs_an_invitation() -> None:
    house = open_house(sign_up="open")
    assert sign_up(house) is False


def test_where_it_is_closed_not_even_an_invitation_helps() -> None:
    house = open_house(sign_up="closed")
    invite(house)
    assert sign_up(house, SECRET) == sign_up(house) == ("SIGN_UP_CLOSED", None)
    assert house.world.tables.users == {}


def test_without_an_invitation_nobody_signs_up_and_nothing_is_hashed_or_mailed(house: House) -> None:
    assert sign_up(house) == sign_up(house, "") == REQUIRED
    assert sign_up(house, "a guess") == INVALID
    assert (house.world.tables.users, house.world.mailer.sent, house.world.hasher.hashed) == ({}, [], 0)


def test_an_invitation_makes_one_account(house: House) -> None:
    invite(house)
    assert sign_up(house, SECRET, email=" Anna@Example.com") is False
    assert sign_up(house, SECRET, userName="other") == INVALID
    assert [mail.to for mail in house.world.mailer.sent] == [EMAIL]


def test_what_else_refuses_a_sign_up_leaves_the_invitation_good(house: House) -> None:
    invite(house)
    assert sign_up(house, SECRET, password="short") == ("INVALID_INPUT", ["password"])
    invite(house, "another", "otto@example.com")
    assert sign_up(house, "another", email="otto@example.com", userName="taken") is False
    assert sign_up(house, SECRET, userName="taken") == ("USER_NAME_TAKEN", ["userName"])
    assert sign_up(house, SECRET) is False


def test_it_is_for_one_address_alone(house: House) -> None:
    invite(house)
    assert sign_up(house, SECRET, email="somebody@example.com") == INVALID
    assert sign_up(house, SECRET) is False


@pytest.mark.parametrize("secret", ["another secret", SECRET.upper(), "x" * 100_000, "ż", "#"])
def test_what_was_never_given_out_is_no_invitation(house: House, secret: str) -> None:
    invite(house)
    assert sign_up(house, secret) == INVALID


def test_nobody_learns_by_an_invitation_of_another_who_has_an_account(house: House) -> None:
    invite(house)
    assert sign_up(house, SECRET) is False
    invite(house, "for somebody", "somebody@example.com")
    assert sign_up(house, "for somebody") == INVALID


def test_it_ends_after_two_weeks(house: House) -> None:
    for secret in (SECRET, "another"):
        invite(house, secret)
    house.world.clock.forward(seconds=INVITATION_LIFE.total_seconds() - 1)
    house.world.clock.forward(seconds=1)
    assert sign_up(house, SECRET) == INVALID
    assert timedelta(days=14) == INVITATION_LIFE


def test_one_that_was_mailed_confirms_the_address(house: House) -> None:
    invite(house, is_mailed=True)
    assert sign_up(house, SECRET) is True
    assert house.world.mailer.sent == []


def test_only_digests_are_kept(house: House) -> None:
    invite(house)
    kept = repr(house.world.tables.one_time_tokens)
    assert SECRET not in kept
    assert EMAIL not in kept
    assert "anna" not in kept
