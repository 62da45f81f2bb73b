"""Writes that hold together, and patience with the others that hold the same items."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

    from aws.clients import Aws

T = TypeVar("T")
Action = dict[str, dict[str, Any]]
"""One of a transaction: "Put", "Update" or "Delete" with its parameters."""

MAX_ACTIONS = 100
PAUSES_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 0.8)
CONDITION_FAILED = "ConditionalCheckFailed"
PASSING = frozenset(
    {"TransactionConflict", "TransactionConflictException", "ThrottlingError", "ProvisionedThroughputExceeded"}
)


class Cancelled(Exception):
    """Nothing was written: the conditions of the actions with these numbers, from 0, did not hold."""

    def __init__(self, refused: frozenset[int]) -> None:
        self.refused = refused
        super().__init__("a transaction was refused")


async def transact(aws: Aws, actions: Sequence[Action]) -> None:
    """Writes all or nothing, once: botocore's own retries carry one token. Raises Cancelled."""
    from botocore.exceptions import ClientError

    try:
        await patiently(lambda: aws.call("dynamodb", "transact_write_items", TransactItems=actions))
    except ClientError as error:
        codes = _reasons(error)
        if CONDITION_FAILED not in codes:
            raise
        raise Cancelled(frozenset(n for n, code in enumerate(codes) if code == CONDITION_FAILED)) from error


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Makes the call again, ever later, while other transactions hold the same items; botocore does not."""
    from botocore.exceptions import ClientError

    for attempt in range(len(PAUSES_SECONDS)):
        try:
            return await call()
        except ClientError as error:
            codes = {error.response["Error"]["Code"], *_reasons(error)}
            if CONDITION_FAILED in codes or not codes & PASSING:
                raise
        await pause(attempt)
    return await call()


async def pause(attempt: int) -> None:
    """Anywhere up to the attempt's longest pause, so that those who met do not meet again."""
    await asyncio.sleep(random.uniform(0, PAUSES_SECONDS[attempt]))  # noqa: S311 - guards nothing


def is_too_large(error: ClientError) -> bool:
    """Whether DynamoDB refused an item over its 400 KB; alone or in a transaction, put or update."""
    messages = [error.response["Error"].get("Message", "")]
    messages += [reason.get("Message", "") for reason in error.response.get("CancellationReasons", ())]
    return any("item size" in message.lower() for message in messages)


def _reasons(error: ClientError) -> list[str]:
    return [reason.get("Code", "") for reason in error.response.get("CancellationReasons", ())]
