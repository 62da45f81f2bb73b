"""The real hasher, which is slow on purpose, must not delay anything else (issue 11, C10)."""

from __future__ import annotations

import asyncio
import threading

import pytest

from domain.errors import RateLimited
from domain.passwords import MAX_HASHES_AT_ONCE, MAX_PENDING_HASHES, THREAD_NAME, Argon2Hasher


async def test_a_hash_verifies_its_own_password_only() -> None:
    hasher = Argon2Hasher()
    stored = await hasher.hash("correct horse battery")
    assert await hasher.verify("correct horse battery", stored)
    assert not await hasher.verify("wrong", stored)
    assert not await hasher.verify("wrong", None)
    assert not hasher.is_outdated(stored)


async def test_many_passwords_wait_for_each_other_but_never_delay_other_threads() -> None:
    hasher, before = Argon2Hasher(), set(threading.enumerate())
    judged = [asyncio.ensure_future(hasher.verify("wrong", None)) for _ in range(MAX_PENDING_HASHES)]
    await asyncio.sleep(0)
    await asyncio.to_thread(threading.get_ident)
    assert sum(task.done() for task in judged) <= 2 * MAX_HASHES_AT_ONCE
    hashing = [thread for thread in threading.enumerate() if thread.name.startswith(THREAD_NAME)]
    assert 1 <= len(set(hashing) - before) <= MAX_HASHES_AT_ONCE
    assert await asyncio.gather(*judged) == [False] * MAX_PENDING_HASHES


async def test_a_full_queue_of_passwords_refuses_at_once() -> None:
    hasher = Argon2Hasher()
    judged = [asyncio.ensure_future(hasher.verify("wrong", None)) for _ in range(MAX_PENDING_HASHES)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await hasher.verify("wrong", None)
    await asyncio.gather(*judged)
    assert await hasher.verify("wrong", None) is False
