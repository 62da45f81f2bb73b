from __future__ import annotations

import asyncio
from typing import Any

import pytest

from domain.accounts import OpenSession
from domain.errors import (
    EmailTaken,
    InvalidToken,
    RateLimited,
    Refusal,
    Unauthenticated,
    UserNameTaken,
    UserRefusals,
    WrongCredentials,
)
from domain.models import Photographer
from tests.in_memory_backend import PASSWORD, InMemoryBackend

EMAIL = "anna@example.com"


def sign_up(backend: InMemoryBackend, **changes: Any) -> Any:
    given = {"email": EMAIL, "user_name": "anna", "password": PASSWORD, "address": "192.0.2.1", **changes}
    return backend.service.accounts.sign_up(**given)


def sign_in(backend: InMemoryBackend, password: str = PASSWORD, email: str = EMAIL, address: str = "192.0.2.1") -> Any:
    return backend.service.accounts.sign_in(email=email, password=password, address=address)


async def test_signing_up_opens_a_session_and_mails_a_link_that_confirms_the_address() -> None:
    backend = InMemoryBackend()
    session: OpenSession = await sign_up(backend)
    assert backend.service.tokens.read(session.access_token) == Photographer.of(session.user)
    user = await backend.service.accounts.verify_email(backend.mailed_token(EMAIL))
    assert user.email_verified


async def test_a_mailed_confirmation_works_once() -> None:
    """B5."""
    backend = InMemoryBackend()
    await sign_up(backend)
    both = [backend.service.accounts.verify_email(backend.mailed_token(EMAIL)) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidToken", "User"]
    with pytest.raises(InvalidToken):
        await backend.service.accounts.verify_email(backend.mailed_token(EMAIL))


@pytest.mark.parametrize("meanwhile", ["sign-out", "reset"])
async def test_a_mailed_confirmation_ends_with_the_sessions(meanwhile: str) -> None:
    """B5."""
    backend = InMemoryBackend()
    session = await sign_up(backend)
    confirmation = backend.mailed_token(EMAIL)
    if meanwhile == "sign-out":
        await backend.service.accounts.sign_out(Photographer.of(session.user))
    else:
        await backend.service.accounts.reset_password(await backend.reset_token(EMAIL), "a whole new passphrase")
    with pytest.raises(InvalidToken):
        await backend.service.accounts.verify_email(confirmation)


async def test_an_address_or_user_name_belongs_to_one_account() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    with pytest.raises(EmailTaken):
        await sign_up(backend, email=" ANNA@Example.com", user_name="other")
    with pytest.raises(UserNameTaken):
        await sign_up(backend, email="other@example.com", user_name="Anna")


async def test_of_two_sign_ups_with_one_user_name_one_wins() -> None:
    backend = InMemoryBackend()
    both = [sign_up(backend, email=f"{number}@example.com") for number in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OpenSession", "UserNameTaken"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"user_name": "a"}, "user_name"),
        ({"user_name": "graphql"}, "user_name"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"password": "Password123"}, "password"),
    ],
)
async def test_bad_input_names_its_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(UserRefusals) as refused:
        await sign_up(InMemoryBackend(), **changes)
    assert [refusal.field for refusal in refused.value.refusals] == [(field,)]


async def test_a_long_passphrase_in_any_script_is_accepted() -> None:
    backend = InMemoryBackend()
    passphrase = "правильная лошадь батарейка скрепка 🐴" * 10
    await sign_up(backend, password=passphrase)
    assert (await sign_in(backend, passphrase)).user.email == EMAIL


async def test_a_wrong_password_and_an_unknown_address_get_the_same_error() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    answers = []
    for attempt in (sign_in(backend, "wrong password"), sign_in(backend, email="nobody@example.com")):
        with pytest.raises(WrongCredentials) as refused:
            await attempt
        answers.append((refused.value.message, refused.value.field))
    assert answers[0] == answers[1]


async def test_wrong_passwords_are_counted_and_right_ones_are_not() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    for _ in range(20):
        await sign_in(backend)
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await sign_in(backend, "wrong password")
    with pytest.raises(RateLimited) as limited:
        await sign_in(backend)
    assert 0 < limited.value.retry_after_seconds <= 900
    assert await sign_in(backend, address="198.51.100.7")
    backend.clock.forward(seconds=limited.value.retry_after_seconds)
    assert await sign_in(backend)


