"""Issue 11 C13: a write that loses every race gets an error that programs can retry."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from domain.errors import Conflict, Contention
from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api.test_field_permissions import SCHEMA
from tests.api.test_permissions import MATRIX, Scene, scene_of
from tests.api_gateway_events import ApiResponse, Client
from tests.in_memory_backend import PASSWORD

WRITES = {
    "users": ("add", "change"),
    "events": ("add", "change", "set_clock_offset"),
    "accessors": ("add", "change", "give", "remove", "count_opened", "count_downloads"),
    "photos": ("register", "mark_card"),
    "deletion_marks": ("mark_event", "mark_photos", "mark_account"),
    "archives": ("request",),
    "sorting": ("correct", "answer", "keep_deleted", "publish", "undo"),
}
MUTATIONS = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
TESTED_APART = {"publishSorting", "undoPublication"}
"""They need an event with something to publish: tests/api/test_publishing.py."""

NOTHING_TO_WRITE = {"signIn", "refreshSession", "completeUpload", "requestPasswordReset"}


def make_every_write_conflict(api: ApiUnderTest, monkeypatch: pytest.MonkeyPatch, refusal: type[Exception]) -> None:
    async def lose(*arguments: object, **options: object) -> None:
        raise refusal

    for store, methods in WRITES.items():
        for method in methods:
            monkeypatch.setattr(getattr(api.backend.adapters, store), method, lose)


def send(scene: Scene, field: str) -> ApiResponse:
    selection, given, _ = MATRIX[field]
    if given is None:
        return scene.caller.ask(f"mutation {{ {field} {selection} }}")
    type_name = field[0].upper() + field[1:] + "Input"
    return scene.caller.ask(
        f"mutation ($input: {type_name}!) {{ {field}(input: $input) {selection} }}", {"input": given(scene)}
    )


@pytest.mark.parametrize("refusal", [Conflict, Contention])
@pytest.mark.parametrize("field", [field for field in MATRIX if field in MUTATIONS and field not in TESTED_APART])
def test_a_write_that_loses_every_race_gets_a_retryable_conflict(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, field: str, refusal: type[Exception]
) -> None:
    """C13: it got INTERNAL, with a fault in the log."""
    scene = scene_of("viewer" if field.startswith("report") else "owner")
    given_before = MATRIX[field][1]
    if given_before:
        given_before(scene)  # creates what the input needs before writes conflict
    make_every_write_conflict(scene.api, monkeypatch, refusal)
    caplog.set_level(logging.INFO, "imgsh")
    response = send(scene, field)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    if field in NOTHING_TO_WRITE:
        assert response.data
    else:
        assert response.json["errors"][0]["extensions"] == {"code": "CONFLICT", "retryAfterSeconds": 1}


SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code } } }"


@pytest.mark.parametrize("meets", ["a sign-out", "a reset"])
def test_a_sign_in_concurrent_with_a_sign_out_or_a_reset_gets_no_internal_error(
    api: ApiUnderTest, client: Client, anna: Photographer, monkeypatch: pytest.MonkeyPatch, meets: str
) -> None:
    """C13: it got INTERNAL if the password was rehashed at the same time."""
    backend, email = api.backend, "anna@example.com"
    backend.tables.users[email] = backend.tables.users[email].model_copy(update={"password_hash": f"old:{PASSWORD}"})
    renew = backend.adapters.hasher.hash

    async def renew_late(password: str) -> str:
        monkeypatch.undo()
        if meets == "a sign-out":
            await backend.service.accounts.sign_out(anna)
        else:
            await backend.service.accounts.reset_password(await backend.reset_token(email), "a whole new passphrase")
        return await renew(password)

    monkeypatch.setattr(backend.adapters.hasher, "hash", renew_late)
    payload: Any = client.ask(SIGN_IN, {"input": {"email": email, "password": PASSWORD}}).data["signIn"]
    if meets == "a reset":
        assert payload["userErrors"] == [{"code": "WRONG_CREDENTIALS"}]
        return
    assert client.bearing(payload["session"]["accessToken"]).ask("{ me { email } }").data == {"me": {"email": email}}
