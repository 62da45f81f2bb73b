"""Passwords: which are accepted, and how they are hashed (argon2id with OWASP's minimum parameters)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from domain.errors import InvalidInput, RateLimited

if TYPE_CHECKING:
    import argon2

MIN_CHARACTERS, MAX_CHARACTERS = 8, 1024
MEMORY_KIB, ROUNDS, LANES = 19456, 2, 1

MAX_HASHES_AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
MAX_PENDING_HASHES = 32
PENDING_SECONDS = 5
THREAD_NAME = "passwords"

T = TypeVar("T")

# Verified when there is no account, so that both cases take the same time.
_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$Jyaz9tJsa7gV++3aqTpE+w$Z2m0axMoO4CV9rux5gRqZh/fjb4T8E9qelehgrNPkdU"


def check_password(password: str) -> str:
    """Returns the password. Raises InvalidInput when it is too short, too long or very common."""
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise InvalidInput(f"A password must have {MIN_CHARACTERS} to {MAX_CHARACTERS} characters.")
    if password.lower() in _common_passwords():
        raise InvalidInput("This password is very common and easy to guess. Choose a different one.")
    return password


class Argon2Hasher:
    """Implements `PasswordHasher`. Hashing takes tens of milliseconds of CPU, so it runs in its own threads.

    There are few: many passwords at once wait for each other instead of slowing the API.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MAX_HASHES_AT_ONCE, thread_name_prefix=THREAD_NAME)
        self._pending = 0

    async def hash(self, password: str) -> str:
        return await self._run(partial(_hash, password))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        # A password that is too long can't be right, and hashing it would be expensive.
        candidate = password if len(password) <= MAX_CHARACTERS else ""
        return await self._run(partial(_matches, candidate, password_hash or _DUMMY_HASH)) and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return _hasher().check_needs_rehash(password_hash)

    async def _run(self, work: Callable[[], T]) -> T:
        """Raises RateLimited when too many are waiting already."""
        if self._pending >= MAX_PENDING_HASHES:
            raise RateLimited(PENDING_SECONDS)
        self._pending += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._pending -= 1


@cache
def _hasher() -> argon2.PasswordHasher:
    import argon2

    return argon2.PasswordHasher(ROUNDS, MEMORY_KIB, LANES)


def _hash(password: str) -> str:
    return _hasher().hash(password)


def _matches(password: str, password_hash: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return _hasher().verify(password_hash, password)
    except VerificationError:
        return False


@cache
def _common_passwords() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= MIN_CHARACTERS)
