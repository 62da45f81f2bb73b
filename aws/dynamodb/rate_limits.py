"""Counters, in the table RateLimits. DynamoDB deletes them some time after they expire."""

from __future__ import annotations

from datetime import datetime

from aws.clients import Aws
from aws.dynamodb.serialization import time_to_live
from aws.dynamodb.table import Table
from aws.resources import TIME_TO_LIVE, ResourceNames


class DynamoRateLimits:
    """Implements `RateLimits`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.rate_limits, "key")

    async def acquire(self, key: str, *, limit: int, expires_at: datetime, amount: int = 1) -> bool:
        if amount > limit:
            return False
        updated = await self._table.update(
            (key,),
            f"SET {TIME_TO_LIVE} = :ends_at ADD taken :amount",
            "attribute_not_exists(taken) OR taken <= :max",
            ends_at=time_to_live(expires_at),
            amount=amount,
            max=limit - amount,
        )
        return updated is not None

    async def release(self, key: str, *, amount: int = 1) -> None:
        await self._table.update((key,), "ADD taken :less", "taken >= :amount", less=-amount, amount=amount)
