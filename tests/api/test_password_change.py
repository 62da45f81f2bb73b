"""A password changed while signed in, and the limit of an account's storage (issue 18, 7)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from domain.errors import Unauthenticated
from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD

NEW = "a whole new passphrase"
CHANGE = """mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { session { accessToken user { email } } userErrors { code field } }
}"""
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }"
ME = "{ me { userName } }"


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    return api.photographer("anna")


def change(client: Client, password: str = PASSWORD, new_password: str = NEW) -> Any:
    return client.ask(CHANGE, {"input": {"password": password, "newPassword": new_password}}).data["changePassword"]


def signs_in(client: Client, password: str) -> bool:
    given = {"email": "anna@example.com", "password": password}
    return client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"] is not None


def test_a_changed_password_ends_every_other_session_and_opens_one(api: ApiUnderTest, anna: Photographer) -> None:
    here, elsewhere = api.as_photographer(anna), api.as_photographer(anna)
    payload = change(here)
    assert payload["userErrors"] == []
    assert elsewhere.ask(ME).codes == ["UNAUTHENTICATED"]
    assert api.client.bearing(payload["session"]["accessToken"]).ask(ME).data == {"me": {"userName": "anna"}}
    assert (signs_in(api.client, PASSWORD), signs_in(api.client, NEW)) == (False, True)


@pytest.mark.parametrize(
    ("password", "new_password", "code", "field"),
    [
        ("not the password", NEW, "WRONG_CREDENTIALS", "password"),
        (PASSWORD, "short", "INVALID_INPUT", "newPassword"),
        (PASSWORD, "password1", "INVALID_INPUT", "newPassword"),
    ],
)
def test_a_refused_change_changes_nothing_and_names_the_field(
    api: ApiUnderTest, anna: Photographer, password: str, new_password: str, code: str, field: str
) -> None:
    client = api.as_photographer(anna)
    assert change(client, password, new_password) == {"session": None, "userErrors": [{"code": code, "field": [field]}]}
    assert client.ask(ME).data == {"me": {"userName": "anna"}}
    assert signs_in(api.client, PASSWORD)


def test_of_two_changes_at_once_one_wins(api: ApiUnderTest, anna: Photographer) -> None:
    accounts = api.backend.service.accounts

    async def both() -> list[object]:
        passwords = ("the first passphrase", "the second passphrase")
        changes = [accounts.change_password(anna, PASSWORD, new, address="192.0.2.1") for new in passwords]
        return await asyncio.gather(*changes, return_exceptions=True)

    outcomes = run(both())
    assert len([each for each in outcomes if isinstance(each, Unauthenticated)]) == 1
    worked = [signs_in(api.client, new) for new in ("the first passphrase", "the second passphrase")]
    assert worked == [not isinstance(each, Unauthenticated) for each in outcomes]


def test_an_account_says_how_much_it_may_store(api: ApiUnderTest, anna: Photographer) -> None:
    me = api.as_photographer(anna).ask("{ me { storageBytes storageLimitBytes } }").data["me"]
    assert me == {"storageBytes": 0, "storageLimitBytes": api.backend.service.uploads.quota_bytes}
