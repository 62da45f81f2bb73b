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
from tests.world import PASSWORD, World

EMAIL = "anna@example.com"


def sign_up(world: World, **changes: Any) -> Any:
    given = {"email": EMAIL, "user_name": "anna", "password": PASSWORD, "address": "192.0.2.1", **changes}
    return world.service.accounts.sign_up(**given)


def sign_in(world: World, password: str = PASSWORD, email: str = EMAIL, address: str = "192.0.2.1") -> Any:
    return world.service.accounts.sign_in(email=email, password=password, address=address)


async def test_signing_up_opens_a_session_and_mails_a_link_that_confirms_the_address() -> None:
    world = World()
    session: OpenSession = await sign_up(world)
    assert world.service.tokens.read(session.access_token) == Photographer.of(session.user)
    user = await world.service.accounts.verify_email(world.mailed_token(EMAIL))
    assert user.email_verified


async def test_a_mailed_confirmation_works_once() -> None:
    """B5."""
    world = World()
    await sign_up(world)
    both = [world.service.accounts.verify_email(world.mailed_token(EMAIL)) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidToken", "User"]
    with pytest.raises(InvalidToken):
        await world.service.accounts.verify_email(world.mailed_token(EMAIL))


@pytest.mark.parametrize("meanwhile", ["sign-out", "reset"])
async def test_a_mailed_confirmation_ends_with_the_sessions(meanwhile: str) -> None:
    """B5."""
    world = World()
    session = await sign_up(world)
    confirmation = world.mailed_token(EMAIL)
    if meanwhile == "sign-out":
        await world.service.accounts.sign_out(Photographer.of(session.user))
    else:
        await world.service.accounts.reset_password(await world.reset_token(EMAIL), "a whole new passphrase")
    with pytest.raises(InvalidToken):
        await world.service.accounts.verify_email(confirmation)


async def test_an_address_or_user_name_belongs_to_one_account() -> None:
    world = World()
    await sign_up(world)
    with pytest.raises(EmailTaken):
        await sign_up(world, email=" ANNA@Example.com", user_name="other")
    with pytest.raises(UserNameTaken):
        await sign_up(world, email="other@example.com", user_name="Anna")


async def test_of_two_sign_ups_of_one_name_one_wins() -> None:
    world = World()
    both = [sign_up(world, email=f"{number}@example.com") for number in range(2)]
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
        await sign_up(World(), **changes)
    assert [refusal.field for refusal in refused.value.refusals] == [(field,)]


async def test_a_long_passphrase_of_any_script_is_taken() -> None:
    world = World()
    passphrase = "правильная лошадь батарейка скрепка 🐴" * 10
    await sign_up(world, password=passphrase)
    assert (await sign_in(world, passphrase)).user.email == EMAIL


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer() -> None:
    world = World()
    await sign_up(world)
    answers = []
    for attempt in (sign_in(world, "wrong password"), sign_in(world, email="nobody@example.com")):
        with pytest.raises(WrongCredentials) as refused:
            await attempt
        answers.append((refused.value.message, refused.value.field))
    assert answers[0] == answers[1]


async def test_wrong_passwords_are_counted_and_right_ones_are_not() -> None:
    world = World()
    await sign_up(world)
    for _ in range(20):
        await sign_in(world)
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await sign_in(world, "wrong password")
    with pytest.raises(RateLimited) as limited:
        await sign_in(world)
    assert 0 < limited.value.retry_after_seconds <= 900
    assert await sign_in(world, address="198.51.100.7")
    world.clock.forward(seconds=limited.value.retry_after_seconds)
    assert await sign_in(world)


async def test_an_address_that_is_refused_does_not_use_up_the_accounts_own_budget() -> None:
    world = World()
    await sign_up(world)
    for _ in range(300):
        with pytest.raises(Refusal):
            await sign_in(world, "wrong password", address="198.51.100.7")
    assert await sign_in(world)


async def test_a_password_that_was_not_judged_for_want_of_room_does_not_count() -> None:
    world = World()
    await sign_up(world)
    world.hasher.is_busy = True
    for _ in range(300):
        with pytest.raises(RateLimited):
            await sign_in(world)
    world.hasher.is_busy = False
    assert await sign_in(world)


async def test_an_outdated_hash_is_renewed_at_sign_in() -> None:
    world = World()
    await sign_up(world)
    stored = world.tables.users[EMAIL]
    world.tables.users[EMAIL] = stored.model_copy(update={"password_hash": f"old:{PASSWORD}"})
    await sign_in(world)
    assert world.tables.users[EMAIL].password_hash == stored.password_hash


async def test_a_session_is_refreshed_until_every_session_is_ended() -> None:
    world = World()
    session = await sign_up(world)
    refreshed = await world.service.accounts.refresh(session.refresh_token)
    assert refreshed.user == session.user
    await world.service.accounts.sign_out(Photographer.of(session.user))
    for token in (session.refresh_token, refreshed.refresh_token):
        with pytest.raises(Unauthenticated):
            await world.service.accounts.refresh(token)
    reopened = await world.service.accounts.refresh((await sign_in(world)).refresh_token)
    assert reopened.user.user_id == session.user.user_id


async def test_a_refresh_token_ends_after_thirty_days() -> None:
    world = World()
    session = await sign_up(world)
    world.clock.forward(days=30)
    with pytest.raises(Unauthenticated):
        await world.service.accounts.refresh(session.refresh_token)


async def test_a_reset_works_once_and_ends_every_session() -> None:
    world = World()
    session = await sign_up(world)
    token = await world.reset_token(EMAIL)
    fresh = await world.service.accounts.reset_password(token, "a whole new passphrase")
    assert fresh.user.email_verified
    with pytest.raises(InvalidToken):
        await world.service.accounts.reset_password(token, "yet another passphrase")
    with pytest.raises(Unauthenticated):
        await world.service.accounts.refresh(session.refresh_token)
    assert await sign_in(world, "a whole new passphrase")


async def test_of_two_resets_by_one_link_one_wins() -> None:
    world = World()
    await sign_up(world)
    token = await world.reset_token(EMAIL)
    both = [world.service.accounts.reset_password(token, f"passphrase {number}") for number in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidToken", "OpenSession"]


async def test_a_reset_link_ends_after_an_hour_and_a_confirmation_after_three_days() -> None:
    world = World()
    await sign_up(world)
    confirmation = world.mailed_token(EMAIL)
    reset = await world.reset_token(EMAIL)
    world.clock.forward(hours=1)
    with pytest.raises(InvalidToken):
        await world.service.accounts.reset_password(reset, "a whole new passphrase")
    world.clock.forward(days=3)
    with pytest.raises(InvalidToken):
        await world.service.accounts.verify_email(confirmation)


async def test_signing_in_unconfirmed_sends_the_link_again_but_not_each_time() -> None:
    world = World()
    await sign_up(world)
    world.clock.forward(hours=2)
    before = len(world.mailer.sent)
    await sign_in(world)
    await sign_in(world)
    assert len(world.mailer.sent) - before == 1


async def test_after_signing_out_the_next_sign_in_sends_a_link_again_but_not_without_end() -> None:
    world = World()
    session = await sign_up(world)
    for _ in range(5):
        await world.service.accounts.sign_out(Photographer.of(session.user))
        session = await sign_in(world)
    assert len(world.mailer.sent) == 3
    world.clock.forward(hours=1)
    await sign_in(world)
    assert (await world.service.accounts.verify_email(world.mailed_token(EMAIL))).email_verified


async def test_a_sign_up_holds_when_its_mail_is_not_taken() -> None:
    world = World()
    world.mailer.broken = True
    session = await sign_up(world)
    assert (await sign_in(world)).user == session.user


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ż"])
async def test_a_mailed_token_that_is_none_is_refused(token: str) -> None:
    world = World()
    with pytest.raises(InvalidToken):
        await world.service.accounts.verify_email(token)
    with pytest.raises(InvalidToken):
        await world.service.accounts.reset_password(token, "a whole new passphrase")
