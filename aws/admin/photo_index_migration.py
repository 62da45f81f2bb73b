"""Gives the indexes of photos to a table that was created before them. Blocking; for the local engine.

DynamoDB adds a local secondary index to no table that exists. So the photos move to a second table and back. Killed
anywhere and run again, it ends the same, as long as nothing else writes meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from aws import resources
from aws.admin.provision import create_table, table_names
from aws.clients import Aws
from aws.dynamodb.serialization import index_keys, item, to_photo
from aws.resources import ResourceNames, TableDefinition
from domain.models import PhotoStatus
from domain.photo_order import lane_of

SUFFIX = "-moving"
MAX_ITEMS_A_BATCH = 25


class PhotoIndexMigration:
    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._dynamodb: Any = aws.client("dynamodb")
        self._events = names.events
        self._table = next(table for table in resources.tables(names) if table.name == names.photos)
        self._moving = replace(self._table, name=f"{self._table.name}{SUFFIX}")

    def is_needed(self) -> bool:
        existing = table_names(self._aws)
        return self._moving.name in existing or (self._table.name in existing and self._lacks_indexes())

    def run(self) -> int:
        """Returns how many photos were given their keys. Does nothing for a table that has the indexes."""
        existing = table_names(self._aws)
        if self._table.name in existing and self._lacks_indexes():
            if self._moving.name not in existing:
                create_table(self._aws, self._moving)
            self._copy(self._table, self._moving)
            self._drop(self._table)
            existing = table_names(self._aws)
        if self._moving.name not in existing:
            return 0
        if self._table.name not in existing:
            create_table(self._aws, self._table)
        count = self._copy(self._moving, self._table)
        self._add_lanes_to_events()
        self._drop(self._moving)
        return count

    def _lacks_indexes(self) -> bool:
        described = self._dynamodb.describe_table(TableName=self._table.name)["Table"]
        names = {index["IndexName"] for index in described.get("LocalSecondaryIndexes", [])}
        return not names >= {index.name for index in self._table.local_indexes}

    def _copy(self, source: TableDefinition, target: TableDefinition) -> int:
        count = 0
        for page in self._pages(source):
            for start in range(0, len(page), MAX_ITEMS_A_BATCH):
                batch = page[start : start + MAX_ITEMS_A_BATCH]
                self._put([stored | index_keys(to_photo(stored)) for stored in batch], target)
            count += len(page)
        return count

    def _put(self, items: list[Any], target: TableDefinition) -> None:
        requests = {target.name: [{"PutRequest": {"Item": each}} for each in items]}
        while requests:
            requests = self._dynamodb.batch_write_item(RequestItems=requests).get("UnprocessedItems", {})

    def _add_lanes_to_events(self) -> None:
        lanes: dict[str, set[str]] = defaultdict(set)
        for page in self._pages(self._table):
            for photo in map(to_photo, page):
                if photo.status is PhotoStatus.READY:
                    lanes[photo.event_id].add(lane_of(photo))
        for event_id, found in lanes.items():
            try:
                self._dynamodb.update_item(
                    TableName=self._events,
                    Key=item({"event_id": event_id}),
                    UpdateExpression="ADD lanes :lanes",
                    ConditionExpression="attribute_exists(event_id)",
                    ExpressionAttributeValues=item({":lanes": frozenset(found)}),
                )
            except self._dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # deleted, and the photos with it soon

    def _drop(self, table: TableDefinition) -> None:
        self._dynamodb.delete_table(TableName=table.name)
        self._dynamodb.get_waiter("table_not_exists").wait(TableName=table.name, WaiterConfig={"Delay": 1})

    def _pages(self, table: TableDefinition) -> Iterator[list[Any]]:
        for page in self._dynamodb.get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True):
            yield page["Items"]
