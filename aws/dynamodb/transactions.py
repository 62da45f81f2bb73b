"""Transactions, and retries on conflict."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from aws.transport.json_client import THROTTLED_ACTIONS, ServiceError, back_off
from domain.errors import Contention, InvalidInput

if TYPE_CHECKING:
    from aws.clients import Aws

T = TypeVar("T")
Action = dict[str, dict[str, Any]]
"""One action of a transaction: "Put", "Update" or "Delete" with its parameters."""

MAX_ACTIONS = 100
MAX_ATTEMPTS = 8
CONDITION_FAILED = "ConditionalCheckFailed"
CONTENDED = frozenset({"TransactionConflict", "TransactionConflictException"})
RETRYABLE_CODES = CONTENDED | THROTTLED_ACTIONS


class ConditionsFailed(Exception):
    """Nothing was written: the conditions of the actions with these `numbers`, from 0, did not hold."""

    def __init__(self, numbers: frozenset[int]) -> None:
        self.numbers = numbers
        super().__init__("conditions failed")


async def transact(aws: Aws, actions: Sequence[Action]) -> None:
    """Writes all or nothing, and once: all attempts carry one token. Raises ConditionsFailed and Contention."""
    try:
        await retry_on_conflict(lambda: aws.call("dynamodb", "transact_write_items", TransactItems=actions))
    except ServiceError as error:
        codes = _reasons(error)
        if CONDITION_FAILED not in codes:
            raise
        raise ConditionsFailed(frozenset(n for n, code in enumerate(codes) if code == CONDITION_FAILED)) from error


async def try_transact(aws: Aws, actions: Sequence[Action]) -> bool:
    """The same, but returns False when a condition did not hold."""
    try:
        await transact(aws, actions)
    except ConditionsFailed:
        return False
    return True


async def retry_on_conflict(call: Callable[[], Awaitable[T]]) -> T:
    """Retries with growing pauses while other transactions hold the same items. Raises Contention."""
    for attempt in range(MAX_ATTEMPTS - 1):
        try:
            return await call()
        except ServiceError as error:
            if not _codes(error) & RETRYABLE_CODES:
                raise
        await back_off(attempt)
    try:
        return await call()
    except ServiceError as error:
        if _codes(error) & CONTENDED:
            raise Contention from error
        raise


@contextmanager
def refusing_too_large(refusal: InvalidInput) -> Iterator[None]:
    """Raises `refusal` if DynamoDB refuses an item of more than 400 KB, in a transaction or alone."""
    try:
        yield
    except ServiceError as error:
        messages = [error.message, *(reason.get("Message") or "" for reason in error.reasons)]
        if any("item size" in message.lower() for message in messages):
            raise refusal from error
        raise


def _codes(error: ServiceError) -> frozenset[str]:
    """Why it was refused. If a condition failed, that alone: no retry would help."""
    codes = error.codes
    return codes & {CONDITION_FAILED} or codes


def _reasons(error: ServiceError) -> list[str]:
    return [reason.get("Code", "") for reason in error.reasons]
