"""Issue 11 B8: an access token ends with its session, for everything that it opened."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from domain.models import Photographer
from tests.api.conftest import House
from tests.api.test_permissions import MATRIX, Scene, parts_of, scene_of
from tests.api.test_permissions import ask as outcome_of
from tests.gateway import Client, run
from tests.world import PASSWORD

EMAIL = "anna@example.com"
ASKED_BY_ANYBODY = {
    "signUp": "OK",
    "signUpMode": "OK",
    "signIn": "OK",
    "verifyEmail": "OK",
    "requestPasswordReset": "OK",
    "resetPassword": "INVALID_TOKEN",
    "redeemAccessCode": "OK",
    "album": "null",
    "reportDownloads": "FORBIDDEN",
}
"""What asks for no photographer, and what it answers."""


def sign_out(scene: Scene) -> None:
    run(scene.house.world.service.accounts.sign_out(anna_of(scene.house)))


def reset_password(scene: Scene) -> None:
    run(scene.house.world.service.accounts.reset_password(scene.reset_token, "a whole new passphrase"))


def delete_account(scene: Scene) -> None:
    deletions = scene.house.world.service.deletions
    run(deletions.delete_account(anna_of(scene.house), PASSWORD, address="192.0.2.1"))


def anna_of(house: House) -> Photographer:
    return Photographer.of(house.world.tables.users[EMAIL])


@pytest.mark.parametrize("field", MATRIX)
def test_a_signed_out_access_token_opens_nothing_and_changes_nothing(field: str) -> None:
    """B8: a copied access token worked for 15 minutes after signing out."""
    scene = scene_of("owner")
    if field == "completeUpload":
        parts_of(scene)  # storage has them before the session ends
    sign_out(scene)
    before = deepcopy(scene.house.world.tables)
    assert outcome_of(field, scene) == ASKED_BY_ANYBODY.get(field, "UNAUTHENTICATED")
    if field not in ASKED_BY_ANYBODY:
        assert scene.house.world.tables == before


@pytest.mark.parametrize("end", [sign_out, reset_password, delete_account])
def test_an_access_token_ends_with_whatever_ends_its_session(end: Callable[[Scene], None]) -> None:
    """B8: an access token outlived a password reset."""
    scene = scene_of("owner")
    query = "query($id: ID!) { event(id: $id) { id } }"
    assert scene.caller.ask(query, {"id": scene.event.event_id}).data["event"]
    end(scene)
    answer = scene.caller.ask(query, {"id": scene.event.event_id})
    assert answer.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "TOKEN_EXPIRED"}
    assert answer.json["data"] == {"event": None}


def test_a_new_session_goes_on_after_another_was_ended(house: House, client: Client, anna: Photographer) -> None:
    """B8."""
    run(house.world.service.accounts.sign_out(anna))
    session_fields = "session { accessToken user { events { nodes { id } } } }"
    query = f"mutation($input: SignInInput!) {{ signIn(input: $input) {{ {session_fields} }} }}"
    session = client.ask(query, {"input": {"email": EMAIL, "password": PASSWORD}}).data["signIn"]["session"]
    assert session["user"]["events"]["nodes"] == []
    assert client.bearing(session["accessToken"]).ask("{ me { email } }").data == {"me": {"email": EMAIL}}


def test_an_account_made_anew_with_the_same_address_is_another(house: House, anna: Photographer) -> None:
    """B8: the token names the address, which may belong to somebody else by now."""
    old = house.as_photographer(anna)
    users = house.world.tables.users
    users[EMAIL] = users[EMAIL].model_copy(update={"user_id": "another"})
    assert old.ask("{ me { id } }").codes == ["UNAUTHENTICATED"]
