from __future__ import annotations

import asyncio
from uuid import uuid4

from aws.clients import Aws
from aws.dynamodb.rate_limits import DynamoRateLimits
from tests.aws.conftest import NAMES, Stores
from tests.aws.factories import LATER


async def test_a_counter_stops_at_its_limit(stores: Stores) -> None:
    key = str(uuid4())
    taken = [await stores.limits.acquire(key, limit=3, expires_at=LATER) for _ in range(5)]
    assert taken == [True, True, True, False, False]


async def test_a_limit_of_zero_allows_nothing(stores: Stores) -> None:
    assert await stores.limits.acquire(str(uuid4()), limit=0, expires_at=LATER) is False


async def test_counters_are_independent(stores: Stores) -> None:
    assert await stores.limits.acquire(str(uuid4()), limit=1, expires_at=LATER)
    assert await stores.limits.acquire(str(uuid4()), limit=1, expires_at=LATER)


async def test_a_released_amount_can_be_acquired_again(stores: Stores) -> None:
    key = str(uuid4())
    assert await stores.limits.acquire(key, limit=1, expires_at=LATER)
    await stores.limits.release(key)
    assert await stores.limits.acquire(key, limit=1, expires_at=LATER)


async def test_releasing_too_often_does_not_raise_the_limit(stores: Stores) -> None:
    key = str(uuid4())
    await stores.limits.release(key)
    assert await stores.limits.acquire(key, limit=1, expires_at=LATER)
    for _ in range(3):
        await stores.limits.release(key)
    assert await stores.limits.acquire(key, limit=1, expires_at=LATER)
    assert not await stores.limits.acquire(key, limit=1, expires_at=LATER)


async def test_an_amount_is_acquired_completely_or_not_at_all(stores: Stores) -> None:
    key, limit = str(uuid4()), 100 * 1024**3
    amounts = [60 * 1024**3, 60 * 1024**3, 40 * 1024**3, 1]
    taken = [await stores.limits.acquire(key, limit=limit, expires_at=LATER, amount=amount) for amount in amounts]
    assert taken == [True, False, True, False]
    await stores.limits.release(key, amount=60 * 1024**3)
    assert await stores.limits.acquire(key, limit=limit, expires_at=LATER, amount=60 * 1024**3)
    assert not await stores.limits.acquire(str(uuid4()), limit=9, expires_at=LATER, amount=10)


async def test_exactly_the_limit_of_fifty_concurrent_calls_succeeds(stores_under_load: Stores) -> None:
    key = str(uuid4())
    taken = await asyncio.gather(*(stores_under_load.limits.acquire(key, limit=7, expires_at=LATER) for _ in range(50)))
    assert sum(taken) == 7


async def test_a_counter_has_a_time_to_live(ministack_stores: Stores, ministack_root: Aws) -> None:
    key = str(uuid4())
    await ministack_stores.limits.acquire(key, limit=1, expires_at=LATER)
    response = await ministack_root.call("dynamodb", "get_item", TableName="imgsh-rate-limits", Key={"key": {"S": key}})
    assert 0 <= int(response["Item"]["delete_after"]["N"]) - LATER.timestamp() <= 1


async def test_the_jobs_function_may_count_mails(ministack_jobs: Aws) -> None:
    limits, key = DynamoRateLimits(ministack_jobs, NAMES), str(uuid4())
    assert [await limits.acquire(key, limit=1, expires_at=LATER) for _ in range(2)] == [True, False]
    await limits.release(key)
    assert await limits.acquire(key, limit=1, expires_at=LATER)
