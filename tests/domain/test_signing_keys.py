from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.errors import Unauthenticated
from domain.models import Photographer, User
from domain.ports.accounts import Key, KeysUnreadable
from domain.signing_keys import KeyRing
from domain.tokens import Tokens
from tests.in_memory_backend import Clock

FIRST, SECOND, THIRD = (Key(name, name.encode() * 32) for name in ("first", "second", "third"))


@dataclass
class Vault:
    """Where the keys are kept; None: it does not answer."""

    keys: Sequence[Key] | None = (FIRST,)
    times_read: int = 0

    async def read(self) -> Sequence[Key]:
        self.times_read += 1
        if self.keys is None:
            raise KeysUnreadable
        return self.keys


@dataclass
class Instance:
    """One of many that serve side by side, each with what it last read."""

    vault: Vault
    clock: Clock
    tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = Tokens(KeyRing(self.clock, source=self.vault), self.clock)

    async def sign_in(self, user: User) -> str:
        await self.tokens.refresh_if_stale(None)
        return self.tokens.access(user).text

    async def asks(self, token: str) -> object:
        await self.tokens.refresh_if_stale(token)
        return self.tokens.read(token)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def user(clock: Clock) -> User:
    return User(user_id="u1", email="a@b.co", user_name="anna", password_hash="", created_at=clock())


ANNA = Photographer("u1", "a@b.co", email_verified=False, session_epoch=0)


async def test_sessions_survive_a_key_rotation(clock: Clock, user: User) -> None:
    vault = Vault()
    here, there = Instance(vault, clock), Instance(vault, clock)
    before = await here.sign_in(user)
    assert await there.asks(before) == ANNA

    vault.keys = (SECOND, FIRST)
    clock.forward(minutes=5)
    after = await here.sign_in(user)
    assert await here.asks(before) == ANNA
    assert await there.asks(before) == ANNA
    assert await there.asks(after) == ANNA


@pytest.mark.parametrize("seconds", [0, 1, 240])
async def test_an_instance_learns_a_new_key_from_the_first_token_that_names_it(
    clock: Clock, user: User, seconds: int
) -> None:
    vault = Vault()
    awake, asleep = Instance(vault, clock), Instance(vault, clock)
    await asleep.sign_in(user)
    clock.forward(seconds=seconds)
    vault.keys = (SECOND, FIRST)
    assert await asleep.asks(await awake.sign_in(user)) == ANNA


async def test_two_rotations_end_every_session(clock: Clock, user: User) -> None:
    vault = Vault()
    here = Instance(vault, clock)
    token = await here.sign_in(user)
    vault.keys = (THIRD, SECOND)
    clock.forward(minutes=6)
    with pytest.raises(Unauthenticated):
        await here.asks(token)


async def test_tokens_with_made_up_keys_cause_few_refreshes(clock: Clock, user: User) -> None:
    vault = Vault()
    here, stranger = Instance(vault, clock), Instance(Vault((THIRD,)), clock)
    await here.sign_in(user)
    forged = await stranger.sign_in(user)
    clock.forward(seconds=10)
    for _ in range(100):
        with pytest.raises(Unauthenticated):
            await here.asks(forged)
    assert vault.times_read == 2


async def test_known_keys_stay_valid_while_their_source_fails(clock: Clock, user: User) -> None:
    vault = Vault()
    here = Instance(vault, clock)
    token = await here.sign_in(user)
    vault.keys = None
    clock.forward(minutes=14)
    assert await here.asks(token) == ANNA


async def test_without_any_key_there_is_no_service(clock: Clock) -> None:
    with pytest.raises(KeysUnreadable):
        await Instance(Vault(None), clock).tokens.refresh_if_stale(None)
    with pytest.raises(ValueError, match="no signing keys"):
        KeyRing(clock)


def test_a_short_key_is_refused_and_keys_are_not_in_their_repr() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Key("short", b"x" * 31)
    assert repr(FIRST) == "Key(kid='first')"
