"""What stands in the tables, attribute by attribute: other programs, and later versions of this one, read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import epoch_seconds, instant
from aws.resources import EXPIRY_SHARDS
from tests.aws.conftest import NAMES, Stores
from tests.aws.factories import NOW, a_photo, a_user, an_accessor, an_event


async def _item(aws: Aws, table: str, **key: str) -> dict[str, Any]:
    wanted = {name: {"S": value} for name, value in key.items()}
    item: dict[str, Any] = (await aws.call("dynamodb", "get_item", TableName=table, Key=wanted))["Item"]
    return item


async def test_a_user_keeps_the_names_of_the_data_model(ministack_stores: Stores, ministack_root: Aws) -> None:
    user = a_user()
    await ministack_stores.users.add(user)
    assert await _item(ministack_root, NAMES.users, user_email=user.email) == {
        "user_email": {"S": user.email},
        "user_name": {"S": user.user_name},
        "user_id": {"S": user.user_id},
        "password_hash": {"S": user.password_hash},
        "email_verified": {"BOOL": False},
        "session_epoch": {"N": "0"},
        "created_at": {"S": "2099-11-22T19:47:03.123Z"},
    }
    pointer = await _item(ministack_root, NAMES.users, user_email=f"name#{user.user_name}")
    assert pointer["points_to"] == {"S": user.email}


async def test_an_event_keeps_the_names_of_the_data_model(ministack_stores: Stores, ministack_root: Aws) -> None:
    event = an_event()
    await ministack_stores.events.add(event)
    stored = await _item(ministack_root, NAMES.events, event_id=event.event_id)
    assert stored.pop("expiry_shard") == {"N": str(keys.shard(event.event_id))}
    assert stored == {
        "event_id": {"S": event.event_id},
        "event_name": {"S": event.name},
        "strip_location": {"BOOL": True},
        "time_zone": {"S": "UTC"},
        "watermark": {"M": {"text": {"S": ""}, "opacity": {"N": "0.5"}, "position": {"S": "BOTTOM_RIGHT"}}},
        "bucket_prefix": {"S": f"s3://imgsh-originals/{event.user_id}/"},
        "user_id": {"S": event.user_id},
        "public_url": {"S": event.public_url},
        "creation_date": {"S": "2099-11-22"},
        "seconds_to_live": {"N": "604800"},
        "created_at": {"S": "2099-11-22T19:47:03.123Z"},
        "expires_at": {"N": "4099664823.123"},
        "link_secret": {"S": "LinkSecretOfAnEvent"},
        "photo_count": {"N": "0"},
        "total_bytes": {"N": "0"},
        "ready_count": {"N": "0"},
        "ready_bytes": {"N": "0"},
        "cards_read": {"N": "0"},
        "card_count": {"N": "0"},
        "card_bytes": {"N": "0"},
        "live_photo_count": {"N": "0"},
        "photos_version": {"N": "0"},
    }


async def test_an_accessor_keeps_the_names_of_the_data_model(ministack_stores: Stores, ministack_root: Aws) -> None:
    event_id = an_event().event_id
    await ministack_stores.accessors.add([an_accessor(event_id, images=frozenset({"pic1.png", "pic2.png"}))])
    stored = await _item(ministack_root, NAMES.accessors, event_id=event_id, access_code="ABC34D")
    assert sorted(stored["images"]["SS"]) == ["pic1.png", "pic2.png"]


async def test_an_expired_event_is_found_by_its_shard(ministack_stores: Stores, ministack_root: Aws) -> None:
    event, alive = an_event(), an_event(seconds_to_live=365 * 24 * 3600)
    for each in (event, alive):
        await ministack_stores.events.add(each)
    found: set[str] = set()
    for shard in range(EXPIRY_SHARDS):
        values = {":shard": {"N": str(shard)}, ":now": {"N": str(epoch_seconds(event.expires_at))}}
        response = await ministack_root.call(
            "dynamodb",
            "query",
            TableName=NAMES.events,
            IndexName="by_expiry",
            KeyConditionExpression="expiry_shard = :shard AND expires_at <= :now",
            ExpressionAttributeValues=values,
        )
        found |= {item["event_id"]["S"] for item in response["Items"]}
    assert event.event_id in found
    assert alive.event_id not in found


async def test_an_extended_event_is_found_by_its_new_end(ministack_stores: Stores, ministack_root: Aws) -> None:
    event = an_event()
    await ministack_stores.events.add(event)
    changed = await ministack_stores.events.change(event, name=None, seconds_to_live=700_000, now=NOW)
    stored = await _item(ministack_root, NAMES.events, event_id=event.event_id)
    assert stored["expires_at"] == {"N": str(epoch_seconds(changed.expires_at))}


async def test_the_time_to_live_of_a_photo_is_longer_than_the_longest_event(
    ministack_stores: Stores, ministack_root: Aws
) -> None:
    event = an_event()
    await ministack_stores.events.add(event)
    await ministack_stores.photos.register(event, [a_photo(event)], quota_bytes=1000, now=NOW)
    stored = await _item(ministack_root, NAMES.photos, event_id=event.event_id, filename="pic1.png")
    assert 367 < (int(stored["delete_after"]["N"]) - NOW.timestamp()) / 86400 < 401


async def test_an_unknown_attribute_is_ignored(ministack_stores: Stores, ministack_root: Aws) -> None:
    user = a_user()
    await ministack_stores.users.add(user)
    await ministack_root.call(
        "dynamodb",
        "update_item",
        TableName=NAMES.users,
        Key={"user_email": {"S": user.email}},
        UpdateExpression="SET hat_size = :size",
        ExpressionAttributeValues={":size": {"N": "58"}},
    )
    assert await ministack_stores.users.by_email(user.email) == user


def test_instants_sort_as_text() -> None:
    moments = [NOW + timedelta(milliseconds=number) for number in (0, 1, 877, 10**6, 10**10)]
    assert [instant(moment) for moment in moments] == sorted(instant(moment) for moment in moments)
    assert {len(instant(moment)) for moment in moments} == {24}


@pytest.mark.parametrize("milliseconds", [0, 1, 999, 1000])
def test_epoch_seconds_are_exact_to_the_millisecond(milliseconds: int) -> None:
    moment = datetime(2286, 11, 20, 17, 46, 39, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    assert epoch_seconds(moment) * 1000 == 9_999_999_999_000 + milliseconds


def test_shards_never_change() -> None:
    """An event is found under the shard that it was stored with, by every later version too."""
    assert keys.shard("fd575f0d-f39a-4ecb-99f9-31813d4edb2c") == 5
    assert {keys.shard(an_event().event_id) for _ in range(200)} == set(range(8))
