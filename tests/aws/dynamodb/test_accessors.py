from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from aws.clients import Aws
from domain.errors import BadRequest, InvalidInput
from domain.models import Accessor
from tests.aws.conftest import Stores
from tests.aws.factories import NOW, an_accessor

NONE: frozenset[str] = frozenset()


async def _change(
    stores: Stores,
    accessor: Accessor,
    *,
    label: str | None = None,
    all_photos: bool | None = None,
    add: frozenset[str] = NONE,
    remove: frozenset[str] = NONE,
    **texts: str | None,
) -> Accessor | None:
    return await stores.accessors.change(
        accessor.event_id, accessor.access_code, label=label, all_photos=all_photos, add=add, remove=remove, **texts
    )


async def _stored(stores: Stores, **changes: Any) -> Accessor:
    accessor = an_accessor(str(uuid4()), **changes)
    await stores.accessors.add([accessor])
    return accessor


async def test_a_code_is_kept_with_its_photos(stores: Stores) -> None:
    accessor = await _stored(stores, label="Oma Inge", images=frozenset({"pic1.png", "Käse (2).png"}))
    assert await stores.accessors.get(accessor.event_id, accessor.access_code) == accessor


async def test_a_code_opens_nothing_in_another_event(stores: Stores) -> None:
    accessor = await _stored(stores)
    assert await stores.accessors.get(str(uuid4()), accessor.access_code) is None
    assert await stores.accessors.get(accessor.event_id, "") is None


async def test_codes_in_use_are_returned_and_the_others_stored(stores: Stores) -> None:
    used = await _stored(stores, label="first")
    codes = [an_accessor(used.event_id, code) for code in ("AAAAAA", used.access_code, "ZZZZZZ")]
    assert await stores.accessors.add(codes) == (codes[1],)
    page = await stores.accessors.of_event(used.event_id, first=10, after=None)
    assert page.items == (codes[0], used, codes[2])


async def test_five_hundred_codes_are_stored_at_once(stores_under_load: Stores) -> None:
    event_id = str(uuid4())
    codes = [an_accessor(event_id, f"{number:06}") for number in range(500)]
    assert await stores_under_load.accessors.add(codes) == ()
    page = await stores_under_load.accessors.of_event(event_id, first=500, after=None)
    assert (list(page.items), page.has_next) == (codes, False)


async def test_adding_no_codes_does_nothing(stores: Stores) -> None:
    assert await stores.accessors.add([]) == ()


async def test_one_of_several_equal_codes_added_concurrently_is_stored(stores_under_load: Stores) -> None:
    event_id = str(uuid4())
    rivals = [an_accessor(event_id, label=f"rival {number}") for number in range(8)]
    refused = await asyncio.gather(*(stores_under_load.accessors.add([rival]) for rival in rivals))
    winner = await stores_under_load.accessors.get(event_id, rivals[0].access_code)
    assert [rival for rival, back in zip(rivals, refused, strict=True) if not back] == [winner]


async def test_codes_are_listed_in_order_page_by_page(stores: Stores) -> None:
    event_id = str(uuid4())
    codes = [an_accessor(event_id, code) for code in ("0A", "1B", "2C", "3D")]
    await stores.accessors.add(codes[::-1])
    page = await stores.accessors.of_event(event_id, first=2, after=None)
    assert (list(page.items), page.has_next) == (codes[:2], True)
    page = await stores.accessors.of_event(event_id, first=2, after="1B")
    assert (list(page.items), page.has_next) == (codes[2:], False)
    page = await stores.accessors.of_event(event_id, first=2, after="3D")
    assert (page.items, page.has_next) == ((), False)
    with pytest.raises(BadRequest):
        await stores.accessors.of_event(event_id, first=2, after="")


async def test_assigned_filenames_are_those_of_codes_with_own_lists(stores: Stores) -> None:
    event_id = str(uuid4())
    await stores.accessors.add(
        [
            an_accessor(event_id, "AAAAAA", images=frozenset({"1.png", "2.png"})),
            an_accessor(event_id, "BBBBBB", images=frozenset({"2.png", "3.png"})),
            an_accessor(event_id, "CCCCCC"),
            an_accessor(event_id, "DDDDDD", all_photos=True, images=frozenset({"4.png"})),
            an_accessor(str(uuid4()), "EEEEEE", images=frozenset({"5.png"})),
        ]
    )
    assert await stores.accessors.assigned_filenames(event_id) == {"1.png", "2.png", "3.png"}


async def test_a_change_keeps_the_other_fields(stores: Stores) -> None:
    accessor = await _stored(stores, label="Ann", images=frozenset({"1.png"}))
    assert await _change(stores, accessor) == accessor
    changed = await _change(stores, accessor, all_photos=True)
    assert changed == accessor.model_copy(update={"all_photos": True})
    changed = await _change(stores, accessor, label="Anna")
    assert changed == accessor.model_copy(update={"all_photos": True, "label": "Anna"})
    assert await stores.accessors.get(accessor.event_id, accessor.access_code) == changed


async def test_an_empty_label_clears_it(stores: Stores) -> None:
    accessor = await _stored(stores, label="Ann")
    assert await _change(stores, accessor, label="") == accessor.model_copy(update={"label": None})
    assert await _change(stores, accessor, label="") == accessor.model_copy(update={"label": None})