async def test_a_limited_address_does_not_use_up_the_accounts_budget() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    for _ in range(300):
        with pytest.raises(Refusal):
            await sign_in(backend, "wrong password", address="198.51.100.7")
    assert await sign_in(backend)


async def test_a_password_that_the_full_hasher_did_not_judge_does_not_count() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    backend.hasher.is_busy = True
    for _ in range(300):
        with pytest.raises(RateLimited):
            await sign_in(backend)
    backend.hasher.is_busy = False
    assert await sign_in(backend)


async def test_an_outdated_hash_is_renewed_at_sign_in() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    stored = backend.tables.users[EMAIL]
    backend.tables.users[EMAIL] = stored.model_copy(update={"password_hash": f"old:{PASSWORD}"})
    await sign_in(backend)
    assert backend.tables.users[EMAIL].password_hash == stored.password_hash


async def test_a_session_can_be_refreshed_until_all_sessions_are_ended() -> None:
    backend = InMemoryBackend()
    session = await sign_up(backend)
    refreshed = await backend.service.accounts.refresh(session.refresh_token)
    assert refreshed.user == session.user
    await backend.service.accounts.sign_out(Photographer.of(session.user))
    for token in (session.refresh_token, refreshed.refresh_token):
        with pytest.raises(Unauthenticated):
            await backend.service.accounts.refresh(token)
    reopened = await backend.service.accounts.refresh((await sign_in(backend)).refresh_token)
    assert reopened.user.user_id == session.user.user_id


async def test_a_refresh_token_expires_after_thirty_days() -> None:
    backend = InMemoryBackend()
    session = await sign_up(backend)
    backend.clock.forward(days=30)
    with pytest.raises(Unauthenticated):
        await backend.service.accounts.refresh(session.refresh_token)


async def test_a_reset_works_once_and_ends_every_session() -> None:
    backend = InMemoryBackend()
    session = await sign_up(backend)
    token = await backend.reset_token(EMAIL)
    fresh = await backend.service.accounts.reset_password(token, "a whole new passphrase")
    assert fresh.user.email_verified
    with pytest.raises(InvalidToken):
        await backend.service.accounts.reset_password(token, "yet another passphrase")
    with pytest.raises(Unauthenticated):
        await backend.service.accounts.refresh(session.refresh_token)
    assert await sign_in(backend, "a whole new passphrase")


async def test_of_two_resets_with_one_link_one_wins() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    token = await backend.reset_token(EMAIL)
    both = [backend.service.accounts.reset_password(token, f"passphrase {number}") for number in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidToken", "OpenSession"]


async def test_a_reset_link_expires_after_an_hour_and_a_confirmation_after_three_days() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    confirmation = backend.mailed_token(EMAIL)
    reset = await backend.reset_token(EMAIL)
    backend.clock.forward(hours=1)
    with pytest.raises(InvalidToken):
        await backend.service.accounts.reset_password(reset, "a whole new passphrase")
    backend.clock.forward(days=3)
    with pytest.raises(InvalidToken):
        await backend.service.accounts.verify_email(confirmation)


async def test_signing_in_unconfirmed_sends_the_link_again_but_not_each_time() -> None:
    backend = InMemoryBackend()
    await sign_up(backend)
    backend.clock.forward(hours=2)
    before = len(backend.mailer.sent)
    await sign_in(backend)
    await sign_in(backend)
    assert len(backend.mailer.sent) - before == 1


async def test_after_signing_out_the_next_sign_in_sends_another_link_up_to_a_limit() -> None:
    backend = InMemoryBackend()
    session = await sign_up(backend)
    for _ in range(5):
        await backend.service.accounts.sign_out(Photographer.of(session.user))
        session = await sign_in(backend)
    assert len(backend.mailer.sent) == 3
    backend.clock.forward(hours=1)
    await sign_in(backend)
    assert (await backend.service.accounts.verify_email(backend.mailed_token(EMAIL))).email_verified


async def test_a_sign_up_succeeds_when_its_mail_is_not_delivered() -> None:
    backend = InMemoryBackend()
    backend.mailer.broken = True
    session = await sign_up(backend)
    assert (await sign_in(backend)).user == session.user


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ż"])
async def test_an_invalid_mailed_token_is_refused(token: str) -> None:
    backend = InMemoryBackend()
    with pytest.raises(InvalidToken):
        await backend.service.accounts.verify_email(token)
    with pytest.raises(InvalidToken):
        await backend.service.accounts.reset_password(token, "a whole new passphrase")
