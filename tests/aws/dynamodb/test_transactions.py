"""What DynamoDB does under load and local engines do not: conflicts, partial batches and lost responses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aws.clients import Aws
from aws.dynamodb import transactions
from aws.dynamodb.accessors import DynamoAccessors
from aws.dynamodb.events import DynamoEvents
from aws.dynamodb.photos import DynamoPhotos
from aws.dynamodb.users import DynamoUsers
from aws.transport.json_client import ServiceError
from aws.transport.pool import ConnectionFailed
from domain.errors import Contention
from domain.models import Event
from tests.aws.conftest import NAMES
from tests.aws.factories import NOW, an_accessor, an_event, photos_of

Parameters = dict[str, Any]
HUNDRED_KILOBYTES = 100_000


class FaultyAws(Aws):
    """Forwards calls. `before` and `after` may raise."""

    def __init__(
        self,
        through: Aws,
        *,
        before: Callable[[str, Parameters], None] = lambda operation, parameters: None,
        after: Callable[[str, Parameters], None] = lambda operation, parameters: None,
    ) -> None:
        super().__init__(through.region, through.endpoint_url)
        self._through = through
        self._before = before
        self._after = after

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        self._before(operation, parameters)
        response = await self._through.call(service, operation, **parameters)
        self._after(operation, parameters)
        return response


def _conflicts(times: int) -> Callable[[str, Parameters], None]:
    """Other transactions hold the items for this many writes."""
    left = times

    def conflict(operation: str, _: Parameters) -> None:
        nonlocal left
        if operation not in ("transact_write_items", "update_item", "delete_item"):
            return
        left -= 1
        if left < 0:
            return
        if operation == "transact_write_items":
            reasons = [{"Code": "None"}, {"Code": "TransactionConflict"}]
            raise ServiceError("TransactionCanceledException", reasons=reasons)
        raise ServiceError("TransactionConflictException")

    return conflict


async def _an_event(aws: Aws) -> Event:
    event = an_event()
    await DynamoEvents(aws, NAMES).add(event)
    return event


async def _is_untouched(aws: Aws, event: Event) -> bool:
    photos = await DynamoPhotos(aws, NAMES).of_event(event.event_id, first=1, after=None)
    stored = await DynamoEvents(aws, NAMES).get(event.event_id)
    return (photos.items, stored, await DynamoUsers(aws, NAMES).storage_bytes(event.user_id)) == ((), event, 0)


async def test_a_transaction_is_retried_on_conflict_and_applied_once(ministack_root: Aws) -> None:
    event = await _an_event(ministack_root)
    store = DynamoPhotos(FaultyAws(ministack_root, before=_conflicts(3)), NAMES)
    await store.register(event, photos_of(event, 3), quota_bytes=HUNDRED_KILOBYTES, now=NOW)
    assert await DynamoUsers(ministack_root, NAMES).storage_bytes(event.user_id) == 3000


async def test_an_update_is_retried_on_conflict(ministack_root: Aws) -> None:
    accessor = an_accessor(an_event().event_id)
    await DynamoAccessors(ministack_root, NAMES).add([accessor])
    store = DynamoAccessors(FaultyAws(ministack_root, before=_conflicts(2)), NAMES)
    opened = await store.count_opened(accessor.event_id, accessor.access_code, NOW)
    assert opened is not None
    assert opened.open_count == 1


async def test_retries_on_conflict_end_in_contention(ministack_root: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """C13: it was INTERNAL."""
    monkeypatch.setattr(transactions, "MAX_ATTEMPTS", 3)
    event = await _an_event(ministack_root)
    store = DynamoPhotos(FaultyAws(ministack_root, before=_conflicts(100)), NAMES)
    with pytest.raises(Contention):
        await store.register(event, photos_of(event, 3), quota_bytes=HUNDRED_KILOBYTES, now=NOW)
    assert await _is_untouched(ministack_root, event)
    accessors = DynamoAccessors(FaultyAws(ministack_root, before=_conflicts(100)), NAMES)
    with pytest.raises(Contention):
        await accessors.remove(event.event_id, "ABC34D")


@pytest.mark.parametrize("lost", [100, 2], ids=["the counted photos", "the last two photos"])
async def test_a_hundred_photos_are_rolled_back_when_a_response_is_lost(ministack_root: Aws, lost: int) -> None:
    """The counters are in one transaction with the first 98 photos; neither transaction may remain alone."""

    def lose_the_response(operation: str, parameters: Parameters) -> None:
        actions = parameters.get("TransactItems", [])
        if len(actions) == lost and any("Put" in action for action in actions):
            raise ConnectionFailed

    event = await _an_event(ministack_root)
    store = DynamoPhotos(FaultyAws(ministack_root, after=lose_the_response), NAMES)
    with pytest.raises(ConnectionFailed):
        await store.register(event, photos_of(event, 100), quota_bytes=HUNDRED_KILOBYTES, now=NOW)
    assert await _is_untouched(ministack_root, event)


@pytest.mark.parametrize("lost", [100, 2], ids=["the counted photos", "the last two photos"])
async def test_a_hundred_photos_are_rolled_back_when_a_request_is_lost(ministack_root: Aws, lost: int) -> None:
    def lose_the_request(operation: str, parameters: Parameters) -> None:
        actions = parameters.get("TransactItems", [])
        if len(actions) == lost and any("Put" in action for action in actions):
            raise ConnectionFailed

    event = await _an_event(ministack_root)
    store = DynamoPhotos(FaultyAws(ministack_root, before=lose_the_request), NAMES)
    with pytest.raises(ConnectionFailed):
        await store.register(event, photos_of(event, 100), quota_bytes=HUNDRED_KILOBYTES, now=NOW)
    assert await _is_untouched(ministack_root, event)


async def test_unprocessed_keys_of_a_batch_are_requested_again(ministack_root: Aws) -> None:
    class HalfBatches(Aws):
        """Returns half of the keys, and the rest as unprocessed."""

        async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
            if operation != "batch_get_item":
                return await ministack_root.call(service, operation, **parameters)
            ((table, request),) = parameters["RequestItems"].items()
            half = (len(request["Keys"]) + 1) // 2
            asked, left = request["Keys"][:half], request["Keys"][half:]
            parameters["RequestItems"] = {table: {**request, "Keys": asked}}
            response = await ministack_root.call(service, operation, **parameters)
            return {**response, "UnprocessedKeys": {table: {"Keys": left}} if left else {}}

    event = await _an_event(ministack_root)
    photos = photos_of(event, 20)
    await DynamoPhotos(ministack_root, NAMES).register(event, photos, quota_bytes=HUNDRED_KILOBYTES, now=NOW)
    store = DynamoPhotos(HalfBatches(ministack_root.region, ministack_root.endpoint_url), NAMES)
    assert await store.get_many([photo.key for photo in photos]) == {photo.key: photo for photo in photos}
