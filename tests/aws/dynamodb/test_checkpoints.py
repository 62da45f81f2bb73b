"""The positions and checkpoints of the search for orphans, on the engines (issue 11 C14)."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from aws.dynamodb.checkpoints import DynamoCheckpoints
from aws.inventory import AwsInventory
from aws.resources import ResourceNames
from domain.ports.jobs import Checkpoint, Stage
from tests.aws.aws_backends import AwsBackend
from tests.aws.factories import NOW, a_photo, an_accessor, an_event

NAMES = ResourceNames.with_prefix("imgsh")
ODD_KEYS = ("0.jpg", "a/b c+d.jpg", "a/é.jpg", "b&%.jpg", "c.jpg/preview", "c.jpg/thumbnail", "花嫁.jpg")
"""No key is the folder of another: ours never are, and storage that keeps objects as files allows none."""

tables_only = pytest.mark.parametrize("backend", ["moto", "ministack"], indirect=True)


async def test_a_listing_continues_after_any_key(backend: AwsBackend) -> None:
    s3, prefix, inventory = backend.aws.client("s3"), f"{uuid4()}/", AwsInventory(backend.worker, NAMES)
    wanted = sorted((f"{prefix}{key}" for key in ODD_KEYS), key=str.encode)
    for bucket, pages in ((NAMES.originals, inventory.originals), (NAMES.derived, inventory.derived)):
        for key in wanted:
            s3.put_object(Bucket=bucket, Key=key, Body=b"x")
        for number, position in enumerate(["", *wanted]):
            found = [each.key async for page in pages(position) for each in page.items]
            assert [key for key in found if key.startswith(prefix)] == wanted[number:]


@tables_only
async def test_a_scan_continues_after_any_item(backend: AwsBackend) -> None:
    adapters, inventory, event = backend.adapters_for(backend.aws), AwsInventory(backend.worker, NAMES), an_event()
    photos = [a_photo(event, f"{number} é.png") for number in range(5)]
    await adapters.events.add(event)
    await adapters.photos.register(event, photos, quota_bytes=10**9, now=NOW)
    await adapters.accessors.add([an_accessor(event.event_id, code) for code in ("ABC34D", "ABC34E", "ABC34F")])

    all_photos = [photo.key async for page in inventory.photos("") for photo in page.items]
    assert {photo.key for photo in photos} <= set(all_photos)
    for number, key in enumerate(all_photos):
        if key.event_id != event.event_id:
            continue
        position = json.dumps({"event_id": {"S": key.event_id}, "filename": {"S": key.filename}})
        rest = [photo.key async for page in inventory.photos(position) for photo in page.items]
        assert rest == all_photos[number + 1 :]
    all_codes = [code async for page in inventory.codes("") for code in page.items]
    assert len([code for code in all_codes if code[0] == event.event_id]) == 3
    for number, (event_id, code) in enumerate(all_codes):
        if event_id != event.event_id:
            continue
        position = json.dumps({"event_id": {"S": event_id}, "access_code": {"S": code}})
        assert [each async for page in inventory.codes(position) for each in page.items] == all_codes[number + 1 :]


@tables_only
async def test_a_checkpoint_is_kept_until_another_search_begins(backend: AwsBackend) -> None:
    store = DynamoCheckpoints(backend.worker, NAMES)
    first = Checkpoint(NOW, Stage.ORIGINALS)
    second = Checkpoint(NOW + timedelta(seconds=1), Stage.ORIGINALS)
    await store.begin(first)
    for saved in (
        Checkpoint(NOW, Stage.DERIVED, 'a/é "1".jpg'),
        Checkpoint(NOW, Stage.PHOTOS),
        Checkpoint(NOW, None),
    ):
        assert await store.save(saved)
        assert await store.load() == saved
    await store.begin(second)

    assert not await store.save(Checkpoint(NOW, Stage.CODES))
    assert await store.load() == second
