"""Brings back what a table held at an earlier moment. Blocking, with its owner's credentials."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from aws.clients import MAX_CONCURRENT_CALLS, Aws

ENDING = "-restored"
"""DynamoDB restores into a table of another name; from there the items are put back."""


class TableRestore:
    """Of one table. Each step may be done again."""

    def __init__(self, aws: Aws, table: str) -> None:
        self._dynamodb: Any = aws.client("dynamodb")
        self._table = table
        self._restored = f"{table}{ENDING}"

    def restore(self, moment: datetime) -> None:
        """Makes the other table, as it was then, and waits until it is there: minutes, and longer for much."""
        known = self._dynamodb.get_paginator("list_tables").paginate()
        if self._restored not in {name for page in known for name in page["TableNames"]}:
            self._dynamodb.restore_table_to_point_in_time(
                SourceTableName=self._table, TargetTableName=self._restored, RestoreDateTime=moment
            )
        self._dynamodb.get_waiter("table_exists").wait(
            TableName=self._restored, WaiterConfig={"Delay": 10, "MaxAttempts": 720}
        )

    def copy_missing(self, *, overwrite: bool) -> int:
        """How many items were put back: those that are missing, or with `overwrite` all. What came since stays."""
        described = self._dynamodb.describe_table(TableName=self._table)["Table"]
        condition = {} if overwrite else {"ConditionExpression": "attribute_not_exists(#key)"}
        names = {} if overwrite else {"ExpressionAttributeNames": {"#key": described["KeySchema"][0]["AttributeName"]}}

        def put(item: dict[str, Any]) -> bool:
            try:
                self._dynamodb.put_item(TableName=self._table, Item=item, **condition, **names)
            except self._dynamodb.exceptions.ConditionalCheckFailedException:
                return False
            return True

        with ThreadPoolExecutor(MAX_CONCURRENT_CALLS) as threads:
            return sum(sum(threads.map(put, items)) for items in self._items())

    def drop(self) -> None:
        """Deletes the other table."""
        self._dynamodb.delete_table(TableName=self._restored)

    def _items(self) -> Iterator[list[dict[str, Any]]]:
        for page in self._dynamodb.get_paginator("scan").paginate(TableName=self._restored, ConsistentRead=True):
            yield page["Items"]
