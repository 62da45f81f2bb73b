"""Lists all tables and buckets, for the search for orphans."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

from aws.clients import Aws
from aws.dynamodb.archives import DynamoArchives
from aws.dynamodb.serialization import to_photos
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.multipart import Multipart
from domain.models import Photo
from domain.ports.jobs import InventoryPage, StoredObject


class AwsInventory:
    """Implements `Inventory`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._names = names
        self._archives = DynamoArchives(aws, names)
        self._originals = Multipart(aws, names.originals)

    def originals(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]:
        return self._list(self._names.originals, position, _original)

    def derived(self, position: str) -> AsyncIterator[InventoryPage[StoredObject]]:
        return self._list(self._names.derived, position, _derived)

    async def photos(self, position: str) -> AsyncIterator[InventoryPage[Photo]]:
        async for page in self._scan(self._names.photos, position):
            yield InventoryPage(to_photos(page.items), page.position)

    async def codes(self, position: str) -> AsyncIterator[InventoryPage[tuple[str, str]]]:
        async for page in self._scan(self._names.accessors, position, ProjectionExpression="event_id, access_code"):
            codes = [(stored["event_id"]["S"], stored["access_code"]["S"]) for stored in page.items]
            yield InventoryPage(codes, page.position)

    async def are_there(self, photos: Sequence[Photo]) -> Sequence[bool]:
        sizes = await asyncio.gather(*(self._originals.stored_bytes(keys.original(photo)) for photo in photos))
        return [size is not None for size in sizes]

    async def has_archive(self, event_id: str, archive_id: str) -> bool:
        return await self._archives.get(event_id, archive_id) is not None

    async def _list(
        self, bucket: str, position: str, read: Callable[[str, datetime], StoredObject]
    ) -> AsyncIterator[InventoryPage[StoredObject]]:
        """A position is the last key of the previous page: unlike a continuation token it never expires."""
        while True:
            start = {"StartAfter": position} if position else {}
            response = await self._aws.call("s3", "list_objects_v2", Bucket=bucket, **start)
            objects = [read(each["Key"], each["LastModified"]) for each in response.get("Contents", ())]
            position = objects[-1].key if response.get("IsTruncated") and objects else ""
            yield InventoryPage(objects, position)
            if not position:
                return

    async def _scan(self, table: str, position: str, **parameters: Any) -> AsyncIterator[InventoryPage[Any]]:
        """A position is the LastEvaluatedKey of the previous page, in JSON."""
        while True:
            start = {"ExclusiveStartKey": json.loads(position)} if position else {}
            response = await self._aws.call(
                "dynamodb", "scan", TableName=table, ConsistentRead=True, **parameters, **start
            )
            position = json.dumps(response["LastEvaluatedKey"]) if "LastEvaluatedKey" in response else ""
            yield InventoryPage(response["Items"], position)
            if not position:
                return


def _original(key: str, stored_at: datetime) -> StoredObject:
    return StoredObject(key, stored_at, keys.parse(key))


def _derived(key: str, stored_at: datetime) -> StoredObject:
    return StoredObject(key, stored_at, keys.parse_rendition(key), keys.parse_archive(key))
