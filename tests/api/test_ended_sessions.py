"""Issue 11 B8: an access token ends with its session, for every field."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api.test_permissions import MATRIX, Scene, parts_of, scene_of
from tests.api.test_permissions import ask as outcome_of
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD

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
    "reportOpening": "FORBIDDEN",
    "reportDownloads": "FORBIDDEN",
}
"""Fields that need no photographer, and their results."""


def sign_out(scene: Scene) -> None:
    run(scene.api.backend.service.accounts.sign_out(anna_of(scene.api)))


def reset_password(scene: Scene) -> None:
    run(scene.api.backend.service.accounts.reset_password(scene.reset_token, "a whole new passphrase"))


def delete_account(scene: Scene) -> None:
    deletions = scene.api.backend.service.deletions
    run(deletions.delete_account(anna_of(scene.api), PASSWORD, address="192.0.2.1"))


def anna_of(api: ApiUnderTest) -> Photographer:
    return Photographer.of(api.backend.tables.users[EMAIL])


@pytest.mark.parametrize("field", MATRIX)
def test_an_access_token_is_refused_after_sign_out(field: str) -> None:
    """B8: a copied access token was valid for 15 minutes after signing out."""
    scene = scene_of("owner")
    if field == "completeUpload":
        parts_of(scene)  # storage has them before the session ends
    sign_out(scene)
    before = deepcopy(scene.api.backend.tables)
    assert outcome_of(field, scene) == ASKED_BY_ANYBODY.get(field, "UNAUTHENTICATED")
    if field not in ASKED_BY_ANYBODY:
        assert scene.api.backend.tables == before


@pytest.mark.parametrize("end", [sign_out, reset_password, delete_account])
def test_an_access_token_ends_with_its_session(end: Callable[[Scene], None]) -> None:
    """B8: an access token outlived a password reset."""
    scene = scene_of("owner")
    query = "query($id: ID!) { event(id: $id) { id } }"
    assert scene.caller.ask(query, {"id": scene.event.event_id}).data["event"]
    end(scene)
    response = scene.caller.ask(query, {"id": scene.event.event_id})
    assert response.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "TOKEN_EXPIRED"}
    assert response.json["data"] == {"event": None}


def test_a_new_session_stays_open_after_another_ended(api: ApiUnderTest, client: Client, anna: Photographer) -> None:
    """B8."""
    run(api.backend.service.accounts.sign_out(anna))
    session_fields = "session { accessToken user { events { nodes { id } } } }"
    query = f"mutation($input: SignInInput!) {{ signIn(input: $input) {{ {session_fields} }} }}"
    session = client.ask(query, {"input": {"email": EMAIL, "password": PASSWORD}}).data["signIn"]["session"]
    assert session["user"]["events"]["nodes"] == []
    assert client.bearing(session["accessToken"]).ask("{ me { email } }").data == {"me": {"email": EMAIL}}


def test_a_new_account_with_the_address_of_a_deleted_one_is_another_account(
    api: ApiUnderTest, anna: Photographer
) -> None:
    """B8: the token names the address, which may belong to another account now."""
    old = api.as_photographer(anna)
    users = api.backend.tables.users
    users[EMAIL] = users[EMAIL].model_copy(update={"user_id": "another"})
    assert old.ask("{ me { id } }").codes == ["UNAUTHENTICATED"]