async def test_address_and_group_are_kept_changed_and_cleared(stores: Stores) -> None:
    accessor = await _stored(stores, label="Ann", email="ann@example.com", group="3b")
    assert await stores.accessors.get(accessor.event_id, accessor.access_code) == accessor
    changed = await _change(stores, accessor, label="", email="", group="4b")
    assert changed == accessor.model_copy(update={"label": None, "email": None, "group": "4b"})


async def test_one_change_can_add_and_remove_names(stores: Stores) -> None:
    accessor = await _stored(stores, images=frozenset({"1.png", "2.png"}))
    for _ in range(2):
        changed = await _change(stores, accessor, label="Ann", add=frozenset({"3.png"}), remove=frozenset({"1.png"}))
        assert changed == accessor.model_copy(update={"label": "Ann", "images": frozenset({"2.png", "3.png"})})


async def test_a_name_that_is_added_and_removed_in_one_change_is_absent(stores: Stores) -> None:
    accessor = await _stored(stores)
    both = frozenset({"1.png"})
    assert await _change(stores, accessor, add=both, remove=both) == accessor


async def test_the_last_name_can_be_removed(stores: Stores) -> None:
    accessor = await _stored(stores, images=frozenset({"1.png"}))
    assert await _change(stores, accessor, remove=frozenset({"1.png"})) == accessor.model_copy(update={"images": NONE})
    assert await stores.accessors.assigned_filenames(accessor.event_id) == NONE


async def test_parallel_changes_of_one_code_lose_nothing(stores_under_load: Stores) -> None:
    before = frozenset(f"old {number}.png" for number in range(25))
    accessor = await _stored(stores_under_load, images=before)
    names = [frozenset({f"new {number}.png"}) for number in range(25)]
    adding = [_change(stores_under_load, accessor, add=name) for name in names]
    removing = [_change(stores_under_load, accessor, remove=frozenset({name})) for name in before]
    await asyncio.gather(*adding, *removing)
    stored = await stores_under_load.accessors.get(accessor.event_id, accessor.access_code)
    assert stored == accessor.model_copy(update={"images": frozenset().union(*names)})


async def test_no_change_restores_a_revoked_code(stores: Stores) -> None:
    accessor = await _stored(stores)
    event_id, access_code = accessor.event_id, accessor.access_code
    assert await stores.accessors.remove(event_id, access_code) is True
    assert await stores.accessors.remove(event_id, access_code) is False
    assert await _change(stores, accessor, label="Ann", add=frozenset({"1.png"}), remove=frozenset({"2.png"})) is None
    assert await _change(stores, accessor) is None
    assert await stores.accessors.count_opened(event_id, access_code, NOW) is None
    await stores.accessors.count_downloads(event_id, access_code, 3)
    assert await stores.accessors.get(event_id, access_code) is None


async def test_openings_are_counted_and_the_first_is_remembered(stores: Stores) -> None:
    accessor = await _stored(stores)
    later = NOW + timedelta(hours=1)
    await stores.accessors.count_opened(accessor.event_id, accessor.access_code, NOW)
    opened = await stores.accessors.count_opened(accessor.event_id, accessor.access_code, later)
    expected = {"first_opened_at": NOW, "last_opened_at": later, "open_count": 2}
    assert opened == accessor.model_copy(update=expected)


async def test_parallel_openings_and_downloads_are_all_counted(stores_under_load: Stores) -> None:
    accessor = await _stored(stores_under_load)
    event_id, access_code = accessor.event_id, accessor.access_code
    opening = [stores_under_load.accessors.count_opened(event_id, access_code, NOW) for _ in range(20)]
    downloading = [stores_under_load.accessors.count_downloads(event_id, access_code, 5) for _ in range(20)]
    await asyncio.gather(*opening, *downloading)
    stored = await stores_under_load.accessors.get(event_id, access_code)
    assert stored is not None
    assert (stored.open_count, stored.download_count) == (20, 100)


async def test_a_list_that_is_too_large_for_an_item_is_refused_and_changes_nothing(ministack_stores: Stores) -> None:
    accessor = await _stored(ministack_stores, label="Ann")
    too_many = frozenset(f"{number:0200}.png" for number in range(2100))
    with pytest.raises(InvalidInput, match="can't hold that many photos"):
        await _change(ministack_stores, accessor, label="Ben", add=too_many, remove=frozenset({"1.png"}))
    assert await ministack_stores.accessors.get(accessor.event_id, accessor.access_code) == accessor
    with pytest.raises(InvalidInput, match="can't hold that many photos"):
        await ministack_stores.accessors.add([an_accessor(accessor.event_id, "ZZZZZZ", images=too_many)])


async def test_the_time_to_live_of_a_code_is_longer_than_the_longest_event(
    ministack_stores: Stores, ministack_root: Aws
) -> None:
    """The final safeguard of deletion must not delete codes of an event that was extended."""
    accessor = await _stored(ministack_stores)
    key = {"event_id": {"S": accessor.event_id}, "access_code": {"S": accessor.access_code}}
    response = await ministack_root.call("dynamodb", "get_item", TableName="imgsh-accessors", Key=key)
    days = (int(response["Item"]["delete_after"]["N"]) - NOW.timestamp()) / 86400
    assert 367 < days < 401
