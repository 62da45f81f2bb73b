"""Restores a table from its backup of an earlier moment. Blocking, with the owner's credentials."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from aws.clients import MAX_CONCURRENT_CALLS, Aws

SUFFIX = "-restored"
"""DynamoDB restores into a new table; from there the items are copied back."""


class TableRestore:
    """Restores one table. Each step is idempotent."""

    def __init__(self, aws: Aws, table: str) -> None:
        self._dynamodb: Any = aws.client("dynamodb")
        self._table = table
        self._restored = f"{table}{SUFFIX}"

    def restore(self, moment: datetime) -> None:
        """Creates the new table with the items of that moment and waits for it: minutes, longer for a large table."""
        known = self._dynamodb.get_paginator("list_tables").paginate()
        if self._restored not in {name for page in known for name in page["TableNames"]}:
            self._dynamodb.restore_table_to_point_in_time(
                SourceTableName=self._table, TargetTableName=self._restored, RestoreDateTime=moment
            )
        self._dynamodb.get_waiter("table_exists").wait(
            TableName=self._restored, WaiterConfig={"Delay": 10, "MaxAttempts": 720}
        )

    def copy_missing(self, *, overwrite: bool) -> int:
        """Copies the missing items, or all with `overwrite`; returns how many. Later items stay."""
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

    def raise_photos_versions(self, events: str) -> None:
        """Raises `photos_version` of the events in the new table, which is one of photos.

        Processes that know the photos of an event by their version read them again. `events` is the table of events.
        """
        event_ids = {item["event_id"]["S"] for items in self._items(ProjectionExpression="event_id") for item in items}

        def update(event_id: str) -> None:
            with suppress(self._dynamodb.exceptions.ConditionalCheckFailedException):  # it was deleted
                self._dynamodb.update_item(
                    TableName=events,
                    Key={"event_id": {"S": event_id}},
                    UpdateExpression="ADD photos_version :one",
                    ConditionExpression="attribute_exists(event_id)",
                    ExpressionAttributeValues={":one": {"N": "1"}},
                )

        with ThreadPoolExecutor(MAX_CONCURRENT_CALLS) as threads:
            list(threads.map(update, event_ids))

    def drop(self) -> None:
        """Deletes the new table."""
        self._dynamodb.delete_table(TableName=self._restored)

    def _items(self, **options: str) -> Iterator[list[dict[str, Any]]]:
        scan = self._dynamodb.get_paginator("scan")
        for page in scan.paginate(TableName=self._restored, ConsistentRead=True, **options):
            yield page["Items"]
