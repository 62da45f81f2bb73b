"""One DynamoDB table: consistent reads, exact pages, and writes that return whether their condition held."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import Item, attribute
from aws.dynamodb.transactions import Action, retry_on_conflict
from aws.transport.json_client import Parse, ServiceError, back_off
from domain.errors import BadRequest
from domain.models import Page

T = TypeVar("T")

MAX_KEYS_A_BATCH = 100
BATCH_ATTEMPTS = 5


class Table:
    """`partition` and `sort` are the names of the key attributes."""

    def __init__(self, aws: Aws, name: str, partition: str, sort: str | None = None) -> None:
        self.aws = aws
        self._name = name
        self._key_names = (partition, sort) if sort else (partition,)

    def key(self, *values: str) -> Item:
        return {name: {"S": value} for name, value in zip(self._key_names, values, strict=True)}

    async def get(self, *key: str) -> Item | None:
        if not keys.is_valid(*key):
            return None
        response = await self.aws.call(
            "dynamodb", "get_item", TableName=self._name, Key=self.key(*key), ConsistentRead=True
        )
        return response.get("Item")

    async def get_many(self, wanted: Sequence[tuple[str, ...]], parse: Parse = orjson.loads) -> list[Any]:
        """In no order, without those that do not exist. Removes duplicates, which DynamoDB refuses in a batch.

        Items, or models if `parse` is a `batch_reader`.
        """
        valid = [self.key(*key) for key in dict.fromkeys(wanted) if keys.is_valid(*key)]
        starts = range(0, len(valid), MAX_KEYS_A_BATCH)
        batches = await asyncio.gather(*(self._batch(valid[n : n + MAX_KEYS_A_BATCH], parse) for n in starts))
        return [found for batch in batches for found in batch]

    async def _batch(self, pending: list[Item], parse: Parse) -> list[Any]:
        found: list[Any] = []
        for attempt in range(BATCH_ATTEMPTS):
            request = {self._name: {"Keys": pending, "ConsistentRead": True}}
            response = await self.aws.call("dynamodb", "batch_get_item", parse=parse, RequestItems=request)
            found += response["Responses"].get(self._name, [])
            pending = response.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if not pending:
                return found
            await back_off(attempt)
        raise TimeoutError(f"{self._name}: {len(pending)} unprocessed keys")

    def start(self, *after: str) -> dict[str, Any]:
        """Continues a query after this key. Raises BadRequest for an invalid key: cursors come from outside."""
        if not keys.is_valid(*after):
            raise BadRequest
        return {"ExclusiveStartKey": self.key(*after)}

    async def query(self, **parameters: Any) -> AsyncIterator[list[Item]]:
        """Yields the items of one page of DynamoDB at a time."""
        while True:
            response = await self.aws.call("dynamodb", "query", TableName=self._name, **parameters)
            yield response["Items"]
            if "LastEvaluatedKey" not in response:
                return
            parameters["ExclusiveStartKey"] = response["LastEvaluatedKey"]

    async def page(self, read: Callable[[Item], T], *, first: int, **parameters: Any) -> Page[T]:
        """The first items of a query. Reads one more than `first`, so that `has_next` is exact."""
        found: list[Item] = []
        async for items in self.query(**parameters):
            found += items
            if len(found) > first:
                break
        return Page(tuple(read(stored) for stored in found[:first]), has_next=len(found) > first)

    def put_action(self, stored: Item, condition: str, **values: object) -> Action:
        target = {"TableName": self._name, "Item": stored}
        return {"Put": target | expressions(values, ConditionExpression=condition)}

    def update_action(self, key: Sequence[str], update: str, condition: str, **values: object) -> Action:
        texts = {"UpdateExpression": update, "ConditionExpression": condition}
        return {"Update": {"TableName": self._name, "Key": self.key(*key)} | expressions(values, **texts)}

    def add_action(self, key: Sequence[str], counts: Mapping[str, object], condition: str, **values: object) -> Action:
        """Adds each of `counts`, a number or a set, to the attribute of its name."""
        update = "ADD " + ", ".join(f"{name} :{name}" for name in counts)
        return self.update_action(key, update, condition, **counts, **values)

    def delete_action(self, key: Sequence[str], condition: str, **values: object) -> Action:
        target = {"TableName": self._name, "Key": self.key(*key)}
        return {"Delete": target | expressions(values, ConditionExpression=condition)}

    async def update(self, key: Sequence[str], update: str, condition: str, **values: object) -> Item | None:
        """The updated item; None when the condition did not hold."""
        if not keys.is_valid(*key):
            return None
        action = self.update_action(key, update, condition, **values)
        response = await self._write("update_item", **action["Update"], ReturnValues="ALL_NEW")
        return None if response is None else response["Attributes"]

    async def put(self, stored: Item, condition: str, **values: object) -> bool:
        """False when the condition did not hold."""
        action = self.put_action(stored, condition, **values)
        return await self._write("put_item", **action["Put"]) is not None

    async def delete(self, key: Sequence[str], condition: str, **values: object) -> bool:
        """False when the condition did not hold."""
        if not keys.is_valid(*key):
            return False
        action = self.delete_action(key, condition, **values)
        return await self._write("delete_item", **action["Delete"]) is not None

    async def _write(self, operation: str, **request: Any) -> dict[str, Any] | None:
        try:
            return await retry_on_conflict(lambda: self.aws.call("dynamodb", operation, **request))
        except ServiceError as error:
            if error.code != "ConditionalCheckFailedException":
                raise
            return None


def expressions(values: Mapping[str, object], **texts: str) -> dict[str, Any]:
    """In `texts`, `#word` is the attribute `word` (DynamoDB reserves some words), and `:word` is one of the values."""
    parameters: dict[str, Any] = {name: text for name, text in texts.items() if text}
    words = set(re.findall(r"#(\w+)", " ".join(parameters.values())))
    if words:
        parameters["ExpressionAttributeNames"] = {f"#{word}": word for word in words}
    if values:
        parameters["ExpressionAttributeValues"] = {f":{word}": attribute(value) for word, value in values.items()}
    return parameters


def assignments(changes: Mapping[str, object]) -> str:
    """A SET clause of each attribute to the value of its name; empty without changes."""
    return "SET " + ", ".join(f"#{name} = :{name}" for name in changes) if changes else ""
