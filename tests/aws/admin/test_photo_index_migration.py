"""Photos that were stored before their indexes existed (issue 14, item 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from aws import resources
from aws.admin.photo_index_migration import PhotoIndexMigration
from aws.admin.provision import create_table, provision, table_names
from aws.clients import Aws
from aws.dynamodb.events import DynamoEvents
from aws.dynamodb.photos import DynamoPhotos
from aws.dynamodb.serialization import from_event, from_photo
from aws.resources import BY_CAPTURE, BY_NAME, ResourceNames
from domain.models import Event, Photo, PhotoStatus
from domain.photo_order import Listing, PhotoOrder
from runtime.wiring import service_of
from tests.api_gateway_events import run
from tests.aws.conftest import APP_ORIGIN
from tests.aws.factories import a_photo, an_event
from tests.aws.fault_injection import Killed
from tests.in_memory_backend import InMemoryBackend, settings_with

TAKEN = datetime(2026, 6, 20, 15, 4, 5, tzinfo=UTC)
WRITES = {"create_table", "delete_table", "batch_write_item", "update_item"}


@pytest.fixture(params=["moto_aws", "ministack_root"])
def aws(request: pytest.FixtureRequest) -> Aws:
    found: Aws = request.getfixturevalue(request.param)
    return found


class DyingAws(Aws):
    """Dies before write number `at` of a blocking client."""

    def __init__(self, aws: Aws, at: int) -> None:
        self.__dict__.update(aws.__dict__)
        self._aws, self._left = aws, at

    def client(self, service: Any) -> Any:
        return _Dying(self._aws.client(service), self._die_in_time)

    def _die_in_time(self) -> None:
        if self._left == 0:
            raise Killed
        self._left -= 1


class _Dying:
    def __init__(self, client: Any, before_write: Callable[[], None]) -> None:
        self._client, self._before_write = client, before_write

    def __getattr__(self, name: str) -> Any:
        if name in WRITES:
            self._before_write()
        return getattr(self._client, name)


def old_data(aws: Aws) -> tuple[ResourceNames, Event, list[Photo]]:
    """Tables as they were before the indexes, with an event of ready photos and others."""
    names = ResourceNames.with_prefix(f"old-{uuid4().hex[:8]}")
    dynamodb = aws.client("dynamodb")
    for table in resources.tables(names):
        create_table(aws, replace(table, local_indexes=()))
    event = an_event()
    photos = [
        a_photo(event, f"IMG_{number}.jpg", status=PhotoStatus.READY, taken_at=TAKEN - timedelta(seconds=number))
        for number in range(8, 40)
    ]
    photos += [a_photo(event, "untimed.jpg", status=PhotoStatus.READY), a_photo(event, "coming.jpg")]
    dynamodb.put_item(TableName=names.events, Item=without_new(from_event(event, "originals"), "lanes", "time_zone"))
    for photo in photos:
        stored = without_new(from_photo(photo), BY_CAPTURE.sort.name, BY_NAME.sort.name, "in_shared_lane")
        dynamodb.put_item(TableName=names.photos, Item=stored)
    return names, event, photos


def without_new(stored: Any, *names: str) -> Any:
    return {name: value for name, value in stored.items() if name not in names}


def start(aws: Aws, names: ResourceNames) -> int:
    moved = PhotoIndexMigration(aws, names).run()
    provision(aws, names, app_origin=APP_ORIGIN)
    return moved


def listed(aws: Aws, names: ResourceNames, event: Event, order: PhotoOrder) -> list[str]:
    events, photos = DynamoEvents(aws, names), DynamoPhotos(aws, names)
    service = service_of(settings_with(), replace(InMemoryBackend().adapters, events=events, photos=photos))

    async def page() -> list[str]:
        stored = await events.get(event.event_id)
        assert stored is not None
        found = await service.photos.page(stored, Listing(100, order=order))
        return [photo.filename for photo in found.items]

    return run(page())


def test_photos_of_an_older_version_are_all_listed_in_order(aws: Aws) -> None:
    names, event, photos = old_data(aws)
    assert start(aws, names) == len(photos)
    by_time = [f"IMG_{number}.jpg" for number in reversed(range(8, 40))]
    assert listed(aws, names, event, PhotoOrder.TAKEN_AT) == [*by_time, "coming.jpg", "untimed.jpg"]
    assert listed(aws, names, event, PhotoOrder.FILENAME) == [*reversed(by_time), "coming.jpg", "untimed.jpg"]
    stored = run(DynamoPhotos(aws, names).get_many([photo.key for photo in photos]))
    assert stored == {photo.key: photo for photo in photos}
    assert start(aws, names) == 0


def test_a_migration_that_is_killed_anywhere_ends_the_same(moto_aws: Aws) -> None:
    for at in count():
        names, event, photos = old_data(moto_aws)
        try:
            PhotoIndexMigration(DyingAws(moto_aws, at), names).run()
            break
        except Killed:
            start(moto_aws, names)
        stored = run(DynamoPhotos(moto_aws, names).get_many([photo.key for photo in photos]))
        assert stored == {photo.key: photo for photo in photos}
        assert len(listed(moto_aws, names, event, PhotoOrder.TAKEN_AT)) == len(photos)
        assert f"{names.photos}-moving" not in table_names(moto_aws)
    assert at > len(WRITES)
