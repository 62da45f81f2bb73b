"""One-time tokens, in the table RateLimits: like its counters they expire, and need no backup."""

from __future__ import annotations

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import time_to_live, to_model
from aws.dynamodb.table import Table, assignments
from aws.dynamodb.transactions import Action
from aws.resources import TIME_TO_LIVE, ResourceNames
from domain.one_time_tokens import OneTimeToken, Purpose

UNUSED = "attribute_exists(digest) AND attribute_not_exists(is_used)"


class DynamoOneTimeTokens:
    """Implements `OneTimeTokenStore` by updates alone: no role may read from this table or put items."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.rate_limits, "key")

    async def add(self, token: OneTimeToken) -> None:
        changes = {**token.model_dump(exclude_none=True), TIME_TO_LIVE: time_to_live(token.expires_at)}
        await self._table.update(_key(token.purpose, token.digest), assignments(changes), "", **changes)

    async def find(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        stored = await self._table.update(_key(purpose, digest), "SET digest = :digest", UNUSED, digest=digest)
        return to_model(OneTimeToken, stored) if stored else None

    def use_action(self, token: OneTimeToken) -> Action:
        """Its condition holds once."""
        key = _key(token.purpose, token.digest)
        return self._table.update_action(key, "SET is_used = :true", UNUSED, true=True)


def _key(purpose: Purpose, digest: str) -> tuple[str]:
    return (keys.one_time_token(purpose.value, digest),)
